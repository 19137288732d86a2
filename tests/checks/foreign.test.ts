import { validateRepository } from '../../scripts/checks/validate.js';
import { AS_OF, brief, type Files, SOUND, withRepository } from './support.js';

const HUNT = SOUND['hunts/beacon.yaml'] ?? '';
const RULE = SOUND['analytic-rules/beacon.yaml'] ?? '';

const validate = (files: Files, paths: string[]) =>
  withRepository(files, async (root) => {
    const { diagnostics, fileCount } = await validateRepository({ root, asOf: AS_OF, paths });
    return { found: diagnostics.map((finding) => brief(files, finding)), fileCount };
  });

describe('content in the wrong folder of our layout', () => {
  it.each([
    ['hunts/rule.yaml', RULE, 'warning rule-field hunts/rule.yaml:2'],
    ['analytic-rules/hunt.yaml', HUNT, 'error misplaced analytic-rules/hunt.yaml:1'],
  ])('is one finding: %s', async (file, text, finding) => {
    const other = text.replace(/^id: ./, 'id: 9').replace(/^name: .*/m, 'name: Another');
    expect(
      (await validate({ ...SOUND, [file]: other }, [])).found.map((found) => found.split(' ').slice(0, 3).join(' ')),
    ).toEqual([finding]);
  });
});

describe('content outside the folders of our layout', () => {
  const files = {
    'Detections/Beacon.yaml': RULE.replace('severity: High', 'severity: Urgent'),
    'Hunting Queries/Beacon.yml': HUNT.replace('RemoteIP == $right', 'RemoteIpp == $right'),
    'Parsers/Parser.yaml': 'FunctionName: P\nFunctionQuery: T\n',
    'Tools/list.yaml': '- a\n- b\n',
    'Tools/broken.yaml': 'a: [',
    'Tools/empty.yaml': '',
    'README.md': '# Not YAML\n',
  };
  // Without a watchlist in the whole repository, lists are kept elsewhere; the one name is told once.
  const expected = [
    'error schema Detections/Beacon.yaml:5 Urgent',
    'warning unknown-watchlist Detections/Beacon.yaml:18 "ioc-ip"',
    'error KS142 Hunting Queries/Beacon.yml:13 RemoteIpp',
    'info not-content Parsers/Parser.yaml:1',
    'error yaml-syntax Tools/broken.yaml:1',
    'info not-content Tools/empty.yaml:1',
    'info not-content Tools/list.yaml:1',
  ];

  it('is told by what it holds, when the repository has nothing else', async () => {
    expect(await validate(files, [])).toEqual({ found: expected, fileCount: 6 });
  });

  it('is checked beside ours when it is named', async () => {
    const { found, fileCount } = await validate({ ...SOUND, 'other/Beacon.yaml': files['Detections/Beacon.yaml'] }, [
      'other',
    ]);
    expect(found).toEqual(
      [
        'error schema other/Beacon.yaml:5 Urgent',
        'error duplicate-id other/Beacon.yaml:1 1d7f6a52-8c1d-4b0e-9f57-0d6f1e2a4c12',
        'error duplicate-name other/Beacon.yaml:3 Beacon to a listed address',
      ].sort((a, b) => Number(/:(\d+)/.exec(a)?.[1]) - Number(/:(\d+)/.exec(b)?.[1])),
    );
    expect(fileCount).toBe(1);
  });

  it('is skipped when it is a watchlist: nobody deploys it from there', async () => {
    const { found } = await validate({ ...SOUND, 'other/ioc.yaml': SOUND['watchlists/ioc-ip.yaml'] ?? '' }, ['other']);
    expect(found).toEqual(['info not-content other/ioc.yaml:1']);
  });

  it('is left alone when it is not named', async () => {
    expect(await validate({ ...SOUND, 'other/Beacon.yaml': 'a: [' }, [])).toEqual({ found: [], fileCount: 4 });
  });

  it('may be a hunting query with a severity: only rules say when they run', async () => {
    const { found } = await validate(
      { ...SOUND, 'hunts/beacon.yaml': '', 'other/Beacon.yaml': `${HUNT}severity: High\n` },
      ['other'],
    );
    expect(found).toEqual(['info rule-field other/Beacon.yaml:35 severity']);
  });

  it('may name parsers of solutions, which we cannot know: misspelt tables are errors all the same', async () => {
    const other = (table: string) => HUNT.replace('  DeviceNetworkEvents\n', `  ${table}\n`);
    const found = async (table: string) =>
      (await validate({ ...SOUND, 'hunts/beacon.yaml': '', 'other/Beacon.yaml': other(table) }, ['other'])).found;
    expect(await found('OktaSSO')).toEqual(['warning KS204 other/Beacon.yaml:11 OktaSSO']);
    const fuzzy = await found(
      'union isfuzzy=true DeviceNetworkEvents, OktaSSO, (OktaSSO | take 1), Some_CL, AWSGuardDuty',
    );
    expect(fuzzy).toEqual([
      'info KS205 other/Beacon.yaml:11 OktaSSO',
      'info KS205 other/Beacon.yaml:11 Some_CL',
      'info undescribed-table other/Beacon.yaml:11 AWSGuardDuty',
    ]);
    expect(await found('DeviceNetworkEvent')).toEqual(['error KS204 other/Beacon.yaml:11 DeviceNetworkEvent']);
  });

  it('is a hunt in a folder of hunts, whatever fields of a rule it carries', async () => {
    const { found } = await validate({ 'Hunting Queries/Beacon.yaml': `${HUNT}kind: Scheduled\nseverity: High\n` }, []);
    expect(found).toContain('info rule-field Hunting Queries/Beacon.yaml:35 kind');
    expect(found.join()).not.toContain('schema');
  });

  it('says once that what belongs to metadata stands beside it', async () => {
    const text = HUNT.replace(
      'version: 1.0.0\n',
      'version: 1.0.0\nmetadata:\nsource:\n  kind: Community\nauthor:\n  name: Team\nsuport: x\n',
    );
    expect((await validate({ ...SOUND, 'hunts/beacon.yaml': '', 'other/Beacon.yaml': text }, ['other'])).found).toEqual(
      ['warning unknown-field other/Beacon.yaml:22 source', 'warning unknown-field other/Beacon.yaml:26 suport'],
    );
  });

  it('may be a single file, of any kind', async () => {
    expect((await validate({ ...SOUND, 'README.md': '# x\n' }, ['README.md'])).found).toEqual([
      'info not-content README.md:1 #'.replace(' #', ''),
    ]);
  });
});
