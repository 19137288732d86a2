import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Diagnostic } from '../../scripts/base/diagnostic.js';
import { SourceText } from '../../scripts/base/source.js';
import { checkPages } from '../../scripts/checks/pages.js';
import { CHECKS, CODES } from '../../scripts/checks/registry.js';
import { findDirectives } from '../../scripts/checks/suppressions/directives.js';
import { applySeverities } from '../../scripts/checks/suppressions/severity.js';
import { applyConfiguration, applyDirectives } from '../../scripts/checks/suppressions/suppress.js';
import { analyserCodes } from '../../scripts/content/reference.js';
import { formatSarif } from '../../scripts/output/findings/sarif.js';

const ROOT = join(__dirname, '..', '..');
const FILE = 'hunts/a.yaml';

const finding = (code: string): Diagnostic => ({
  code,
  severity: 'error',
  message: 'Something.',
  file: FILE,
  range: { start: { line: 2, column: 1 }, end: { line: 2, column: 2 } },
  help: 'Do something.',
});

describe.each(CHECKS.map((check) => [check.code, check] as const))('the code %s', (code, check) => {
  it('has a page', () => {
    expect(checkPages().get(`docs/checks/${code}.md`)).toContain(check.why);
  });

  it('has a rule in SARIF, with the address of its page', () => {
    const log = { diagnostics: [finding(code)], fileCount: 1, durationMs: 1, root: '.', color: false };
    const [rule] = JSON.parse(formatSarif(log)).runs[0].tool.driver.rules;
    expect(rule).toMatchObject({ id: code, shortDescription: { text: check.summary }, help: { text: check.help } });
    expect(readFileSync(fileURLToPath(rule.helpUri), 'utf8')).toContain(`# ${code}\n`);
  });

  it('is suppressed by a comment', async () => {
    const directives = findDirectives(new SourceText(FILE, `# sentinel-disable-next-line ${code} meant\nx: 1\n`));
    expect(await applyDirectives([finding(code)], [{ file: FILE, directives }])).toEqual([]);
  });

  it('is suppressed by the configuration', async () => {
    const suppression = { code, file: 'hunts', reason: 'meant', expires: '2026-12-31' };
    const range = finding(code).range;
    const asOf = new Date('2026-05-31');
    expect(await applyConfiguration([finding(code)], [suppression], asOf, async () => range)).toEqual([]);
  });

  it('has the severity that the configuration gives it', () => {
    expect(applySeverities([finding(code)], { [code]: 'info' })).toEqual([{ ...finding(code), severity: 'info' }]);
    expect(applySeverities([finding(code)], { [code]: 'off' })).toEqual([]);
  });
});

describe('every code', () => {
  it('of a finding in the program is that of a check', () => {
    const folders = ['checks', 'content', 'kql'].map((folder) => join(ROOT, 'scripts', folder));
    const texts = folders.flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => readFileSync(join(folder, name), 'utf8')),
    );
    const codes = texts.flatMap((text) => [...text.matchAll(/\bcode: '([^']+)'/g)].map(([, code = '']) => code));
    expect(codes.length).toBeGreaterThan(50);
    expect(codes.filter((code) => !CODES.has(code))).toEqual([]);
  });

  it('of Microsoft’s analyser that a query can meet is known', () => {
    const library = require.resolve('@kusto/language-service-next/Kusto.Language.Bridge.js');
    const made = readFileSync(library, 'utf8').matchAll(/Diagnostic\.ctor\("(KS\d+)"/g);
    const codes = new Set([...made].map(([, code = '']) => code));
    expect(codes.size).toBeGreaterThan(150);
    expect([...codes].sort()).toEqual([...analyserCodes().keys()].sort());
  });
});
