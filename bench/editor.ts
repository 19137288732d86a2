import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { PACKAGE_FOLDER } from '../scripts/base/system/package-folder.js';
import { HUNTS, writeHunts } from './generated.js';
import { type Measurement, ms } from './measure.js';

const FILE = 'hunts/family-2/device-network-address.yaml';

/** How many keystrokes are measured; the first ones find nothing compiled. */
const [WARM, MEASURED] = [10, 40];

/** The language server as an editor uses it: a process, over the protocol. */
export async function run(): Promise<Measurement[]> {
  const root = mkdtempSync(join(tmpdir(), 'sentinel-bench-'));
  writeFileSync(join(root, 'sentinel.config.yaml'), '{}\n');
  writeHunts(root, (hunt) => hunt);
  const process_ = spawn(process.execPath, [join(PACKAGE_FOLDER, 'dist', 'sentinel.js'), 'lsp', '--root', root], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    const editor = new Editor(process_, root);
    const opened = await editor.open();
    const times: number[] = [];
    for (let key = 0; key < WARM + MEASURED; key++) times.push(await editor.type());
    const typed = times.slice(WARM).sort((a, b) => a - b);
    const completions: number[] = [];
    for (let run = 0; run < 5; run++) completions.push(await editor.complete());
    const [, , completed = 0] = completions.sort((a, b) => a - b);
    editor.close();
    return [
      within(`${HUNTS} hunts: findings of a file that is opened first`, opened, 3_000),
      within(`${HUNTS} hunts: findings after a keystroke, median`, typed[typed.length >> 1] ?? 0, 200),
      within(`${HUNTS} hunts: findings after a keystroke, the slowest but one of ${MEASURED}`, typed.at(-2) ?? 0, 200),
      within(`${HUNTS} hunts: completion of a column, median`, completed, 200),
    ];
  } finally {
    process_.kill();
    rmSync(root, { recursive: true, force: true });
  }
}

class Editor {
  readonly #connection: ProtocolConnection;
  readonly #uri: string;
  readonly #waiting: ((version: number) => void)[] = [];
  #text: string;
  #version = 0;

  constructor(
    server: ChildProcess,
    private readonly root: string,
  ) {
    if (!server.stdout || !server.stdin) throw new Error('The server has no standard input and output');
    this.#connection = createProtocolConnection(
      new StreamMessageReader(server.stdout),
      new StreamMessageWriter(server.stdin),
    );
    this.#uri = pathToFileURL(join(root, FILE)).href;
    this.#text = readFileSync(join(root, FILE), 'utf8');
    this.#connection.onNotification('textDocument/publishDiagnostics', ({ version = 0 }: PublishDiagnosticsParams) =>
      this.#waiting.shift()?.(version),
    );
    this.#connection.listen();
  }

  async open(): Promise<number> {
    const rootUri = pathToFileURL(this.root).href;
    await this.#connection.sendRequest('initialize', { processId: null, rootUri, capabilities: {} });
    await this.#connection.sendNotification('initialized', {});
    this.#version = 1;
    const textDocument = { uri: this.#uri, languageId: 'yaml', version: 1, text: this.#text };
    return this.#timed('textDocument/didOpen', { textDocument });
  }

  /** Adds a character to a comment, or to a name that then is unknown, in turn. */
  async type(): Promise<number> {
    this.#version++;
    const place = this.#version % 2 === 0 ? 'RemoteIP' : '// Hunt: this part is yours';
    const at = this.#text.lastIndexOf(place) + place.length;
    const position = this.#positionAt(at);
    this.#text = `${this.#text.slice(0, at)}x${this.#text.slice(at)}`;
    return this.#timed('textDocument/didChange', {
      textDocument: { uri: this.#uri, version: this.#version },
      contentChanges: [{ range: { start: position, end: position }, text: 'x' }],
    });
  }

  async complete(): Promise<number> {
    const position = this.#positionAt(this.#text.lastIndexOf('| where ') + '| where '.length);
    const started = performance.now();
    await this.#connection.sendRequest('textDocument/completion', { textDocument: { uri: this.#uri }, position });
    return performance.now() - started;
  }

  close(): void {
    this.#connection.dispose();
  }

  #positionAt(offset: number): { line: number; character: number } {
    const before = this.#text.slice(0, offset).split('\n');
    return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  }

  async #timed(method: string, params: object): Promise<number> {
    const answer = new Promise<number>((resolve) => this.#waiting.push(resolve));
    const started = performance.now();
    await this.#connection.sendNotification(method, params);
    const version = await answer;
    if (version !== this.#version) throw new Error(`Findings of version ${version} came, not of ${this.#version}`);
    return performance.now() - started;
  }
}

function within(what: string, time: number, budget: number): Measurement {
  return {
    what,
    subject: ms(time),
    baseline: ms(budget),
    target: `at most ${ms(budget)}`,
    ratio: time / budget,
    met: time <= budget,
  };
}
