import { raiseVersion } from '../../scripts/ingestion/versions.js';

const FILE = 'hunts/a/b.yaml';
const text = (version: string, query: string) => `id: x\nquery: |\n  ${query}\nversion: ${version}\n`;
const base = (before: string) => ({ texts: new Map([[FILE, before]]), added: new Set<string>() });

it('rises in its last number when the text changes', () => {
  expect(raiseVersion(FILE, text('1.2.9', 'old'), text('1.2.9', 'new'), undefined)).toBe(text('1.2.10', 'new'));
});

it('rises once against the base, however often the file is written', () => {
  const old = base(text('1.0.0', 'old'));
  expect(raiseVersion(FILE, text('1.0.0', 'old'), text('1.0.0', 'new'), old)).toBe(text('1.0.1', 'new'));
  expect(raiseVersion(FILE, text('1.0.1', 'new'), text('1.0.1', 'newer'), old)).toBe(text('1.0.1', 'newer'));
});

it('stays where a person has raised it already, and starts from the base where it fell behind', () => {
  const old = base(text('1.4.0', 'old'));
  expect(raiseVersion(FILE, text('2.0.0', 'old'), text('2.0.0', 'new'), old)).toBe(text('2.0.0', 'new'));
  expect(raiseVersion(FILE, text('1.3.9', 'old'), text('1.3.9', 'new'), old)).toBe(text('1.4.1', 'new'));
});

it('is compared as numbers', () => {
  const old = base(text('1.9.0', 'old'));
  expect(raiseVersion(FILE, text('1.10.0', 'a'), text('1.10.0', 'b'), old)).toBe(text('1.10.0', 'b'));
});

it('stays of content that the base does not have, and of a file without one', () => {
  const fresh = { texts: new Map<string, string>(), added: new Set([FILE]) };
  expect(raiseVersion(FILE, text('1.0.0', 'old'), text('1.0.0', 'new'), fresh)).toBe(text('1.0.0', 'new'));
  expect(raiseVersion(FILE, 'id: x\n', 'id: y\n', undefined)).toBe('id: y\n');
});

it('keeps its quotes, and is no line of the query', () => {
  const quoted = 'query: |\n  version: 9.9.9\nversion: "1.0.0"\n';
  expect(raiseVersion(FILE, quoted, quoted, undefined)).toBe(quoted.replace('"1.0.0"', '"1.0.1"'));
});
