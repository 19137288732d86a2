import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Diagnostic } from '../../../scripts/base/diagnostic.js';
import { formatDiagnostics } from '../../../scripts/output/findings/diagnostics.js';
import type { Report } from '../../../scripts/output/findings/report.js';

const finding = (changes: Partial<Diagnostic> = {}): Diagnostic => ({
  code: 'duplicate-id',
  severity: 'error',
  message: 'The id is taken',
  file: 'hunts/a.yaml',
  range: { start: { line: 1, column: 5 }, end: { line: 1, column: 9 } },
  help: 'Choose another.',
  ...changes,
});

const report = (diagnostics: Diagnostic[], changes: Partial<Report> = {}): Report => ({
  diagnostics,
  fileCount: 2,
  durationMs: 1234,
  root: '/nowhere',
  color: false,
  ...changes,
});

describe('json', () => {
  it('is one document: the diagnostics as they are, and a summary', async () => {
    const diagnostics = [finding(), finding({ severity: 'warning' }), finding({ severity: 'info' })];
    expect(JSON.parse(await formatDiagnostics('json', report(diagnostics)))).toEqual({
      diagnostics,
      summary: { files: 2, errors: 1, warnings: 1, durationMs: 1234 },
    });
  });
});

describe('github', () => {
  it('writes one command a finding, with its place', async () => {
    expect(await formatDiagnostics('github', report([finding(), finding({ severity: 'info' })]))).toBe(
      '::error file=hunts/a.yaml,line=1,endLine=1,title=duplicate-id,col=5,endColumn=9::The id is taken%0AChoose another.\n' +
        '::notice file=hunts/a.yaml,line=1,endLine=1,title=duplicate-id,col=5,endColumn=9::The id is taken%0AChoose another.',
    );
  });

  it('never lets a text begin a command of its own', async () => {
    const text = fc.string({ unit: fc.constantFrom('%', '\r', '\n', ':', ',', 'error', '::', 'a', '$', '{{ }}') });
    await fc.assert(
      fc.asyncProperty(text, text, text, async (message, help, file) => {
        const output = await formatDiagnostics('github', report([finding({ message, help, file })]));
        expect(output).not.toMatch(/[\r\n]/);
        const properties = /^::error (.*?)::/.exec(output)?.[1] ?? '';
        expect(properties.split(',')).toHaveLength(6);
      }),
    );
  });
});

describe('junit', () => {
  it('has a case for each finding; errors are failures', async () => {
    const output = await formatDiagnostics('junit', report([finding(), finding({ severity: 'warning' })]));
    expect(output).toContain('<testsuite name="validate" tests="2" failures="1" errors="0" time="1.234">');
    expect(output.match(/<failure /g)).toHaveLength(1);
  });

  it('has a case that passes when nothing was found', async () => {
    expect(await formatDiagnostics('junit', report([]))).toContain('tests="1" failures="0"');
  });

  it('holds no character that XML forbids, and no markup of a text', async () => {
    const text = fc.string({
      unit: fc.constantFrom('\0', '\u001b', '\ufffe', '\ud800', '<', ']]>', '&', '"', '\n', 'a'),
    });
    await fc.assert(
      fc.asyncProperty(text, text, async (message, file) => {
        const output = await formatDiagnostics('junit', report([finding({ message, file })]));
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
        expect(output).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udfff]/);
        expect(output.match(/<(?!\/?(testsuites?|testcase|failure)\b|\?xml)/)).toBeNull();
      }),
    );
  });
});

