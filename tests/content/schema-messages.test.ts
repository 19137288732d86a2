import { checkSchema, knownFields, type SchemaKind } from '../../scripts/content/schemas.js';
import { YamlFile } from '../../scripts/content/yaml/yaml-file.js';

/** What is wrong with a text: `line:column message` and, below it, what to do. */
function found(kind: SchemaKind, text: string): string[] {
  const checked = checkSchema(kind, YamlFile.parse('file.yaml', text));
  if ('value' in checked) return [];
  return checked.diagnostics.map(({ code, severity, file, range, message, help }) => {
    expect({ code, severity, file }).toEqual({ code: 'schema', severity: 'error', file: 'file.yaml' });
    return `${range.start.line}:${range.start.column} ${message} | ${help}`;
  });
}

const HUNT = 'id: a\nname: A hunt\ndescription: Finds things.\nquery: T\n';
const inHunt = (more: string) => found('hunting-query', HUNT + more);
const inConfiguration = (text: string) => found('configuration', text);
const host = (mapping: string) => inHunt(`entityMappings:\n  - entityType: Host\n    fieldMappings:\n${mapping}`);

describe('a field that is missing', () => {
  it('of a file stands at its start, with what it is for', () => {
    expect(found('watchlist', 'watchlistAlias: abc\ndisplayName: A list\nprovider: Us\n')).toEqual([
      "1:1 The file has no field 'itemsSearchKey' | Add itemsSearchKey: The column of the CSV file that queries join on, as SearchKey. It may not be blank in any row, and cannot change later without deleting the watchlist.",
    ]);
  });

  it('of a part stands at the key of that part', () => {
    expect(inHunt('requiredDataConnectors:\n  - connectorId: DNS\n')).toEqual([
      "6:5 requiredDataConnectors[0] has no field 'dataTypes' | Add dataTypes: The tables, or data types, of this connector that the query reads.",
    ]);
  });

  it('is one finding each, although they stand at one place', () => {
    expect(found('watchlist', 'watchlistAlias: abc\nprovider: Us\n')).toHaveLength(2);
  });

  it('is misspelt where a field of nearly that name is', () => {
    expect(inHunt('requiredDataConnectors:\n  - connectorId: DNS\n    dataTypse: [DnsEvents]\n')).toEqual([
      "7:5 requiredDataConnectors[0] has 'dataTypse' where the field 'dataTypes' is missing | Write dataTypes.",
    ]);
  });

  it('is empty where its key is', () => {
    expect(inHunt('requiredDataConnectors:\n  - connectorId: DNS\n    dataTypes:\n')).toEqual([
      '7:5 requiredDataConnectors[0].dataTypes is empty | The tables, or data types, of this connector that the query reads.',
    ]);
  });

  it('is not explained where the schema has no words for it', () => {
    expect(inConfiguration('suppressions:\n  - code: join-kind\n    reason: known\n')[0]).toMatch(
      /^2:5 suppressions\[0\] has no field 'expires' \| Add expires/,
    );
  });
});

describe('a field that is not known', () => {
  it('is likely misspelt where a known one is near', () => {
    expect(inConfiguration('limits:\n  deletion: 1\n')).toEqual([
      "2:3 limits has the unknown field 'deletion'; did you mean 'deletions'? | What one deployment may do at most.",
    ]);
  });

  it('is named with all that are known where none is near', () => {
    expect(inConfiguration('limits:\n  budget: 1\n')).toEqual([
      "2:3 limits has the unknown field 'budget' | Remove it; known are: itemChanges, deletions, shrink.",
    ]);
  });

  it('stands in the file itself', () => {
    expect(inConfiguration('wholly-else: 1\n')[0]).toMatch(
      /^1:1 The file has the unknown field 'wholly-else' \| Remove it; known are: /,
    );
  });
});

