import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import type { Diagnostic } from '../../../scripts/base/diagnostic.js';
import { PACKAGE_FOLDER } from '../../../scripts/base/system/package-folder.js';
import { formatDiagnostics } from '../../../scripts/output/findings/diagnostics.js';
import { finding, report } from './findings.js';

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

  it('is this document', async () => {
    const help = 'Do "this".\nOr that.';
    const output = await formatDiagnostics('junit', report([finding({ help }), finding({ severity: 'warning' })]));
    expect(output).toMatchInlineSnapshot(`
"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="sentinel validate" tests="2" failures="1" errors="0" time="1.234">
  <testsuite name="validate" tests="2" failures="1" errors="0" time="1.234">
    <testcase name="duplicate-id hunts/a.yaml:1:5" classname="hunts/a.yaml"><failure type="duplicate-id" message="The id is taken">hunts/a.yaml:1:5&#10;The id is taken&#10;Do &#34;this&#34;.&#10;Or that.</failure></testcase>
    <testcase name="duplicate-id hunts/a.yaml:1:5" classname="hunts/a.yaml"><system-out>hunts/a.yaml:1:5&#10;The id is taken&#10;Choose another.</system-out></testcase>
  </testsuite>
</testsuites>"
`);
  });

  it('has a case that passes when nothing was found', async () => {
    expect(await formatDiagnostics('junit', report([]))).toContain(
      'tests="1" failures="0" errors="0" time="1.234">\n    <testcase name="all checks" classname="validate"></testcase>\n',
    );
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

  it('is this document', async () => {
    const [first, second] = [
      finding({ severity: 'warning', message: 'see [a](b)' }),
      finding({ code: 'nope', help: '' }),
    ];
    const { log } = await sarif([first, second]);
    // Where no address of the pages is known, they lie in this clone.
    const anywhere: unknown = JSON.parse(
      JSON.stringify(log).replaceAll(pathToFileURL(PACKAGE_FOLDER).href, 'file:///clone'),
    );
    expect(anywhere).toMatchInlineSnapshot(`
{
  "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
  "runs": [
    {
      "columnKind": "utf16CodeUnits",
      "originalUriBaseIds": {
        "ROOT": {
          "description": {
            "text": "The content repository",
          },
        },
      },
      "results": [
        {
          "level": "warning",
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "hunts/a.yaml",
                  "uriBaseId": "ROOT",
                },
                "region": {
                  "endColumn": 9,
                  "endLine": 1,
                  "startColumn": 5,
                  "startLine": 1,
                },
              },
            },
          ],
          "message": {
            "text": "see [a] (b)
Choose another.",
          },
          "ruleId": "duplicate-id",
          "ruleIndex": 0,
        },
        {
          "level": "error",
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "hunts/a.yaml",
                  "uriBaseId": "ROOT",
                },
                "region": {
                  "endColumn": 9,
                  "endLine": 1,
                  "startColumn": 5,
                  "startLine": 1,
                },
              },
            },
          ],
          "message": {
            "text": "The id is taken",
          },
          "ruleId": "nope",
          "ruleIndex": 1,
        },
      ],
      "tool": {
        "driver": {
          "informationUri": "https://learn.microsoft.com/azure/sentinel/",
          "name": "sentinel-content",
          "rules": [
            {
              "defaultConfiguration": {
                "level": "error",
              },
              "fullDescription": {
                "text": "The id is the name of the object in the workspace: of two files with one id, the one deployed last overwrites the other.",
              },
              "help": {
                "text": "Give the newer file an id of its own; keep the id of the one that is already deployed.",
              },
              "helpUri": "file:///clone/docs/checks/duplicate-id.md",
              "id": "duplicate-id",
              "shortDescription": {
                "text": "An id or an alias belongs to one file only",
              },
            },
            {
              "id": "nope",
            },
          ],
        },
      },
    },
  ],
  "version": "2.1.0",
}
`);
  });

  it('says of a rule what the check says of itself', async () => {
    const [rule] = (await sarif([finding()])).run.tool.driver.rules;
    expect(rule?.shortDescription?.text).toBe('An id or an alias belongs to one file only');
  });
});

it('there is no other format', async () => {
  await expect(formatDiagnostics('xml', report([]))).rejects.toThrow('no such format: xml');
});
