import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  type Hover,
  type Location,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { folder, PROGRAM } from './cli';

const HUNT = `id: 5f0c7f0e-1f2b-4b0c-9a3e-6a1f0d3c2b10
name: Look-ups
description: Finds look-ups.
requiredDataConnectors:
  - connectorId: DNS
    dataTypes:
      - DnsEvents
tactics:
  - CommandAndControl
relevantTechniques:
  - T1071.004
query: |
  let names = _GetWatchlist("ioc-domain") | project Indicator;
  DnsEvents
  | where TimeGenerated > ago(1d)
  | where Name in (names)
  | project TimeGenerated, Name, ClientIP
entityMappings:
  - entityType: IP
    fieldMappings:
      - identifier: Address
        columnName: ClientIP
version: 1.0.0
tests:
  - name: one
    logs:
      DnsEvents: []
    expect: { rows: 0 }
`;

let root: string;
let child: ChildProcess;
let editor: ProtocolConnection;
let uri: string;
let published: PublishDiagnosticsParams[];
let arrived: () => void;

beforeAll(async () => {
  root = folder({
    'sentinel.config.yaml':
      'workspaces:\n  local:\n    emulator: true\ndefaultWorkspace: local\nchecks: { missing-test: off }\n',
    'hunts/bad/dns.yaml': HUNT,
    'watchlists/ioc-domain.yaml':
      'watchlistAlias: ioc-domain\ndisplayName: Domains\nprovider: p\nitemsSearchKey: Indicator\n',
    'watchlists/ioc-domain.csv': 'Indicator,MalwareFamily,Report\r\nbad.example,Bad,reports/a.md@0123456789ab\r\n',
    'reports/a.md': 'a report',
  });
  uri = pathToFileURL(join(root, 'hunts/bad/dns.yaml')).href;
  child = spawn(process.execPath, [PROGRAM, 'lsp', '--stdio', '--as-of', '2026-05-31'], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  if (!child.stdout || !child.stdin) throw new Error('no pipes');
  editor = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  published = [];
  editor.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    published.push(params);
    arrived?.();
  });
  editor.listen();
  await editor.sendRequest('initialize', { processId: null, rootUri: pathToFileURL(root).href, capabilities: {} });
  await editor.sendNotification('initialized', {});
});
afterAll(async () => {
  await editor.sendRequest('shutdown');
  await editor.sendNotification('exit');
  editor.dispose();
  rmSync(root, { recursive: true, force: true });
});

/** The findings of a text, once the server has told them. */
async function findingsOf(text: string, version: number): Promise<PublishDiagnosticsParams['diagnostics']> {
  const answer = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  if (version === 1) {
    const textDocument = { uri, languageId: 'yaml', version, text };
    await editor.sendNotification('textDocument/didOpen', { textDocument });
  } else {
    await editor.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ text }],
    });
  }
  await answer;
  return published.at(-1)?.diagnostics ?? [];
}

/** Where a text begins, or so many characters behind it. */
function at(text: string, behind = 0, of = HUNT) {
  const before = of.slice(0, of.indexOf(text) + behind).split('\n');
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

const ask = <T>(method: string, position: { line: number; character: number }): Promise<T> =>
  editor.sendRequest(`textDocument/${method}`, { textDocument: { uri }, position });

const completions = async (position: { line: number; character: number }) =>
  (await ask<{ label: string; textEdit: { newText: string } }[]>('completion', position)).map(({ label }) => label);

it('an editor gets findings, completion, meanings, places and lenses', async () => {
  // What validate says, as one types.
  expect(await findingsOf(HUNT, 1)).toEqual([]);
  const broken = HUNT.replace('Name in (names)', 'Nmae in (names)');
  expect(await findingsOf(broken, 2)).toEqual([
    expect.objectContaining({
      code: 'KS142',
      codeDescription: { href: expect.stringMatching(/^file:.*\/docs\/checks\/KS142\.md$/) },
      severity: 1,
      source: 'sentinel',
      range: { start: at('Nmae', 0, broken), end: at('Nmae', 4, broken) },
    }),
  ]);
  expect(await findingsOf(HUNT.replace('columnName: ClientIP', 'columnName: Client'), 3)).toEqual([
    expect.objectContaining({ code: 'unknown-column' }),
  ]);
  expect(await findingsOf(HUNT, 4)).toEqual([]);

  // Completion inside the query, and in fields whose values are known.
  expect(await completions(at('Name in', 2))).toContain('Name');
  expect(await completions(at('"ioc-domain"', 1))).toEqual(['ioc-domain']);
  expect(await completions(at('CommandAndControl', 3))).toContain('LateralMovement');
  expect(await completions(at('T1071.004', 2))).toContain('T1568');
  expect(await completions(at('identifier: Address', 13))).toEqual(['Address']);
  expect(await completions(at('columnName: ClientIP', 14))).toEqual(['TimeGenerated', 'Name', 'ClientIP']);
  expect(await completions(at('version', 1))).toEqual([]);

  // Meanings.
  const meaning = async (position: { line: number; character: number }) => {
    const found = await ask<Hover | null>('hover', position);
    return found && typeof found.contents === 'object' && 'value' in found.contents ? found.contents.value : null;
  };
  expect(await meaning(at('Name in', 1))).toBe('Name: string');
  expect(await meaning(at('T1071.004', 1))).toBe('DNS (CommandAndControl)');
  expect(await meaning(at('version', 1))).toBeNull();

  // From the query to the list that it reads.
  expect((await ask<Location>('definition', at('"ioc-domain"', 3))).uri).toBe(
    pathToFileURL(join(root, 'watchlists/ioc-domain.yaml')).href,
  );
  expect(await ask('definition', at('DnsEvents\n  |', 2))).toBeNull();

  const lenses = await editor.sendRequest('textDocument/codeLens', { textDocument: { uri } });
  expect(lenses).toEqual([
    expect.objectContaining({
      command: { title: 'Run the test', command: 'sentinel.runTests', arguments: ['hunts/bad/dns.yaml'] },
    }),
  ]);

  // The query in canonical layout; the rest of the file stays to the byte.
  const cramped = HUNT.replace('| where Name in (names)', '|where Name in(names)');
  await findingsOf(cramped, 5);
  const options = { tabSize: 2, insertSpaces: true };
  const edits: { newText: string }[] = await editor.sendRequest('textDocument/formatting', {
    textDocument: { uri },
    options,
  });
  expect(edits.map(({ newText }) => newText.slice(newText.indexOf('entityMappings')))).toEqual([
    HUNT.slice(HUNT.indexOf('entityMappings')),
  ]);

  // Nothing of this is written: the text is the editor's.
  expect(readFileSync(join(root, 'hunts/bad/dns.yaml'), 'utf8')).toBe(HUNT);
});
