const vscode = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');

let client;

/** Starts the language server in the folder that holds sentinel.config.yaml. */
exports.activate = async () => {
  const [configuration] = await vscode.workspace.findFiles('**/sentinel.config.yaml', '**/node_modules/**', 1);
  if (!configuration) return;
  const folder = vscode.Uri.joinPath(configuration, '..');
  const [command, ...args] = vscode.workspace.getConfiguration('sentinelContent').get('command');
  const isWindows = process.platform === 'win32';
  client = new LanguageClient(
    'sentinelContent',
    'Sentinel Content',
    { command, args, options: { cwd: folder.fsPath, shell: isWindows } },
    {
      documentSelector: [
        {
          scheme: 'file',
          language: 'yaml',
          pattern: `${folder.fsPath}/{hunts,analytic-rules,templates,watchlists,functions}/**`,
        },
      ],
      synchronize: {
        fileEvents: vscode.workspace.createFileSystemWatcher(
          new vscode.RelativePattern(folder, '{sentinel.config.yaml,watchlists/**,schemas/**}'),
        ),
      },
    },
  );
  await client.start();
};

exports.deactivate = () => client?.stop();
