import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { validateRepository } from '../../scripts/checks/validate.js';
import { AS_OF, brief, broken, type Files, findings, SOUND, withRepository } from './support.js';

const HUNT = 'hunts/beacon.yaml';
const CONFIGURATION = 'sentinel.config.yaml';
const found = (files: Files) => findings(files).map((finding) => brief(files, finding));

describe('a comment on the line before', () => {
  it('suppresses a finding of a YAML field', () => {
    const files = broken(
      HUNT,
      'tactics:',
      '# sentinel-disable-next-line unknown-field our own note\nowner: soc\ntactics:',
    );
    expect(found(files)).toEqual([]);
  });

  it('suppresses a finding inside the query', () => {
    const files = broken(
      HUNT,
      '  | join kind=inner',
      '  // sentinel-disable-next-line join-kind one row is enough\n  | join',
    );
    expect(found(files)).toEqual([]);
  });

  it('may stand with others above one line', () => {
    const comments = '// sentinel-disable-next-line KS142 soon\n  // sentinel-disable-next-line join-kind one row\n';
    const files = broken(
      HUNT,
      '  | join kind=inner listed on $left.RemoteIP',
      `  ${comments}  | join listed on $left.RemoteIp`,
    );
    // A query with errors is not linted, so only the error is there to be suppressed.
    expect(found(files)).toEqual([
      `warning unused-suppression ${HUNT}:14 // sentinel-disable-next-line join-kind one row`,
    ]);
  });

  it('that suppresses nothing is a finding', () => {
    const files = broken(HUNT, 'tactics:', '# sentinel-disable-next-line technique-tactic no longer\ntactics:');
    expect(found(files)).toEqual([
      `warning unused-suppression ${HUNT}:7 # sentinel-disable-next-line technique-tactic no longer`,
    ]);
  });

  it('with a misspelt code says what was meant', () => {
    const files = broken(HUNT, 'tactics:', '# sentinel-disable-next-line unknown-fields x\ntactics:');
    expect(findings(files)[0]?.message).toBe("No check has the code 'unknown-fields'; did you mean 'unknown-field'?");
  });

  it('must give a reason', () => {
    const files = broken(HUNT, 'tactics:', '# sentinel-disable-next-line unknown-field\nowner: soc\ntactics:');
    expect(found(files)).toEqual([`error suppression-reason ${HUNT}:7 # sentinel-disable-next-line unknown-field`]);
  });

  it('cannot hide that a file is invalid', () => {
    const files = broken(HUNT, 'version: 1.0.0', '# sentinel-disable-next-line schema later\nversion: one');
    expect(found(files)).toEqual([
      `warning unused-suppression ${HUNT}:20 # sentinel-disable-next-line schema later`,
      `error schema ${HUNT}:21 one`,
    ]);
  });
});

describe('the configuration', () => {
  const configured = (suppression: string) => ({
    ...broken(HUNT, 'tactics:', 'owner: soc\ntactics:'),
    [CONFIGURATION]: `suppressions:\n  - ${suppression}\n`,
  });
  const rest = 'reason: our own field';

  it.each(['', 'file: hunts, ', 'file: hunts/, ', 'file: hunts/beacon.yaml, '])('suppresses with %j', (file) => {
    expect(found(configured(`{ code: unknown-field, ${file}${rest}, expires: 2026-05-31 }`))).toEqual([]);
  });

  it('suppresses nothing after its end, and says so', () => {
    const files = configured(`{ code: unknown-field, ${rest}, expires: 2026-05-30 }`);
    expect(findings(files).map(({ code, file, message }) => [code, file, message])).toEqual([
      ['unknown-field', HUNT, "There is no field 'owner'"],
      ['unused-suppression', CONFIGURATION, 'The suppression of unknown-field expired on 2026-05-30'],
    ]);
  });

  it('that suppresses nothing is a finding at its place', () => {
    const files = configured(`{ code: unknown-field, file: analytic-rules, ${rest}, expires: 2026-12-31 }`);
    expect(found(files)).toEqual([
      `warning unknown-field ${HUNT}:7 owner`,
      `warning unused-suppression ${CONFIGURATION}:2 { code: unknown-field, file: analytic-rules, ${rest}, expires: 2026-12-31 }`,
    ]);
  });
});

describe('the baseline', () => {
  const old = broken(HUNT, 'tactics:', 'owner: soc\ntactics:');
  const validate = (root: string, writesBaseline = false) =>
    validateRepository({ root, asOf: AS_OF, paths: [], writesBaseline }).diagnostics.map(({ code }) => code);

  it('holds the findings of its day, wherever their lines move, and lets new ones through', () => {
    withRepository(old, (root) => {
      expect(validate(root, true)).toEqual([]);
      expect(validate(root)).toEqual([]);
      const text = readFileSync(join(root, HUNT), 'utf8');
      writeFileSync(join(root, HUNT), `# moved\n\n${text.replace('tactics:', 'remark: x\ntactics:')}`);
      expect(validate(root)).toEqual(['unknown-field']);
    });
  });

  it('says when findings of it are gone, and is removed when all are', () => {
    withRepository(old, (root) => {
      validate(root, true);
      writeFileSync(join(root, HUNT), SOUND[HUNT] ?? '');
      expect(validate(root)).toEqual(['unused-suppression']);
      validate(root, true);
      expect(existsSync(join(root, 'sentinel.baseline.json'))).toBe(false);
      expect(validate(root)).toEqual([]);
    });
  });

  it('that is no list of findings ends the run with a clear message', () => {
    withRepository({ ...old, 'sentinel.baseline.json': '{"findings": [1]}' }, (root) => {
      expect(() => validate(root)).toThrow('sentinel.baseline.json is no list of findings.');
    });
  });
});