describe('sarif', () => {
  interface Log {
    version: string;
    runs: {
      columnKind: string;
      tool: { driver: { rules: { id: string; shortDescription?: { text: string }; help: { text: string } }[] } };
      results: {
        ruleId: string;
        ruleIndex: number;
        level: string;
        locations: { physicalLocation: { artifactLocation: { uri: string }; region: unknown } }[];
      }[];
    }[];
  }
  const sarif = async (diagnostics: Diagnostic[]) => {
    const log: Log = JSON.parse(await formatDiagnostics('sarif', report(diagnostics)));
    const [run] = log.runs;
    if (!run) throw new Error('no run');
    return { log, run };
  };

  it('names the version, the unit of columns, the rules and where each result is', async () => {
    const { log, run } = await sarif([finding(), finding({ code: 'KS142', severity: 'info', file: 'hunts/ä b.yaml' })]);
    expect(log.version).toBe('2.1.0');
    expect(run.columnKind).toBe('utf16CodeUnits');
    expect(run.tool.driver.rules.map(({ id }) => id)).toEqual(['KS142', 'duplicate-id']);
    expect(run.results.map(({ ruleId, ruleIndex, level }) => [ruleId, ruleIndex, level])).toEqual([
      ['duplicate-id', 1, 'error'],
      ['KS142', 0, 'note'],
    ]);
    expect(run.results[0]?.locations[0]?.physicalLocation.region).toEqual({
      startLine: 1,
      startColumn: 5,
      endLine: 1,
      endColumn: 9,
    });
    expect(run.results[1]?.locations[0]?.physicalLocation.artifactLocation.uri).toBe('hunts/%C3%A4%20b.yaml');
  });

  it('says of a rule what the check says of itself', async () => {
    const [rule] = (await sarif([finding()])).run.tool.driver.rules;
    expect(rule?.shortDescription?.text).toBe('An id or an alias belongs to one file only');
  });
});

describe('stylish', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'sentinel-output-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const underlined = async (line: string, start: number, end: number) => {
    writeFileSync(join(root, 'a.yaml'), `${line}\nnext`);
    const range = { start: { line: 1, column: start }, end: { line: 1, column: end } };
    const output = await formatDiagnostics('stylish', report([finding({ file: 'a.yaml', range })], { root }));
    return output.split('\n').slice(1, 3);
  };

  it('shows the place, the words, the source line underlined, what to do, and the sum', async () => {
    writeFileSync(join(root, 'a.yaml'), 'id: 1234\n');
    expect(await formatDiagnostics('stylish', report([finding({ file: 'a.yaml' })], { root }))).toBe(
      [
        'a.yaml:1:5 error The id is taken duplicate-id',
        '    1 | id: 1234',
        '      |     ~~~~',
        '    Choose another.',
        '',
        '1 error, 0 warnings in 2 files',
      ].join('\n'),
    );
  });

  it('counts wide characters as two columns, combining marks as none, tabs as two blanks', async () => {
    expect(await underlined('日本: x', 5, 6)).toEqual(['    1 | 日本: x', '      |       ~']);
    expect(await underlined('e\u0301: x', 5, 6)).toEqual(['    1 | e\u0301: x', '      |    ~']);
    expect(await underlined('\ta: x', 5, 6)).toEqual(['    1 |   a: x', '      |      ~']);
    expect(await underlined('\u{1F600}: x', 5, 6)).toEqual(['    1 | \u{1F600}: x', '      |     ~']);
  });

  it('shows the part of a long line that matters', async () => {
    const [line = '', mark = ''] = await underlined(`${'a'.repeat(500)}BAD${'b'.repeat(500)}`, 501, 504);
    expect(line.length).toBeLessThan(140);
    expect(line.slice(mark.indexOf('~'), mark.lastIndexOf('~') + 1)).toBe('BAD');
  });

  it('never sends control characters of a text to the terminal', async () => {
    const message = 'red \u001b[31m, bell \u0007, turned \u202e';
    const output = await formatDiagnostics('stylish', report([finding({ message })]));
    expect(output).toContain('red \ufffd[31m, bell \ufffd, turned \ufffd');
  });

  it('is coloured when it may be', async () => {
    expect(await formatDiagnostics('stylish', report([finding()], { color: true }))).toContain(
      '\u001b[31merror\u001b[39m',
    );
  });
});
