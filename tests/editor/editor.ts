import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import {
  createConnection,
  createProtocolConnection,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { ContentServer } from '../../scripts/editor/server';

export const HUNT_FILE = 'hunts/bad/dns.yaml';

export const HUNT = `id: 5f0c7f0e-1f2b-4b0c-9a3e-6a1f0d3c2b10
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

export const REPOSITORY = {
  'sentinel.config.yaml':
    'workspaces:\n  local:\n    emulator: true\ndefaultWorkspace: local\nchecks: { missing-test: off }\n',
  [HUNT_FILE]: HUNT,
  'watchlists/ioc-domain.yaml':
    'watchlistAlias: ioc-domain\ndisplayName: Domains\nprovider: p\nitemsSearchKey: Indicator\n',
  'watchlists/ioc-domain.csv': 'Indicator,MalwareFamily,Report\r\nbad.example,Bad,reports/a.md@0123456789ab\r\n',
  'reports/a.md': 'a report',
};

/** An editor that is connected to a server of this process. */
export class Editor {
  readonly connection: ProtocolConnection;
  readonly messages: string[] = [];
  readonly #published: PublishDiagnosticsParams[] = [];
  #arrived: () => void = () => {};

  constructor(root: string, program: string) {
    const [toServer, toEditor] = [new PassThrough(), new PassThrough()];
    const server = createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toEditor));
    new ContentServer(server, { root, asOf: new Date('2026-05-31'), program }).listen();
    this.connection = createProtocolConnection(new StreamMessageReader(toEditor), new StreamMessageWriter(toServer));
    this.connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      this.#published.push(params);
      this.#arrived();
    });
    this.connection.onRequest('window/showMessageRequest', ({ message }: { message: string }) => {
      this.messages.push(message);
      return null;
    });
    this.connection.listen();
  }

  async start(root: string) {
    const parameters = { processId: null, rootUri: pathToFileURL(root).href, capabilities: {} };
    const answer = await this.connection.sendRequest('initialize', parameters);
    await this.connection.sendNotification('initialized', {});
    return answer;
  }

  /** The findings that the server publishes after something was done. */
  async findingsAfter(act: () => Promise<unknown>): Promise<PublishDiagnosticsParams['diagnostics']> {
    const answer = new Promise<void>((resolve) => {
      this.#arrived = resolve;
    });
    await act();
    await answer;
    return this.#published.at(-1)?.diagnostics ?? [];
  }

  open(uri: string, text: string) {
    const textDocument = { uri, languageId: 'yaml', version: 1, text };
    return this.findingsAfter(() => this.connection.sendNotification('textDocument/didOpen', { textDocument }));
  }

  change(uri: string, version: number, text: string) {
    const change = { textDocument: { uri, version }, contentChanges: [{ text }] };
    return this.findingsAfter(() => this.connection.sendNotification('textDocument/didChange', change));
  }

  ask<T>(method: string, uri: string, more: object = {}): Promise<T> {
    return this.connection.sendRequest(`textDocument/${method}`, { textDocument: { uri }, ...more });
  }
}
