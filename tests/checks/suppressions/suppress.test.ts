import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isSurelyRefused } from '../../../scripts/checks/suppressions/refused.js';
import { validateRepository } from '../../../scripts/checks/validate.js';
import { AS_OF, brief, broken, type Files, findings, SOUND, withRepository } from '../support.js';

const HUNT = 'hunts/beacon.yaml';
const CONFIGURATION = 'sentinel.config.yaml';
const found = async (files: Files) => (await findings(files)).map((finding) => brief(files, finding));

describe('a comment on the line before', () => {
  it('suppresses a finding of a YAML field', async () => {
    const files = broken(
      HUNT,
      'tactics:',
      '# sentinel-disable-next-line unknown-field our own note\nowner: soc\ntactics:',
    );
    expect(await found(files)).toEqual([]);
  });

  it('suppresses a finding inside the query', async () => {
    const files = broken(
      HUNT,
      '  | join kind=inner',
      '  // sentinel-disable-next-line join-kind one row is enough\n  | join',
    );
    expect(await found(files)).toEqual([]);
  });

  it('may stand with others above one line', async () => {
    const comments = '// sentinel-disable-next-line KS142 soon\n  // sentinel-disable-next-line join-kind one row\n';
    const files = broken(
      HUNT,
      '  | join kind=inner listed on $left.RemoteIP',
      `  ${comments}  | join listed on $left.RemoteIp`,
    );
    // A query with errors is not linted, so only the error is there to be suppressed.
    expect(await found(files)).toEqual([
      `warning unused-suppression ${HUNT}:14 // sentinel-disable-next-line join-kind one row`,
    ]);
  });

  it('on the last line speaks of nothing, and is found', async () => {
    const text = `${SOUND[HUNT]}# sentinel-disable-next-line schema at the end`;
    const line = text.split('\n').length;
    expect(await found({ ...SOUND, [HUNT]: text })).toEqual([
      `warning unused-suppression ${HUNT}:${line} # sentinel-disable-next-line schema at the end`,
    ]);
  });

  it('that suppresses nothing is a finding', async () => {
    const files = broken(HUNT, 'tactics:', '# sentinel-disable-next-line technique-tactic no longer\ntactics:');
    expect(await found(files)).toEqual([
      `warning unused-suppression ${HUNT}:7 # sentinel-disable-next-line technique-tactic no longer`,
    ]);
  });

  it('with a misspelt code says what was meant', async () => {
    const files = broken(HUNT, 'tactics:', '# sentinel-disable-next-line unknown-fields x\ntactics:');
    expect((await findings(files))[0]?.message).toBe(
      "Misleads: No check has the code 'unknown-fields'; did you mean 'unknown-field'?",
    );
  });

  it('must give a reason', async () => {
    const files = broken(HUNT, 'tactics:', '# sentinel-disable-next-line unknown-field\nowner: soc\ntactics:');
    expect(await found(files)).toEqual([
      `error suppression-reason ${HUNT}:7 # sentinel-disable-next-line unknown-field`,
    ]);
  });

  it('suppresses that a field is invalid, too', async () => {
    const files = broken(HUNT, 'version: 1.0.0', '# sentinel-disable-next-line schema later\nversion: one');
    expect(await found(files)).toEqual([]);
  });

  it('suppresses what is found of another comment, and is itself found when nothing is', async () => {
    const unused = '# sentinel-disable-next-line technique-tactic for the copies in other folders';
    const about = '# sentinel-disable-next-line unused-suppression the copies need it';
    expect(await found(broken(HUNT, 'tactics:', `${about}\n${unused}\ntactics:`))).toEqual([]);
    expect(await found(broken(HUNT, 'tactics:', `${about}\ntactics:`))).toEqual([
      `warning unused-suppression ${HUNT}:7 ${about}`,
    ]);
  });
});

describe('the configuration', () => {
  const configured = (suppression: string) => ({
    ...broken(HUNT, 'tactics:', 'owner: soc\ntactics:'),
    [CONFIGURATION]: `suppressions:\n  - ${suppression}\n`,
  });
  const rest = 'reason: our own field';

  it.each(['', 'file: hunts, ', 'file: hunts/, ', 'file: hunts/beacon.yaml, '])('suppresses with %j', async (file) => {
    expect(await found(configured(`{ code: unknown-field, ${file}${rest}, expires: 2026-05-31 }`))).toEqual([]);
  });

  it('suppresses nothing after its end, and says so', async () => {
    const files = configured(`{ code: unknown-field, ${rest}, expires: 2026-05-30 }`);
    expect((await findings(files)).map(({ code, file, message }) => [code, file, message])).toEqual([
      ['unknown-field', HUNT, "Ignored: There is no field 'owner'"],
      ['unused-suppression', CONFIGURATION, 'Misleads: The suppression of unknown-field expired on 2026-05-30'],
    ]);
  });

  it('that suppresses nothing is a finding at its place', async () => {
    const files = configured(`{ code: unknown-field, file: analytic-rules, ${rest}, expires: 2026-12-31 }`);
    expect(await found(files)).toEqual([
      `warning unknown-field ${HUNT}:7 owner`,
      `warning unused-suppression ${CONFIGURATION}:2 { code: unknown-field, file: analytic-rules, ${rest}, expires: 2026-12-31 }`,
    ]);
  });
});

