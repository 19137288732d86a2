import type { Severity } from '../../scripts/base/diagnostic.js';
import { type Annotation, annotate } from '../../scripts/output/annotations.js';

const one = (severity: Severity, title: string, changes: Partial<Annotation> = {}): Annotation => ({
  ...{ severity, title, file: 'hunts/a.yaml', message: 'It is wrong' },
  range: { start: { line: 3, column: 5 }, end: { line: 3, column: 9 } },
  ...changes,
});
const many = (count: number, severity: Severity) => Array.from({ length: count }, (_, at) => one(severity, `t${at}`));

it('is nothing where nothing was found', () => {
  expect(annotate([])).toBe('');
});

it('puts errors before warnings before the rest, each in the order it was found', () => {
  const found = [one('info', 'i'), one('warning', 'w'), one('error', 'first'), one('error', 'second')];
  expect(
    annotate(found)
      .split('\n')
      .map((line) => /^::(\w+) .*title=(\w+)/.exec(line)?.slice(1)),
  ).toEqual([
    ['error', 'first'],
    ['error', 'second'],
    ['warning', 'w'],
    ['notice', 'i'],
  ]);
});

it('gives no columns for a range over lines, and none that ends before it begins', () => {
  const at = (start: [number, number], end: [number, number]) =>
    annotate([
      one('error', 't', {
        range: { start: { line: start[0], column: start[1] }, end: { line: end[0], column: end[1] } },
      }),
    ]);
  expect(at([1, 5], [2, 1])).toBe('::error file=hunts/a.yaml,line=1,endLine=2,title=t::It is wrong');
  expect(at([1, 5], [1, 4])).toBe('::error file=hunts/a.yaml,line=1,endLine=1,title=t,col=5,endColumn=5::It is wrong');
});

it('shows ten of ten', () => {
  const lines = annotate(many(10, 'warning')).split('\n');
  expect(lines).toHaveLength(10);
  expect(lines.every((line) => line.startsWith('::warning '))).toBe(true);
});

it('shows the worst ten of more, the count, and leaves the others in the log', () => {
  const lines = annotate([...many(2, 'info'), ...many(11, 'warning'), one('error', 'worst')]).split('\n');
  expect(lines).toHaveLength(15);
  expect(lines[0]).toMatch(/^::error .*title=worst/);
  expect(lines.slice(1, 10).every((line) => line.startsWith('::warning '))).toBe(true);
  expect(lines[10]).toBe(
    '::notice title=14 findings::1 error, 11 warnings, 2 info. The worst 10 stand at their lines; the log of this step has the other 4.',
  );
  expect(lines.slice(11)).toEqual([
    'warning hunts/a.yaml:3:5 t9: It is wrong',
    'warning hunts/a.yaml:3:5 t10: It is wrong',
    'info hunts/a.yaml:3:5 t0: It is wrong',
    'info hunts/a.yaml:3:5 t1: It is wrong',
  ]);
});

it('lets no text begin a command in the log', () => {
  const hostile = one('info', 't', { file: '::error::a', message: 'a\n::error::b\r::c ##[error]d' });
  const lines = annotate([...many(10, 'error'), hostile]).split('\n');
  expect(lines.at(-1)).toBe('info ::error::a:3:5 t: a ::error::b ::c ## [error]d');
});
