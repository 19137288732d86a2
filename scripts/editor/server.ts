import { existsSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type Connection,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { SentinelError } from '../base/errors.js';
import { CONFIGURATION_FILE } from '../content/layout.js';
import { complete } from './completion.js';
import { ContentDocument } from './document.js';
import { codeLenses, definition, format, hover, RUN_TESTS, toEditorDiagnostic } from './features.js';
import { Project } from './project.js';
import { runTests } from './tests.js';

export interface ServerOptions {
  /** The repository, where the editor opens none: its folder decides otherwise. */
  root: string;
  asOf: Date;
  /** The command line's script, for what runs in a process of its own. */
  program: string;
}

/** Serves one editor until it hangs up. Every answer is about the text in the editor, not about what is on disk. */
export class ContentServer {
  readonly #documents = new TextDocuments(TextDocument);
  readonly #parsed = new Map<string, { version: number; document: ContentDocument }>();
  #project: Project | undefined;
  #root: string;
  #isWarm = false;

  constructor(
    private readonly connection: Connection,
    private readonly options: ServerOptions,
  ) {
    this.#root = options.root;
  }

  listen(): void {
    const { connection } = this;
    connection.onInitialize((params) => this.#initialize(params));
    connection.onCompletion(({ textDocument, position }) =>
      this.#about(textDocument.uri, [], (...of) => complete(of[0], position, of[1])),
    );
    connection.onHover(({ textDocument, position }) =>
      this.#about(textDocument.uri, null, (...of) => hover(of[0], position, of[1])),
    );
    connection.onDefinition(({ textDocument, position }) =>
      this.#about(textDocument.uri, null, (...of) => definition(of[0], position, of[1])),
    );
    connection.onDocumentFormatting(({ textDocument }) => this.#about(textDocument.uri, [], format));
    connection.onCodeLens(({ textDocument }) => this.#about(textDocument.uri, [], codeLenses));
    connection.onExecuteCommand(({ command, arguments: args }) => this.#execute(command, args ?? []));
    // Watchlists, schemas and the configuration decide what other files may say.
    connection.onDidChangeWatchedFiles(() => this.#reload());
    this.#documents.onDidChangeContent(({ document }) => this.#diagnose(document.uri));
    this.#documents.onDidSave(() => this.#reload());
    this.#documents.onDidClose(({ document }) => {
      this.#parsed.delete(document.uri);
      return connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
    });
    this.#documents.listen(connection);
    connection.listen();
  }

  #initialize({ workspaceFolders, rootUri }: InitializeParams): InitializeResult {
    const folders = [...(workspaceFolders ?? []).map(({ uri }) => uri), rootUri].filter(
      (uri) => typeof uri === 'string',
    );
    this.#root = folders.flatMap((uri) => rootAbove(fileURLToPath(uri)) ?? [])[0] ?? this.options.root;
    return {
      serverInfo: { name: 'sentinel-content' },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        completionProvider: { triggerCharacters: ['|', '.', '"', "'", ' '] },
        hoverProvider: true,
        definitionProvider: true,
        documentFormattingProvider: true,
        codeLensProvider: {},
        executeCommandProvider: { commands: [RUN_TESTS] },
      },
    };
  }

  #reload(): void {
    this.#project = undefined;
    for (const { uri } of this.#documents.all()) this.#diagnose(uri);
  }

  /** Read on first use, and again after a change on disk; undefined, with a word, where the configuration is bad. */
  #projectNow(): Project | undefined {
    try {
      this.#project ??= new Project(this.#root, this.options.asOf);
    } catch (error) {
      if (!(error instanceof SentinelError)) throw error;
      this.connection.window.showErrorMessage(`${error.message} ${error.help}`);
    }
    return this.#project;
  }

  /** The document as it is in the editor; undefined for one outside of the repository. */
  #documentAt(uri: string): ContentDocument | undefined {
    const open = this.#documents.get(uri);
    if (!open || !uri.startsWith('file:')) return undefined;
    const known = this.#parsed.get(uri);
    if (known?.version === open.version) return known.document;
    const file = relative(this.#root, fileURLToPath(uri)).split(sep).join('/');
    if (file.startsWith('../')) return undefined;
    const document = new ContentDocument(file, open.getText());
    this.#parsed.set(uri, { version: open.version, document });
    return document;
  }

  #about<T>(uri: string, nothing: T, answer: (document: ContentDocument, project: Project) => T): T {
    const [document, project] = [this.#documentAt(uri), this.#projectNow()];
    return document && project ? answer(document, project) : nothing;
  }

  async #diagnose(uri: string): Promise<void> {
    const [document, project] = [this.#documentAt(uri), this.#projectNow()];
    if (!document || !project) return;
    const version = this.#documents.get(uri)?.version;
    const diagnostics = (await project.diagnose(document)).map(toEditorDiagnostic);
    // Another keystroke may have come meanwhile.
    if (version === undefined || this.#documents.get(uri)?.version !== version) return;
    await this.connection.sendDiagnostics({ uri, version, diagnostics });
    if (this.#isWarm) return;
    this.#isWarm = true;
    // The first completion has Microsoft's library build its grammar, which takes a second: now nobody waits for it.
    setImmediate(() => project.completion.suggest('T | ', 4));
  }

  async #execute(command: string, [file]: unknown[]): Promise<void> {
    if (command !== RUN_TESTS || typeof file !== 'string') return;
    const { message, failed } = await runTests(this.options.program, this.#root, file);
    this.connection.window.showInformationMessage(`${file}: ${message}`);
    const open = this.#documents.all().find(({ uri }) => this.#documentAt(uri)?.file === file);
    const [document, project] = open ? [this.#documentAt(open.uri), this.#projectNow()] : [];
    if (!open || !document || !project) return;
    const diagnostics = [...(await project.diagnose(document)).map(toEditorDiagnostic), ...failed];
    await this.connection.sendDiagnostics({ uri: open.uri, diagnostics });
  }
}

/** The nearest folder upwards that holds a configuration. */
function rootAbove(folder: string): string | undefined {
  if (existsSync(join(folder, CONFIGURATION_FILE))) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : rootAbove(parent);
}
