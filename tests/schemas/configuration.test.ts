import { DEFAULTS } from '../../scripts/content/configuration.js';
import { configuration } from './examples.js';
import { brokenPlaces, itAccepts, itRejects, type Schema, schemas } from './validator.js';

describe('the schema of the configuration', () => {
  it('accepts every field, the defaults and nothing at all', () => {
    expect(brokenPlaces('configuration', configuration)).toEqual([]);
    expect(brokenPlaces('configuration', DEFAULTS)).toEqual([]);
    expect(brokenPlaces('configuration', {})).toEqual([]);
  });

  it('shows the defaults that hold', () => {
    const shown = (schema: Schema | undefined): unknown => {
      if (!schema?.properties) return schema?.default;
      const fields = Object.entries(schema.properties).map(([name, field]) => [name, shown(field)]);
      return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
    };
    const { workspaces, lifetimes, ...plain } = DEFAULTS;
    expect(shown(schemas.get('configuration.schema.json'))).toEqual({ ...plain, lifetimes: {} });
  });

  itAccepts('configuration', configuration, [
    ['/lifetimes', { ip: { botnet_cc: '90m' } }],
    ['/workspaces/production/endpoint', 'http://127.0.0.1:4711'],
    ['/workspaces/production/endpoint', undefined],
    ['/workspaces/emulator', { emulator: true }],
    ['/minimumConfidence', 0],
    ['/limits', {}],
    ['/suppressions/0/file', undefined],
    ['/indicators', 'threat-intelligence'],
    ['/hunts', 'table'],
    ['/tables', []],
    ['/limits/shrink', 100],
    ['/checks', { schema: 'info' }],
    ['/workspaces/production/cloud', 'usgov'],
    ['/workspaces/production/endpoints', {}],
  ]);

  itRejects('configuration', configuration, [
    ['/workspace', {}, ''],
    ['/owner', 'ab'],
    ['/owner', 'contoso soc'],
    ['/owner', 'x'.repeat(65)],
    ['/hunts', 'both'],
    ['/tables/0', 'My Logs'],
    ['/groups/all', [], '/groups/all'],
    ['/groups/my group', ['local'], '/groups'],
    ['/checks/join-kind', 'fatal'],
    ['/limits/shrink', 101],
    ['/huntObjects', 'yes'],
    ['/workspaces/production/cloud', 'germany'],
    ['/workspaces/production/endpoints/portal', 'https://portal.azure.com', '/workspaces/production/endpoints'],
    ['/workspaces/production/endpoints/logs', 'api.loganalytics.azure.com'],
    ['/workspaces/production/parameters/site', ['a']],
    ['/workspaces/production/enabled/my-rule', true, '/workspaces/production/enabled'],
    ['/workspaces/local/cloud', 'public', '/workspaces/local'],

    ['/suppressions/0/reason', undefined, '/suppressions/0'],
    ['/suppressions/0/expires', undefined, '/suppressions/0'],
    ['/suppressions/0/expires', 'next year'],
    ['/suppressions/0/file', '/etc/passwd'],
    ['/workspaces/local/emulator', false],
    ['/workspaces/local/subscriptionId', 'x', '/workspaces/local'],
    ['/workspaces/my workspace', { emulator: true }, '/workspaces'],
    ['/workspaces/production/subscriptionId', 'my-subscription'],
    ['/workspaces/production/resourceGroup', undefined, '/workspaces/production'],
    ['/workspaces/production/resourceGroup', 'ends-with.'],
    ['/workspaces/production/resourceGroup', 'x'.repeat(91)],
    ['/workspaces/production/workspaceName', 'soc'],
    ['/workspaces/production/workspaceName', 'soc_sentinel'],
    ['/workspaces/production/clientSecret', 'x', '/workspaces/production'],
    ['/workspaces/production/endpoint', 'management.azure.com'],
    ['/defaultWorkspace', ''],
    ['/indicators', 'Watchlist'],
    ['/margin', '0d'],
    ['/margin', 'P7D'],
    ['/margin', 7],
    ['/lifetimes/sha256', { default: '30d' }, '/lifetimes'],
    ['/lifetimes/ip/default', '1w'],
    ['/lifetimes/ip/botnet_cc', '30'],
    ['/minimumConfidence', 101],
    ['/defaultConfidence', -1],
    ['/logRetention', '90 d'],
    ['/limits/itemChanges', -1],
    ['/limits/deletions', 1.5],
    ['/limits/deletion', 1, '/limits'],
  ]);
});
