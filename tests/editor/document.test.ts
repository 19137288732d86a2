import { ContentDocument } from '../../scripts/editor/document';

const TEXT = `id: x
query: |
  Syslog
  | take 1
entityMappings:
  - entityType: IP
    fieldMappings:
      - identifier: Address
        columnName:
  - entityType: Host
tactics:
  - Impact
  -
`;

const document = new ContentDocument('hunts/a/b.yaml', TEXT);
const lineOf = (text: string) => TEXT.split('\n').findIndex((line) => line.includes(text));

describe('a document in the editor', () => {
  it.each([
    ['Syslog', 2, 0],
    ['Syslog', 5, 3],
    ['Syslog', 8, 6],
    ['| take 1', 2, 7],
    ['| take 1', 10, 15],
  ])('knows the place in the query of a caret in the line %s, column %i', (text, character, offset) => {
    expect(document.queryOffset({ line: lineOf(text), character })).toBe(offset);
  });

  it.each([
    ['query: |', 4],
    ['id: x', 2],
    ['tactics:', 3],
  ])('knows that %s is outside of the query', (text, character) => {
    expect(document.queryOffset({ line: lineOf(text), character })).toBeUndefined();
  });

  it.each([
    ['entityType: IP', 17, ['entityMappings', 0, 'entityType'], 'IP'],
    ['entityType: Host', 18, ['entityMappings', 1, 'entityType'], 'Host'],
    ['identifier: Address', 22, ['entityMappings', 0, 'fieldMappings', 0, 'identifier'], 'Address'],
    ['columnName:', 20, ['entityMappings', 0, 'fieldMappings', 0, 'columnName'], ''],
    ['- Impact', 6, ['tactics', 0], 'Impact'],
  ])('knows the field of a caret in %s', (text, character, path, value) => {
    expect(document.placeAt({ line: lineOf(text), character })).toMatchObject({ path, value });
  });

  it('says which part of the file a value is', () => {
    const line = lineOf('identifier: Address');
    expect(document.placeAt({ line, character: 22 })?.range).toEqual({
      start: { line, character: 20 },
      end: { line, character: 27 },
    });
  });

  it('has no field on a key', () => {
    expect(document.placeAt({ line: lineOf('tactics:'), character: 2 })).toBeUndefined();
  });
});
