import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULTS, loadConfiguration } from '../../scripts/content/configuration.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'configuration-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function load(text: string) {
  writeFileSync(join(root, 'sentinel.config.yaml'), text);
  return loadConfiguration(root);
}

function refusal(text: string) {
  try {
    load(text);
  } catch (error) {
    return error;
  }
  throw new Error('it is taken');
}

const WORK = `workspaces:
  work:
    subscriptionId: 00000000-0000-0000-0000-000000000001
    resourceGroup: security
    workspaceName: sentinel
`;

describe('the configuration', () => {
  it('is the defaults where there is no file, and for all that a file leaves out', () => {
    expect(loadConfiguration(root)).toEqual(DEFAULTS);
    expect(load('{}\n')).toEqual(DEFAULTS);
  });

  it('has these defaults', () => {
    expect(DEFAULTS).toEqual({
      workspaces: { local: { emulator: true } },
      groups: {},
      defaultWorkspace: 'local',
      hunts: 'auto',
      indicators: 'watchlist',
      margin: '7d',
      lifetimes: {
        ip: { default: '30d', botnet_cc: '45d' },
        domain: { default: '90d' },
        url: { default: '30d' },
        'file-hash': { default: '180d' },
        email: { default: '30d' },
      },
      minimumConfidence: 50,
      defaultConfidence: 50,
      logRetention: '90d',
      limits: { itemChanges: 20_000, deletions: 20, shrink: 25 },
      huntObjects: false,
      checks: {},
      suppressions: [],
    });
  });

  it('keeps the local workspace, the other limits and the other lifetimes beside what it names', () => {
    const { workspaces, limits, lifetimes, margin } = load(
      `${WORK}limits: { deletions: 3 }\nlifetimes:\n  ip: { default: 5d }\n  url: { phishing: 2d }\nmargin: 1d\n`,
    );
    expect(Object.keys(workspaces)).toEqual(['local', 'work']);
    expect(limits).toEqual({ itemChanges: 20_000, deletions: 3, shrink: 25 });
    expect(lifetimes).toEqual({
      ...DEFAULTS.lifetimes,
      ip: { default: '5d', botnet_cc: '45d' },
      url: { default: '30d', phishing: '2d' },
    });
    expect(margin).toBe('1d');
    expect(DEFAULTS.lifetimes.ip).toEqual({ default: '30d', botnet_cc: '45d' });
  });

  it('may name its workspaces in groups and as the default', () => {
    const { groups, defaultWorkspace } = load(`${WORK}groups: { all: [local, work] }\ndefaultWorkspace: work\n`);
    expect({ groups, defaultWorkspace }).toEqual({ groups: { all: ['local', 'work'] }, defaultWorkspace: 'work' });
  });
});

describe('a configuration that cannot be used', () => {
  it('is told line by line', () => {
    expect(refusal('hunts: both\nlimits:\n  budget: 1\n')).toMatchObject({
      code: 'configuration',
      message:
        "sentinel.config.yaml:1:8 hunts cannot be 'both'\nsentinel.config.yaml:3:3 limits has the unknown field 'budget'",
      help: 'One of: auto, family, table.',
    });
  });

  it('is no YAML', () => {
    expect(refusal('hunts: "a\n')).toMatchObject({
      code: 'configuration',
      message: expect.stringMatching(/^sentinel\.config\.yaml:1:8 This is not valid YAML: /),
    });
  });

  it('names a default workspace that there is not', () => {
    expect(refusal(`${WORK}defaultWorkspace: wrk\n`)).toMatchObject({
      code: 'configuration',
      message:
        "sentinel.config.yaml: defaultWorkspace names 'wrk', which is not under workspaces; did you mean 'work'?",
      help: 'Name one of: local, work.',
    });
  });

  it('names one in a group', () => {
    expect(refusal('groups: { all: [local, elsewhere] }\n')).toMatchObject({
      code: 'configuration',
      message: "sentinel.config.yaml: groups.all names 'elsewhere', which is not under workspaces",
      help: 'Name one of: local.',
    });
  });

  it('gives a group the name of a workspace', () => {
    expect(refusal('groups: { local: [local] }\n')).toMatchObject({
      code: 'configuration',
      message: "sentinel.config.yaml: 'local' is a group and a workspace",
      help: 'Give one of them another name.',
    });
  });
});
