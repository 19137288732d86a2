import type { Command } from './command.js';

export const lsp: Command = {
  summary: 'Serves an editor over standard input and output: findings, completion and meaning of KQL inside the YAML.',
  arguments: '',
  takes: [0, 0],
  formats: ['text'],
  options: {
    stdio: { type: 'boolean', help: 'what editors add; it is the only way' },
  },
  examples: [['sentinel lsp', 'what an editor starts; docs/editors.md has the settings']],
  async run({ root, asOf }) {
    const { createConnection, StreamMessageReader, StreamMessageWriter } = await import('vscode-languageserver/node');
    const { ContentServer } = await import('../editor/server.js');
    const { PACKAGE_FOLDER } = await import('../base/system/package-folder.js');
    const { join } = await import('node:path');
    const connection = createConnection(
      new StreamMessageReader(process.stdin),
      new StreamMessageWriter(process.stdout),
    );
    const ended = new Promise<void>((resolve) => {
      process.stdin.once('close', resolve);
      connection.onExit(() => resolve());
    });
    new ContentServer(connection, { root, asOf, program: join(PACKAGE_FOLDER, 'dist', 'sentinel.js') }).listen();
    await ended;
    return 0;
  },
};
