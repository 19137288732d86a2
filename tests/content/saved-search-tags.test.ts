import type { HuntingQuery, SavedFunction } from '../../scripts/content/model.js';
import { cutTags, functionTags, huntTags, MAX_TAG_VALUE, toTags } from '../../scripts/content/saved-search-tags.js';

const hunt: HuntingQuery = { id: '1', name: 'A hunt', description: 'Finds things.', query: 'T' };
const saved: SavedFunction = { id: '2', functionAlias: 'F', name: 'F', query: 'T' };

describe('the tags of a hunt', () => {
  it('hold what a saved search has no field for', () => {
    const full: HuntingQuery = {
      ...hunt,
      tactics: ['Execution', 'Impact'],
      relevantTechniques: ['T1059'],
      version: '1.2.3',
      requiredDataConnectors: [{ connectorId: 'DNS', dataTypes: ['DnsEvents'] }],
      entityMappings: [
        { entityType: 'IP', fieldMappings: [{ identifier: 'Address', columnName: 'RemoteIP' }] },
        {
          entityType: 'Host',
          fieldMappings: [
            { identifier: 'HostName', columnName: 'Device' },
            { identifier: 'DnsDomain', columnName: 'Domain' },
          ],
        },
      ],
      metadata: { author: { name: 'Ada' } },
      tags: ['beacon', { Group: 'Acme' }],
    };
    expect(toTags(huntTags(full))).toEqual({
      description: 'Finds things.',
      tactics: 'Execution,Impact',
      techniques: 'T1059',
      version: '1.2.3',
      connectors: 'DNS',
      tables: 'DNS=DnsEvents',
      entities: 'IP.Address=RemoteIP,Host.HostName=Device,Host.DnsDomain=Domain',
      author: 'Ada',
      tags: 'beacon,Group: Acme',
    });
  });

  it('leave out what says nothing', () => {
    expect(toTags(huntTags(hunt))).toEqual({ description: 'Finds things.' });
  });

  it.each([[null], ['Ada'], [{}], [{ name: 7 }]])('name no author where it is %j', (author) => {
    expect(huntTags({ ...hunt, metadata: { author } }).author).toBe('');
  });
});

it('the tags of a function are its description and its version', () => {
  expect(functionTags({ ...saved, description: 'Gives rows.', version: '1.0.0' })).toEqual({
    description: 'Gives rows.',
    version: '1.0.0',
  });
  expect(toTags(functionTags(saved))).toEqual({});
});

describe('a value that is longer than the service takes', () => {
  const text = 'x'.repeat(MAX_TAG_VALUE);
  const items = [...'abcdefgh'].map((letter) => letter.repeat(31));

  it('is of more than 256 characters', () => {
    expect(MAX_TAG_VALUE).toBe(256);
    expect(cutTags({ fits: text, long: `${text}x`, list: [text], longer: [text, 'y'] })).toEqual(['long', 'longer']);
  });

  it('is cut with a mark where it is a text', () => {
    expect(toTags({ fits: text, long: `${text}x` })).toEqual({ fits: text, long: `${'x'.repeat(255)}…` });
  });

  it('keeps whole items where it is a list', () => {
    expect(items.join(',')).toHaveLength(255);
    expect(toTags({ list: items })).toEqual({ list: items.join(',') });
    expect(toTags({ list: [...items, ''] })).toEqual({ list: `${items.join(',')},` });
    expect(toTags({ list: [...items, 'i'] })).toEqual({ list: items.join(',') });
    expect(toTags({ list: [`${text}x`] })).toEqual({});
  });

  it('counts without the blanks of its lines', () => {
    const padded = ` ${'x'.repeat(127)}\n\n   ${'y'.repeat(128)}\n`;
    expect(cutTags({ padded })).toEqual([]);
    expect(toTags({ padded })).toEqual({ padded: `${'x'.repeat(127)} ${'y'.repeat(128)}` });
  });
});
