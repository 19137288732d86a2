import type { Diagnostic, Severity } from '../../../scripts/base/diagnostic.js';
import { onceAName } from '../../../scripts/checks/runner/once.js';

const place = { line: 1, column: 1 };
const finding = (file: string, code: string, severity: Severity, message: string): Diagnostic => ({
  ...{ file, code, severity, message, help: '' },
  range: { start: place, end: place },
});
const told = (...diagnostics: Diagnostic[]) => onceAName(diagnostics).map(({ file, message }) => `${file}: ${message}`);

it('a name that nobody knows is told once, with the number of the other files', () => {
  const unknown = (file: string) => finding(file, 'KS204', 'warning', 'There is no table A.');
  expect(told(unknown('a'), unknown('a'), unknown('b'))).toEqual(['a: There is no table A (so in 1 other file)']);
  expect(told(unknown('a'), unknown('b'), unknown('c'))).toEqual(['a: There is no table A (so in 2 other files)']);
  expect(told(unknown('a'), finding('a', 'KS204', 'warning', 'There is no table B.'))).toHaveLength(2);
});

it('errors and findings that are not about names are told each time', () => {
  const misspelt = (file: string) => finding(file, 'KS204', 'error', 'There is no table A.');
  const style = (file: string) => finding(file, 'join-kind', 'warning', 'This join does not say its kind');
  expect(told(misspelt('a'), misspelt('b'), style('a'), style('b'))).toHaveLength(4);
});