describe('the severity of a code', () => {
  const configured = (checks: string) => ({
    ...broken(HUNT, 'tactics:', 'owner: soc\ntactics:'),
    [CONFIGURATION]: `checks: ${checks}\n`,
  });

  it.each(['error', 'warning', 'info'])('is %s where the configuration says so', async (severity) => {
    expect(await found(configured(`{ unknown-field: ${severity} }`))).toEqual([
      `${severity} unknown-field ${HUNT}:7 owner`,
    ]);
  });

  it('is that of the check where the configuration names other codes only', async () => {
    expect(await found(configured('{ join-kind: error }'))).toEqual([`warning unknown-field ${HUNT}:7 owner`]);
  });

  it('can be off', async () => {
    expect(await found(configured('{ unknown-field: off }'))).toEqual([]);
  });

  it('that is off leaves no suppression unused', async () => {
    const files = broken(HUNT, 'tactics:', '# sentinel-disable-next-line unknown-field ours\nowner: soc\ntactics:');
    expect(await found({ ...files, [CONFIGURATION]: 'checks: { unknown-field: off }\n' })).toEqual([]);
  });

  it('of a code that no check has is a finding that says what was meant', async () => {
    const files = { ...SOUND, [CONFIGURATION]: 'checks:\n  join-kinds: off\n' };
    expect((await findings(files)).map((finding) => [brief(files, finding), finding.message])).toEqual([
      [
        `warning unknown-check ${CONFIGURATION}:2 join-kinds`,
        "Misleads: No check has the code 'join-kinds'; did you mean 'join-kind'?",
      ],
    ]);
  });
});

describe('the baseline', () => {
  const old = broken(HUNT, 'tactics:', 'owner: soc\ntactics:');
  const validate = async (root: string, writesBaseline = false) => {
    const options = { root, asOf: AS_OF, paths: [], writesBaseline, shrinksBaseline: true };
    return (await validateRepository(options)).diagnostics.map(({ code }) => code);
  };
  const baseline = (root: string) => {
    const file = join(root, 'sentinel.baseline.json');
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  };

  it('holds the findings of its day, wherever their lines move, and lets new ones through', async () => {
    await withRepository(old, async (root) => {
      expect(await validate(root, true)).toEqual([]);
      expect(await validate(root)).toEqual([]);
      const text = readFileSync(join(root, HUNT), 'utf8');
      writeFileSync(join(root, HUNT), `# moved\n\n${text.replace('tactics:', 'remark: x\ntactics:')}`);
      expect(await validate(root)).toEqual(['unknown-field']);
    });
  });

  it('shrinks by itself when findings of it are corrected, which cannot come back', async () => {
    await withRepository(old, async (root) => {
      await validate(root, true);
      writeFileSync(join(root, HUNT), SOUND[HUNT] ?? '');
      expect(await validate(root)).toEqual([]);
      expect(baseline(root)).toBeUndefined();
      writeFileSync(join(root, HUNT), old[HUNT] ?? '');
      expect(await validate(root)).toEqual(['unknown-field']);
    });
  });

  it('keeps what is left of it, and what was not looked at', async () => {
    const rule = 'analytic-rules/beacon.yaml';
    const files = { ...old, [rule]: (SOUND[rule] ?? '').replace('tactics:', 'owner: soc\nwatcher: x\ntactics:') };
    await withRepository(files, async (root) => {
      await validate(root, true);
      writeFileSync(join(root, rule), (files[rule] ?? '').replace('watcher: x\n', ''));
      await validateRepository({ root, asOf: AS_OF, paths: ['hunts'], shrinksBaseline: true });
      expect(baseline(root)).toContain('watcher');
      expect(await validate(root)).toEqual([]);
      expect(baseline(root)).not.toContain('watcher');
      expect(baseline(root)?.match(/"code"/g)).toHaveLength(2);
    });
  });

  it.each([
    ['yaml-syntax', broken(HUNT, 'name: Beacon', 'name: "Beacon')],
    ['schema', broken(HUNT, 'version: 1.0.0', 'version: 1.0')],
  ])('accepts whatever is there: %s', async (code, files) => {
    await withRepository(files, async (root) => {
      expect(await validate(root)).toContain(code);
      const written = await validateRepository({ root, asOf: AS_OF, paths: [], writesBaseline: true });
      expect(written.diagnostics).toEqual([]);
      expect(written.writtenToBaseline).toBe(written.accepted.length);
      expect(await validate(root)).toEqual([]);
      const { accepted } = await validateRepository({ root, asOf: AS_OF, paths: [] });
      expect(accepted.filter(isSurelyRefused).map((one) => one.code)).toEqual([code]);
    });
  });

  it('that is no list of findings ends the run with a clear message', async () => {
    await withRepository({ ...old, 'sentinel.baseline.json': '{"findings": [1]}' }, async (root) => {
      await expect(validate(root)).rejects.toThrow('sentinel.baseline.json is no list of findings.');
    });
  });
});
