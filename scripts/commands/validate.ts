import { join } from 'node:path';
import type { Command, Context } from './command.js';

export const validate: Command = {
  summary: 'Checks all content, or the files and folders that are named.',
  arguments: '[path…]',
  takes: [0, Number.POSITIVE_INFINITY],
  formats: ['stylish', 'json', 'sarif', 'github', 'junit'],
  options: {
    base: { type: 'string', value: 'REF', help: 'a branch or commit: what changed since must have a new version' },
    fix: {
      type: 'boolean',
      help: 'correct what is mechanical: missing ids, the order and the case of fields and values, the form of indicators',
    },
    'format-queries': { type: 'boolean', help: 'with --fix: lay out queries too' },
    'no-cache': { type: 'boolean', help: 'look at every file anew' },
    'write-baseline': {
      type: 'boolean',
      help: 'accept all that is found today; only new findings are reported from then on',
    },
  },
  examples: [
    ['sentinel validate', 'everything'],
    ['sentinel validate hunts/sectoprat', 'one folder'],
    ['sentinel validate --fix', 'corrects what is mechanical, then checks'],
    ['sentinel validate --base origin/main', 'in a pull request'],
    ['sentinel validate --format json --as-of 2026-05-31', 'for a program, on a fixed day'],
  ],
  async run(context, paths, values) {
    const started = process.uptime();
    const { validateRepository } = await import('../checks/validate.js');
    const { resolvePaths } = await import('./paths.js');
    const { userCacheFolder } = await import('../base/system/user-cache.js');
    const { pauseOptimiser } = await import('../checks/runner/optimiser.js');
    const { root, asOf } = context;
    const wanted = resolvePaths(context, paths);
    if (values.fix === true) await fix(context, wanted, values['format-queries'] === true);
    pauseOptimiser();
    const validation = await validateRepository({
      root,
      asOf,
      paths: wanted,
      base: typeof values.base === 'string' ? values.base : undefined,
      cacheFile: values['no-cache'] === true ? undefined : join(root, '.sentinel', 'cache', 'validate.jsonl'),
      snapshotFolder: userCacheFolder(),
      writesBaseline: values['write-baseline'] === true,
      shrinksBaseline: true,
    });
    if (validation.writtenToBaseline !== undefined && !context.quiet)
      process.stderr.write(`sentinel.baseline.json accepts ${count(validation.writtenToBaseline)}\n`);
    if (validation.fileCount === 0 && wanted.length === 0) {
      const { requireRepository } = await import('./root.js');
      requireRepository(root);
    }
    const durationMs = Math.round((process.uptime() - started) * 1000);
    const { formatDiagnostics } = await import('../output/findings/diagnostics.js');
    context.print(await formatDiagnostics(context.format, { ...validation, durationMs, root, color: context.color }));
    return validation.diagnostics.some(({ severity }) => severity === 'error') ? 1 : 0;
  },
};

const count = (findings: number) => `${findings} ${findings === 1 ? 'finding' : 'findings'}`;

/** Says on standard error what it wrote: the result of the verb is what is found afterwards. */
async function fix({ root, quiet }: Context, paths: readonly string[], formatsQueries: boolean): Promise<void> {
  const { isAmong } = await import('../checks/validate.js');
  const { fixRepository } = await import('../checks/fixes/fix.js');
  const { writeFiles } = await import('../base/files.js');
  const changes = fixRepository({ root, formatsQueries, isWanted: (file) => isAmong(file, paths) });
  writeFiles(root, changes);
  if (!quiet) for (const file of changes.keys()) process.stderr.write(`corrected ${file}\n`);
}
