import { checkSchema } from '../../../scripts/content/schemas.js';
import { YamlFile } from '../../../scripts/content/yaml/yaml-file.js';

const first = (text: string) => {
  const [found] = YamlFile.parse('hunts/a.yaml', text).diagnostics;
  return found && { at: `${found.range.start.line}:${found.range.start.column}`, ...found };
};

describe('YAML that cannot be read', () => {
  it.each([
    ['a colon in a text', 'id: 1\nname: Breaker: hunt\n', '2:7', 'Put the text in quotes'],
    ['a second document', 'id: 1\n---\nid: 2\n', '2:1', 'a file of its own'],
    ['a tab', 'a:\n\t- b\n', '2:1', 'Indent with spaces'],
    ['a field twice', 'id: 1\nname: a\nid: 2\n', '3:1', 'Remove one of the two'],
    ['an alias without anchor', 'id: 1\nversion: *nope\n', '2:10', 'anchors and aliases'],
  ])('%s is shown where it stands, with what to do', (_, text, at, help) => {
    expect(first(text)?.at).toBe(at);
    expect(first(text)?.help).toContain(help);
  });
});

it('YAML of a depth that nobody writes is refused in words', () => {
  expect(first('['.repeat(5000) + ']'.repeat(5000))?.message).toContain('nested too deeply');
});

describe('a value that YAML reads as a number', () => {
  const hunt = (fields: string) => `id: 0d7f6a52-8c1d-4b0e-9f57-0d6f1e2a4c11\nname: A hunt\nquery: T\n${fields}\n`;
  const help = (fields: string) => {
    const checked = checkSchema('hunting-query', YamlFile.parse('hunts/a.yaml', hunt(fields)));
    return 'value' in checked ? '' : (checked.diagnostics[0]?.help ?? '');
  };

  it('needs quotes where quotes are enough', () => {
    expect(help('description: 12')).toContain('quotes');
  });

  it.each(['description: x\nversion: 1.0', 'description: x\nrelevantTechniques: [1071]'])(
    'needs another form in %s',
    (field) => {
      expect(help(field)).not.toBe('');
      expect(help(field)).not.toContain('quotes');
    },
  );
});
