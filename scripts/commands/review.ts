import type { Command, Values } from './command.js';

export const review: Command = {
  summary:
    'Says what a branch brings: reports, indicators, decisions, hunts, what was proven, and what the plan will do.',
  arguments: '',
  takes: [0, 0],
  formats: ['markdown', 'json'],
  needsRepository: true,
  options: {
    base: { type: 'string', value: 'REF', help: 'the branch or commit to compare with; needed without --from' },
    from: {
      type: 'string',
      value: 'FILE',
      help: 'writes the comment out of what an earlier run printed with --format json',
    },
    test: { type: 'string', value: 'FILE', help: 'what `sentinel test --format json` printed' },
    plan: {
      type: 'string',
      value: 'FILE',
      multiple: true,
      help: 'what `sentinel plan --format json` printed; repeatable',
    },
  },
  examples: [
    ['sentinel review --base origin/main', 'the comment for a pull request'],
    ['sentinel review --base origin/main --test test.json --plan plan.json', 'with proof and plan'],
    ['sentinel review --from review.json', 'the comment, out of the data of a run that nobody trusts'],
  ],
  async run({ root, format, print }, _, values) {
    const { formatReview } = await import('../output/review/markdown.js');
    const {
      base,
      review: found,
      evidence,
    } = await (typeof values.from === 'string' ? readReview(values.from) : takeReview(root, values));
    if (format === 'json') print(`${JSON.stringify({ base, ...found, evidence }, null, 2)}\n`);
    else print(formatReview(found, evidence));
    return 0;
  },
};

/** Compares the working tree with where its branch left the base. */
async function takeReview(root: string, values: Values) {
  const { SentinelError } = await import('../base/errors.js');
  const { atCommit, baseCommit } = await import('../content/at-commit.js');
  const { FOLDERS, CONFIGURATION_FILE, TEAM_LIST_FILES } = await import('../content/layout.js');
  const { loadRepository } = await import('../content/repository.js');
  const { reviewChange } = await import('../review/review.js');
  if (typeof values.base !== 'string') {
    throw new SentinelError('usage', '--base is missing.', 'Name the branch to compare with: --base origin/main');
  }
  const base = await baseCommit(root, values.base);
  const paths = [...FOLDERS.map(([folder]) => folder), 'reports', CONFIGURATION_FILE, ...TEAM_LIST_FILES];
  const review = await atCommit(root, base, paths, (folder) =>
    reviewChange(loadRepository(folder), loadRepository(root)),
  );
  return { base, review, evidence: await readEvidence(values) };
}

async function readReview(file: string) {
  const { parseReview } = await import('../output/review/parse.js');
  return parseReview(await readJson(file));
}

/** The files that other verbs have written. */
async function readEvidence(values: Values) {
  const { plansOf, proofOf } = await import('../output/review/evidence.js');
  const plans = Array.isArray(values.plan) ? values.plan.filter((file) => typeof file === 'string') : [];
  return {
    proof: typeof values.test === 'string' ? proofOf(await readJson(values.test)) : undefined,
    plans: (await Promise.all(plans.map(readJson))).flatMap(plansOf),
  };
}

async function readJson(file: string): Promise<Record<string, unknown>> {
  const { readFileSync } = await import('node:fs');
  const { SentinelError } = await import('../base/errors.js');
  const { isObject } = await import('../base/objects.js');
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (isObject(value)) return value;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SentinelError('usage', `${file} cannot be read: ${reason}`, 'Name the JSON that the verb printed.', {
      cause,
    });
  }
  throw new SentinelError(
    'usage',
    `${file} is not what a verb prints with --format json.`,
    'Name the JSON that the verb printed.',
  );
}
