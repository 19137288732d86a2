import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Diagnostic } from '../../../scripts/base/diagnostic.js';
import { formatDiagnostics } from '../../../scripts/output/findings/diagnostics.js';
import { painted } from '../painted.js';
import { finding, report } from './findings.js';

describe('findings for a terminal', () => {
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

  it('underlines at least one character, and a range over lines to the end of its first', async () => {
    expect(await underlined('abc', 2, 2)).toEqual(['    1 | abc', '      |  ~']);
    expect(await underlined('abc', 4, 4)).toEqual(['    1 | abc', '      |    ~']);
    writeFileSync(join(root, 'a.yaml'), 'first line\nnext');
    const range = { start: { line: 1, column: 7 }, end: { line: 2, column: 3 } };
    const output = await formatDiagnostics('stylish', report([finding({ file: 'a.yaml', range })], { root }));
    expect(output.split('\n')[2]).toBe('      |       ~~~~');
  });

  it('shows a line from its start where the place is within the first hundred columns', async () => {
    const line = `${'a'.repeat(99)}${'b'.repeat(200)}`;
    const [first = '', mark = ''] = await underlined(line, 101, 103);
    expect([first, mark.indexOf('~')]).toEqual([`    1 | ${line.slice(0, 120)}`, 108]);
    const [later = '', below = ''] = await underlined(line, 102, 104);
    expect([later, below.indexOf('~')]).toEqual([`    1 | ${line.slice(61, 181)}`, 48]);
  });

  it('numbers its lines, and shows none where there is nothing to see', async () => {
    writeFileSync(join(root, 'a.yaml'), `${'\n'.repeat(9)}abc`);
    const at = (line: number) => ({ start: { line, column: 1 }, end: { line, column: 2 } });
    const of = async (line: number) =>
      (await formatDiagnostics('stylish', report([finding({ file: 'a.yaml', range: at(line) })], { root }))).split(
        '\n',
      );
    expect((await of(10)).slice(1, 3)).toEqual(['    10 | abc', '       | ~']);
    expect((await of(3))[1]).toBe('    Choose another.');
    expect(
      (await formatDiagnostics('stylish', report([finding({ file: 'gone.yaml' })], { root }))).split('\n')[1],
    ).toBe('    Choose another.');
  });

  it('reads each file once, and shows each finding in its own', async () => {
    writeFileSync(join(root, 'a.yaml'), 'first file\n');
    writeFileSync(join(root, 'b.yaml'), 'other file\n');
    const both = [finding({ file: 'a.yaml' }), finding({ file: 'a.yaml' }), finding({ file: 'b.yaml' })];
    const lines = (await formatDiagnostics('stylish', report(both, { root }))).split('\n');
    expect(lines.filter((line) => line.includes('1 |'))).toEqual([
      '    1 | first file',
      '    1 | first file',
      '    1 | other file',
    ]);
  });

  it('is coloured when it may be', async () => {
    writeFileSync(join(root, 'a.yaml'), 'id: 1234\n');
    const coloured = async (...severities: Diagnostic['severity'][]) => {
      const found = severities.map((severity) => finding({ file: 'a.yaml', severity }));
      return painted(await formatDiagnostics('stylish', report(found, { root, color: true })));
    };
    expect(await coloured('error')).toBe(
      `<bold>a.yaml:1:5</> <red>error</> The id is taken <dim>duplicate-id</>
    <dim>1 |</> id: 1234
    <dim>  |</>     <red>~~~~</>
    <dim>Choose another.</>

<red>1 error, 0 warnings in 2 files</>`,
    );
    expect(await coloured('warning', 'info')).toContain('\n<yellow>0 errors, 1 warning in 2 files</>');
    expect(await coloured('info')).toMatch(/<blue>info<\/>[\s\S]*\n<green>0 errors, 0 warnings in 2 files<\/>$/);
  });
});
