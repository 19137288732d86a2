import { editFields } from '../../../scripts/content/yaml/edit-fields';

const HUNT = `# the team's own words
id: 1 # kept
name: Old
# about the query
query: |
  Syslog
  | take 1

version: 1.0.0
tests:
  - name: t   # odd   spacing
`;

const edit = (values: Record<string, unknown>, text = HUNT) =>
  editFields('hunts/a/b.yaml', text, 'hunting-query', values);

describe('editing fields', () => {
  it('changes a value, and nothing else', () => {
    expect(edit({ name: 'New: with a colon' })).toBe(HUNT.replace('name: Old', 'name: "New: with a colon"'));
  });

  it('changes a query, which ends where its block ends', () => {
    expect(edit({ query: 'Heartbeat\n| count\n' })).toBe(
      HUNT.replace('  Syslog\n  | take 1\n', '  Heartbeat\n  | count\n'),
    );
  });

  it('removes a field with its line', () => {
    expect(edit({ version: undefined })).toBe(HUNT.replace('version: 1.0.0\n', ''));
  });

  it('puts a new field where the schema has it', () => {
    expect(edit({ description: 'Finds things.' })).toBe(
      HUNT.replace('name: Old\n', 'name: Old\n# about the query\n').replace(
        '# about the query\n# about the query\n',
        '# about the query\ndescription: Finds things.\n',
      ),
    );
  });

  it('appends what comes last, also to a file without a last line end', () => {
    expect(edit({ tags: ['a'] }, 'id: 1\nname: x')).toBe('id: 1\nname: x\ntags: [a]\n');
  });

  it('keeps the line ends of the file', () => {
    expect(edit({ name: 'New', query: 'A\nB\n' }, HUNT.replaceAll('\n', '\r\n'))).toBe(
      HUNT.replace('name: Old', 'name: New').replace('  Syslog\n  | take 1\n', '  A\n  B\n').replaceAll('\n', '\r\n'),
    );
  });

  it('leaves a field alone that is not there and does not come', () => {
    expect(edit({ description: undefined })).toBe(HUNT);
  });
});
