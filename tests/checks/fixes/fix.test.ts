import { fixRepository } from '../../../scripts/checks/fixes/fix.js';
import { YamlFile } from '../../../scripts/content/yaml/yaml-file.js';
import { broken, type Files, SOUND, withRepository } from '../support.js';

const HUNT = 'hunts/beacon.yaml';
const ITEMS = 'watchlists/ioc-ip.csv';

const fix = (files: Files, formatsQueries = false) =>
  withRepository(files, async (root) =>
    Object.fromEntries(fixRepository({ root, formatsQueries, isWanted: () => true })),
  );

describe('--fix', () => {
  it('changes nothing of a sound repository', async () => {
    expect(await fix(SOUND)).toEqual({});
  });

  it('gives a missing id, the same on every machine', async () => {
    const files = broken(HUNT, 'id: 0d7f6a52-8c1d-4b0e-9f57-0d6f1e2a4c11\n', '# yaml-language-server: $schema=x\n');
    const fixed = (await fix(files))[HUNT] ?? '';
    expect(fixed).toMatch(/^# yaml-language-server: \$schema=x\nid: [0-9a-f-]{36}\nname: Beacon/);
    expect(await fix(files)).toEqual({ [HUNT]: fixed });
  });

  it('writes fields and values of enumerations as the service does, and nothing else', async () => {
    const rule = 'analytic-rules/beacon.yaml';
    const files = {
      ...broken(HUNT, 'entityType: Host', 'entityType: "HOST" # a device'),
      [rule]: (SOUND[rule] ?? '')
        .replace('kind: Scheduled', 'kind: scheduled')
        .replace('identifier: Address', 'Identifier: address'),
    };
    expect(await fix(files)).toEqual({
      [HUNT]: (SOUND[HUNT] ?? '').replace('entityType: Host', 'entityType: "Host" # a device'),
      [rule]: SOUND[rule],
    });
  });

  it('gives functions the names of today', async () => {
    const files = broken(
      HUNT,
      '  | project TimeGenerated',
      '  | extend a = replace(@"x", "", replace("y", "z", DeviceName)), b = pack("a", 1)\n  | mvexpand b\n  | project TimeGenerated',
    );
    expect((await fix(files))[HUNT]).toContain(
      '  | extend a = replace_regex(replace_regex(DeviceName, "y", "z"), @"x", ""), b = bag_pack("a", 1)\n  | mv-expand b\n',
    );
  });

  it('brings the fields into order, each with its comments, and changes no value', async () => {
    const moved = broken(HUNT, 'version: 1.0.0\n', '');
    const text = `# first line\nversion: 1.0.0 # of the hunt\n# why these tactics\n${moved[HUNT]}own: note`;
    const swapped = text.replace('tactics: [CommandAndControl]\n', '').replace('# why these tactics\n', '');
    const files = { ...SOUND, [HUNT]: `${swapped}\n# why these tactics\ntactics: [CommandAndControl]\n` };
    const fixed = (await fix(files))[HUNT] ?? '';
    const keys = fixed.split('\n').filter((line) => /^\S/.test(line));
    expect(keys.map((line) => line.split(':')[0])).toEqual([
      '# first line',
      'id',
      'name',
      'description',
      'requiredDataConnectors',
      '# why these tactics',
      'tactics',
      'relevantTechniques',
      'query',
      'entityMappings',
      'version',
      'falsePositives',
      'tests',
      'own',
    ]);
    expect(fixed).toContain('version: 1.0.0 # of the hunt\n');
    expect(YamlFile.parse(HUNT, fixed).data).toEqual(YamlFile.parse(HUNT, files[HUNT] ?? '').data);
    expect(await fix({ ...files, [HUNT]: fixed })).toEqual({});
  });

  it('writes indicators as events hold them, and leaves what a person must decide', async () => {
    const files = {
      ...SOUND,
      [ITEMS]: (SOUND[ITEMS] ?? '')
        .replace('192.0.2.8,,', '192.0.2[.]8:443,,')
        .concat('not an indicator,,X,x,1,,,s,r\r\n', '192.0.2.9:80,81,X,x,1,,,s,r\r\n'),
    };
    expect((await fix(files))[ITEMS]).toBe((files[ITEMS] ?? '').replace('192.0.2[.]8:443,,', '192.0.2.8,443,'));
  });

  it('leaves a list alone that is not UTF-8', async () => {
    const files = broken(ITEMS, '192.0.2.8,,', '192.0.2[.]8,,');
    expect(Object.keys(await fix(files))).toEqual([ITEMS]);
    expect(await fix({ ...files, [ITEMS]: `${files[ITEMS]}\uFFFD` })).toEqual({});
  });

  it('lays out queries only when it is asked to, and keeps their comments', async () => {
    const files = broken(HUNT, '  DeviceNetworkEvents\n  | where', '  // why\n  DeviceNetworkEvents|where');
    expect(await fix(files)).toEqual({});
    const fixed = (await fix(files, true))[HUNT] ?? '';
    expect(fixed).toContain('  // why\n  DeviceNetworkEvents\n  | where TimeGenerated > ago(30d)\n');
    expect(fixed).toContain('entityMappings:\n');
    expect(Object.keys(await fix({ ...files, [HUNT]: fixed }, true))).not.toContain(HUNT);
  });

  it.each(['id: [', '- a\n- b\n', '', '{ b: 1, a: 2 }', 'a: &x 1\nb: *x\n', '\ta: 1'])(
    'leaves %j alone, or changes no value of it',
    async (text) => {
      const fixed = (await fix({ ...SOUND, [HUNT]: text }))[HUNT] ?? text;
      const { data, diagnostics } = YamlFile.parse(HUNT, fixed);
      const before = YamlFile.parse(HUNT, text);
      expect(diagnostics.length).toBe(before.diagnostics.length);
      expect(data).toEqual(
        typeof before.data === 'object' && before.data !== null && !Array.isArray(before.data) && fixed !== text
          ? { ...before.data, id: expect.any(String) }
          : before.data,
      );
    },
  );
});