describe('a value that is not allowed', () => {
  it('of an enumeration', () => {
    expect(inConfiguration('hunts: both\n')).toEqual(["1:8 hunts cannot be 'both' | One of: auto, family, table."]);
    expect(inConfiguration('hunts: tabel\n')).toEqual([
      "1:8 hunts cannot be 'tabel'; did you mean 'table'? | One of: auto, family, table.",
    ]);
    expect(inConfiguration('hunts: 12\n')[0]).toMatch(/^1:8 hunts (?:must be|cannot be)/);
  });

  it('of a wrong form', () => {
    expect(inHunt('relevantTechniques: [1071x]\n')).toEqual([
      "5:22 relevantTechniques[0] has the wrong form: '1071x' | Write a technique as T1071 or T1071.001.",
    ]);
  });

  it('is shown on one line, and not whole where it is long', () => {
    expect(inHunt(`relevantTechniques: ["${'x'.repeat(70)}"]\n`)[0]).toContain(
      `has the wrong form: '${'x'.repeat(59)}…' |`,
    );
    expect(inHunt(`relevantTechniques: ["${'x'.repeat(60)}"]\n`)[0]).toContain(`form: '${'x'.repeat(60)}' |`);
    expect(inHunt('relevantTechniques: [" a\\n\\t b "]\n')[0]).toContain("form: 'a b' |");
  });

  it('of the wrong type', () => {
    expect(inHunt('tactics: Execution\n')).toEqual([
      "5:10 tactics must be a list, not 'Execution' | MITRE ATT&CK tactics, without spaces. Each technique should belong to one of them.",
    ]);
    expect(inHunt('tags: 3\n')).toEqual([
      expect.stringMatching(/^5:7 tags must be a list, not 3 \| (?!Put it in quotes)/),
    ]);
    expect(inHunt('metadata: [a]\n')[0]).toMatch(/^5:11 metadata must be a map of fields, not a list \| /);
    expect(inHunt('version: { a: 1 }\n')[0]).toMatch(/^5:10 version must be a text, not a map of fields \| /);
    expect(inConfiguration('huntObjects: 1\n')[0]).toMatch(/^1:14 huntObjects must be true or false, not 1 \| /);
    expect(inConfiguration('minimumConfidence: high\n')[0]).toMatch(
      /^1:20 minimumConfidence must be a number, not 'high' \| /,
    );
    expect(inConfiguration('limits: { deletions: 1.5 }\n')[0]).toMatch(
      /^1:22 limits\.deletions must be a whole number, not 1\.5 \| /,
    );
    expect(inConfiguration('huntObjects:\n')).toEqual([
      '1:13 huntObjects must be true or false, not nothing | Fill the field, or remove it.',
    ]);
  });

  it('is a text once it is quoted', () => {
    const quotes = 'Put it in quotes: without them YAML reads it as something else.';
    expect(found('hunting-query', HUNT.replace('A hunt', '12'))).toEqual([
      `2:7 name must be a text, not 12 | ${quotes}`,
    ]);
    expect(found('hunting-query', HUNT.replace('A hunt', 'true'))).toEqual([
      `2:7 name must be a text, not true | ${quotes}`,
    ]);
  });

  it('is explained by what the schema says of the field where quotes are not enough', () => {
    expect(inHunt('relevantTechniques: [1071]\n')).toEqual([
      '5:22 relevantTechniques[0] must be a text, not 1071 | Write a technique as T1071 or T1071.001.',
    ]);
  });

  it('stands in a list twice', () => {
    expect(inHunt('relevantTechniques: [T1071, T1059, T1071]\n')).toEqual([
      "5:22 relevantTechniques has 'T1071' twice | Remove one.",
    ]);
  });

  it('is a name', () => {
    expect(inConfiguration('groups:\n  my group: [local]\n')[0]).toMatch(
      /^2:3 groups has the name 'my group', which is not allowed \| /,
    );
  });

  it('is a constant', () => {
    expect(inConfiguration('workspaces:\n  local: { emulator: false }\n').join('\n')).toMatch(
      /workspaces\.local\.emulator must be true, not false/,
    );
  });
});

describe('a length or a number beyond its bound', () => {
  it.each([
    ['name: ""', '2:7 name is empty'],
    [`name: ${'😀'.repeat(257)}`, '2:7 name has 257 characters, at most 256 are allowed'],
  ])('of %s', (name, message) => {
    expect(found('hunting-query', HUNT.replace('name: A hunt', name))[0]).toContain(`${message} | `);
  });

  it('is none at its edge', () => {
    expect(found('hunting-query', HUNT.replace('A hunt', '😀'.repeat(256)))).toEqual([]);
    expect(inConfiguration('minimumConfidence: 100\nlimits: { shrink: 0 }\n')).toEqual([]);
  });

  it.each([
    ['minimumConfidence: 101', '1:20 minimumConfidence is 101, which is beyond the limit of 100'],
    ['minimumConfidence: -1', '1:20 minimumConfidence is -1, which is beyond the limit of 0'],
    ['groups: { all: [] }', '1:16 groups.all is empty'],
  ])('of %s', (text, message) => {
    expect(inConfiguration(`${text}\n`)[0]).toContain(`${message} | `);
  });

  it('of a list', () => {
    const entry = (name: string) => `      - { identifier: ${name}, columnName: A }\n`;
    expect(host(['HostName', 'FullName', 'NetBiosName', 'AzureID'].map(entry).join(''))).toEqual([
      '8:7 entityMappings[0].fieldMappings has 4 entries, at most 3 are allowed | 1 to 3 identifiers of the entity, each at most once.',
    ]);
    expect(inHunt('entityMappings: []\n')[0]).toMatch(/^5:17 entityMappings is empty \| /);
  });
});

describe('the identifiers of an entity', () => {
  const NEEDS =
    'A Host needs at least one of FullName, HostName, NetBiosName, AzureID, OMSAgentID; without it the service rejects the mapping.';

  it('include one that it needs', () => {
    expect(host('      - { identifier: NTDomain, columnName: A }\n')).toEqual([
      `8:7 entityMappings[0].fieldMappings has no identifier that this entity needs | ${NEEDS}`,
    ]);
  });

  it('that are misspelt are not missing, too', () => {
    const names = 'DnsDomain, NTDomain, HostName, FullName, NetBiosName, AzureID, OMSAgentID, OSFamily, OSVersion';
    expect(host('      - { identifier: HostNmae, columnName: A }\n')).toEqual([
      `8:23 entityMappings[0].fieldMappings[0].identifier cannot be 'HostNmae'; did you mean 'HostName'? | One of: ${names}, IsDomainJoined.`,
    ]);
  });
});

it('one mistake that breaks several rules is one finding', () => {
  expect(inHunt('tactics: [1, 2]\n').map((line) => line.split(' ')[0])).toEqual(['5:11', '5:14']);
});

it('the fields of a kind are those of its schema, in its order', () => {
  expect(knownFields('watchlist')).toEqual([
    'watchlistAlias',
    'displayName',
    'description',
    'provider',
    'source',
    'itemsSearchKey',
    'labels',
    'defaultDuration',
  ]);
});
