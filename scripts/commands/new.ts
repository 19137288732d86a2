import type { SkeletonKind } from '../content/new/skeletons.js';
import type { Command, Context, Values } from './command.js';

const KINDS: readonly string[] = ['hunt', 'rule', 'watchlist', 'function'];

export const create: Command = {
  summary:
    'Writes the skeleton of a hunt, rule, watchlist or function: valid, with a test that passes, for you to fill.',
  arguments: 'hunt|rule|watchlist|function [NAME]',
  takes: [1, 2],
  formats: ['text', 'json'],
  options: {
    template: { type: 'string', value: 'ID', help: 'a hunt: the one that ingest makes of this template …' },
    family: {
      type: 'string',
      value: 'NAME',
      help: '… for this family of the watchlists; any-family: over all of them',
    },
    'dry-run': { type: 'boolean', help: 'say what would be written, and write nothing' },
  },
  examples: [
    ["sentinel new hunt 'Encoded commands of Office'", 'a hunt of your own'],
    ["sentinel new rule 'Encoded commands of Office'", 'a rule'],
    ["sentinel new watchlist 'Service accounts'", 'a definition and its items'],
    [
      'sentinel new hunt --template dns-events-host --family SectopRAT',
      'a hunt that was removed, or whose template is new',
    ],
  ],
  async run(context, [kind = '', name], values) {
    const { SentinelError } = await import('../base/errors.js');
    const { writeFiles } = await import('../base/files.js');
    const { didYouMean } = await import('../base/spelling.js');
    if (!isKind(kind)) {
      const message = `sentinel new: there is no kind '${kind}'${didYouMean(kind, KINDS) || '.'}`;
      throw new SentinelError('usage', message, `Kinds: ${KINDS.join(', ')}.`);
    }
    const files = await filesOf(context, kind, name, values);
    if (values['dry-run'] !== true) writeFiles(context.root, files);
    const written = [...files.keys()];
    if (context.format === 'json') context.print(JSON.stringify({ written }, null, 2));
    else
      context.print(
        written.map((file) => `${values['dry-run'] === true ? 'would write' : 'wrote'} ${file}`).join('\n'),
      );
    return 0;
  },
};

function isKind(kind: string): kind is SkeletonKind {
  return KINDS.includes(kind);
}

async function filesOf(
  { root }: Context,
  kind: SkeletonKind,
  name: string | undefined,
  { template, family }: Values,
): Promise<Map<string, string>> {
  const { SentinelError } = await import('../base/errors.js');
  const { existsSync } = await import('node:fs');
  const { join } = await import('node:path');
  if (typeof template === 'string' || typeof family === 'string') {
    if (kind !== 'hunt' || typeof template !== 'string' || typeof family !== 'string' || name !== undefined) {
      const message = 'sentinel new: --template and --family make a hunt together, without a name.';
      throw new SentinelError('usage', message, 'sentinel new hunt --template dns-events-host --family SectopRAT');
    }
    const { loadConfiguration } = await import('../content/configuration.js');
    const { loadTemplates } = await import('../ingestion/templates.js');
    const { newHunt } = await import('../ingestion/new-hunt.js');
    const configuration = loadConfiguration(root);
    const { file, text } = newHunt({ root, configuration, templates: loadTemplates(root), template, family });
    return new Map([[file, text]]);
  }
  if (name === undefined || name.trim() === '') {
    const message = `sentinel new ${kind}: how shall it be called?`;
    throw new SentinelError('usage', message, `sentinel new ${kind} 'What it is about'`);
  }
  const { skeleton } = await import('../content/new/skeletons.js');
  const files = skeleton(kind, name.trim());
  const there = [...files.keys()].find((file) => existsSync(join(root, file)));
  if (there === undefined) return files;
  throw new SentinelError('usage', `${there} is there already.`, 'Choose another name, or edit it.');
}
