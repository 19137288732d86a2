import type { Command, Context, Values } from './command.js';

type Workspace = import('../content/new/new-repository.js').NewRepository['workspace'];

export const init: Command = {
  summary:
    'Makes a content repository of a folder: configuration with a fresh owner, workflows, editors, a first report.',
  arguments: '[--from-workspace RESOURCE-ID]',
  takes: [0, 0],
  formats: ['text', 'json'],
  options: {
    'from-workspace': {
      type: 'string',
      value: 'ID',
      help: 'the resource id of a workspace whose content is pulled and adopted; `local` for the local one',
    },
  },
  examples: [
    ['npm install sentinel-content && npx sentinel init', 'in an empty folder'],
    [
      'sentinel init --from-workspace /subscriptions/…/resourceGroups/…/providers/Microsoft.OperationalInsights/workspaces/…',
      'and take over what the team has there',
    ],
  ],
  async run(context, _paths, values) {
    const { existsSync } = await import('node:fs');
    const { basename, join, resolve } = await import('node:path');
    const { randomUUID } = await import('node:crypto');
    const { SentinelError } = await import('../base/errors.js');
    const { writeFiles } = await import('../base/files.js');
    const { CONFIGURATION_FILE } = await import('../content/layout.js');
    const { newRepository } = await import('../content/new/new-repository.js');
    // Not one that a folder above would give: here is where the new one is to be.
    const root = resolve(typeof values.root === 'string' ? values.root : '.');
    if (existsSync(join(root, CONFIGURATION_FILE))) {
      const message = `${root} is a content repository already: it has a ${CONFIGURATION_FILE}.`;
      throw new SentinelError('usage', message, 'Go to another folder, or name it with --root.');
    }
    const workspace = await workspaceOf(values);
    const { version }: { version: string } = require('../../package.json');
    const owner = `soc-${randomUUID().slice(0, 13)}`;
    const files = newRepository({ name: basename(root), owner, version, ...(workspace && { workspace }) });
    const kept = [...files.keys()].filter((file) => existsSync(join(root, file)));
    for (const file of kept) files.delete(file);
    writeFiles(root, files);
    const written = [...files.keys()].sort();
    const pulls = values['from-workspace'] !== undefined;
    if (context.format === 'json') context.print(JSON.stringify({ root, owner, written, kept }, null, 2));
    else context.print(await describe(root, written, kept, pulls));
    if (!pulls) return 0;
    return adopt({ ...context, root });
  },
};

/** Content becomes files, and is marked as deployed from here: the next plan is empty. */
async function adopt(context: Context): Promise<number> {
  const { pull } = await import('./pull.js');
  // JSON is one document, and that of `init` is printed.
  const print = context.format === 'json' ? () => undefined : context.print;
  return pull.run({ ...context, print }, [], { adopt: true });
}

async function workspaceOf(values: Values): Promise<Workspace> {
  const id = values['from-workspace'];
  if (typeof id !== 'string' || id === 'local') return undefined;
  const form =
    /^\/subscriptions\/([0-9a-f-]{36})\/resourceGroups\/([^/]+)\/providers\/Microsoft\.OperationalInsights\/workspaces\/([^/]+)\/?$/i;
  const [, subscriptionId, resourceGroup, workspaceName] = form.exec(id) ?? [];
  if (subscriptionId && resourceGroup && workspaceName) return { subscriptionId, resourceGroup, workspaceName };
  const { SentinelError } = await import('../base/errors.js');
  throw new SentinelError(
    'usage',
    `--from-workspace: '${id}' is no resource id of a Log Analytics workspace.`,
    'It stands in the portal under Properties: /subscriptions/…/workspaces/NAME. `local` is the local workspace.',
  );
}

async function describe(root: string, written: string[], kept: string[], pulls: boolean): Promise<string> {
  const { FIRST_REPORT } = await import('../content/new/new-repository.js');
  const lines = [`Made a content repository in ${root}:`, ...written.map((file) => `  ${file}`)];
  if (kept.length > 0) lines.push('', 'These were there, and stay as they are:', ...kept.map((file) => `  ${file}`));
  if (pulls) return lines.join('\n');
  lines.push(
    '',
    'From here',
    '  npm install',
    '      the program, in the version of package.json',
    `  npx sentinel ingest ${FIRST_REPORT} --as-of 2026-05-31`,
    '      a report of May 2026 becomes hunts and lists',
    '  npx sentinel validate && npx sentinel test',
    '      is it right, and does it find what it says?',
    '  npx sentinel deploy --as-of 2026-05-31',
    '      to the local workspace; yours goes into sentinel.config.yaml',
    '  git add --all && git commit',
    '      with package-lock.json, which the workflows need',
  );
  return lines.join('\n');
}
