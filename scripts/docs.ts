import { join } from 'node:path';
import { listFiles, writeFiles } from './base/files.js';
import { checkPages } from './checks/pages.js';
import { commandsPage } from './commands/help.js';
import { COMMON_OPTIONS } from './commands/main.js';
import { VERBS } from './commands/verbs.js';

/** Writes the pages that are made from the code; pages of checks that are gone are removed. */
async function writePages(): Promise<void> {
  const root = join(__dirname, '..');
  const pages = checkPages();
  const gone = listFiles(root, 'docs/checks', (name) => name.endsWith('.md')).filter((file) => !pages.has(file));
  const commands = await commandsPage(VERBS, COMMON_OPTIONS);
  writeFiles(
    root,
    new Map<string, string | null>([
      ...pages,
      ...gone.map((file) => [file, null] as const),
      ['docs/commands.md', commands],
    ]),
  );
  process.stdout.write(`${pages.size} pages in docs/checks, and docs/commands.md\n`);
}

void writePages();
