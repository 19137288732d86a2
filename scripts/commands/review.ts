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
    validate: { type: 'string', value: 'FILE', help: 'what `sentinel validate --format json` printed' },
    test: { type: 'string', value: 'FILE', help: 'what `sentinel test --format json` printed' },
    plan: {
      type: 'string',
      value: 'FILE',
      multiple: true,
      help: 'what `sentinel plan --format json` printed; repeatable',
    },
    run: {
      type: 'string',
      value: 'URL',
      help: 'the page of the run that has the artifact, for the link of the comment',
    },
    edit: { type: 'string', value: 'URL', help: 'the page that edits review.csv on the branch' },
  },
  examples: [
    ['sentinel review --base origin/main', 'the comment for a pull request'],
    [
      'sentinel review --base origin/main --validate validate.json --test test.json --plan plan.json',
      'with findings, proof and plan',
    ],
    ['sentinel review --from review.json', 'the comment, out of the data of a run that nobody trusts'],
  ],
  async run({ root, asOf, format, print }, _, values) {
    const { linkTarget } = await import('../output/review/links.js');
    const { formatReview } = await import('../output/review/markdown.js');
    const {
      base,
      review: found,
      evidence,
    } = await (typeof values.from === 'string' ? readReview(values.from) : takeReview(root, asOf, values));
    if (format === 'json') print(`${JSON.stringify({ base, ...found, evidence }, null, 2)}\n`);
    else {
      const link = (name: string) => (typeof values[name] === 'string' ? linkTarget(values[name]) : undefined);
      print(formatReview(found, evidence, { run: link('run'), edit: link('edit') }));
    }
    return 0;
  },
};

/** Compares the working tree with where its branch left the base. */
async function takeReview(root: string, asOf: Date, values: Values) {
  const { SentinelError } = await import('../base/errors.js');
  const { atCommit, baseCommit, sizeOfChange } = await import('../content/at-commit.js');
  const { FOLDERS, CONFIGURATION_FILE, TEAM_LIST_FILES } = await import('../content/layout.js');
  const { loadRepository } = await import('../content/repository.js');
  const { reviewChange } = await import('../review/review.js');
  const { withTitles } = await import('../review/reports.js');
  const { loadAllowList } = await import('../indicators/screening/allow-list-file.js');
  if (typeof values.base !== 'string') {
    throw new SentinelError('usage', '--base is missing.', 'Name the branch to compare with: --base origin/main');
  }
  const base = await baseCommit(root, values.base);
  const paths = [...FOLDERS.map(([folder]) => folder), 'reports', CONFIGURATION_FILE, ...TEAM_LIST_FILES];
  const size = await sizeOfChange(root, base);
  const review = await atCommit(root, base, paths, (folder) =>
    reviewChange(loadRepository(folder), loadRepository(root), size),
  );
  const reports = await withTitles(root, review.reports, { asOf, allowList: loadAllowList(root) });
  return { base, review: { ...review, reports }, evidence: await readEvidence(values) };
}

async function readReview(file: string) {
  const { parseReview } = await import('../output/review/parse.js');
  return parseReview(await readJson(file));
}

/** The files that other verbs have written. */
async function readEvidence(values: Values) {
  const { findingsOf, plansOf, proofOf } = await import('../output/review/evidence.js');
  const plans = Array.isArray(values.plan) ? values.plan.filter((file) => typeof file === 'string') : [];
  return {
    findings: typeof values.validate === 'string' ? findingsOf(await readJson(values.validate)) : undefined,
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
