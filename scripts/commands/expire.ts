import type { Command } from './command.js';

export const expire: Command = {
  summary: 'Removes indicators whose life and whose logs are over, and retires the hunts that have none left.',
  arguments: '',
  takes: [0, 0],
  formats: ['text', 'json'],
  needsRepository: true,
  options: {
    'dry-run': { type: 'boolean', help: 'say what would go, and change nothing' },
    base: {
      type: 'string',
      value: 'REF',
      help: 'the branch or commit against which versions of changed hunts rise, once (default: the last commit)',
    },
  },
  examples: [
    ['sentinel expire', 'what is over today; the text fits a pull request'],
    ['sentinel expire --as-of 2026-12-31 --dry-run', 'what will be over by then'],
    ['sentinel expire --format json', 'every removed row, for a program'],
  ],
  async run({ root, asOf, format, print }, _, values) {
    const { expireContent } = await import('../ingestion/expire.js');
    const { loadTemplates } = await import('../ingestion/templates.js');
    const { loadConfiguration } = await import('../content/configuration.js');
    const { readBaseOrLastCommit } = await import('../checks/changes/base.js');
    const { writeFiles } = await import('../base/files.js');
    const { formatExpiry } = await import('../output/ingestion/expiry.js');
    const templates = loadTemplates(root);
    const base = await readBaseOrLastCommit(root, typeof values.base === 'string' ? values.base : undefined);
    const expiry = expireContent({ root, configuration: loadConfiguration(root), templates, asOf, base });
    const dryRun = values['dry-run'] === true;
    if (!dryRun) writeFiles(root, expiry.changes);
    print(formatExpiry({ expiry, asOf, dryRun }, format));
    return 0;
  },
};
