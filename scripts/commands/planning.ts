import type { Diagnostic } from '../base/diagnostic.js';
import type { Repository } from '../content/repository.js';
import type { Connection } from '../workspace/azure/connection.js';
import type { Deployment } from '../workspace/changes/change.js';
import type { PlanSettings } from '../workspace/changes/plan-file.js';
import type { Context, Options, Values } from './command.js';
import { requireRepository } from './root.js';
import { connectTo, ownerOf, workspaceNames } from './workspace-options.js';

/** What a plan and a deployment may do: the same options for both, so that a plan shows what the deployment does. */
export const PLAN_OPTIONS: Options = {
  prune: { type: 'boolean', help: 'also delete what we deployed earlier and no file asks for now' },
  'allow-replace': { type: 'boolean', help: 'also delete and make again what the service cannot change in place' },
  'allow-shrink': {
    type: 'string',
    multiple: true,
    value: 'ALIAS',
    help: 'this list may lose any number of rows (limits.shrink); repeatable',
  },
  'enable-again': { type: 'boolean', help: 'also switch on again the rules that the service has switched off' },
  'take-over': { type: 'boolean', help: 'also take what the same owner deployed from another repository' },
  only: { type: 'string', multiple: true, value: 'PATH', help: 'this content file alone; repeatable' },
  at: { type: 'string', value: 'COMMIT', help: 'the content as it was at that commit: back to it' },
  'no-validate': { type: 'boolean', help: 'also content that validate calls an error' },
};

export function settingsOf(values: Values): PlanSettings {
  const list = (value: Values[string]) => [value ?? []].flat().map(String);
  return {
    prune: values.prune === true,
    allowReplace: values['allow-replace'] === true,
    enableAgain: values['enable-again'] === true,
    takeOver: values['take-over'] === true,
    validates: values['no-validate'] !== true,
    allowShrink: list(values['allow-shrink']),
    only: list(values.only),
    ...(typeof values.at === 'string' ? { at: values.at } : {}),
  };
}

/** A plan for one workspace, with what it takes to carry it out. */
export interface Planned {
  repository: Repository;
  connection: Connection;
  deployment: Deployment;
}

/**
 * Plans for each workspace that the options name, and hands the plans on one after the other. One that fails hides no
 * other: its error comes back. Content that does not load, or that `validate` calls an error, stops all of them.
 */
export async function planEach(
  context: Context,
  values: Values,
  settings: PlanSettings,
  use: (planned: Planned) => Promise<void>,
): Promise<unknown[]> {
  return withContent(context, settings, async (repository) => {
    const { tailor } = await import('../workspace/changes/tailor.js');
    const { planDeployment } = await import('../workspace/changes/plan.js');
    const { configuration } = repository;
    const only = settings.only.length > 0 ? await onlyFiles(context, repository, settings.only) : undefined;
    const failures: unknown[] = [];
    const names = await workspaceNames(values, configuration);
    requireRepository(context.root);
    for (const name of names) {
      try {
        await connectTo(context, configuration, name, async (connection) => {
          if (settings.validates) await refuseUnknownNames(context, name);
          const owner = await ownerOf(context, configuration, connection, settings.takeOver);
          const workspace = configuration.workspaces[name];
          const content = workspace ? tailor(repository, name, workspace) : repository;
          const deployment = await planDeployment(content, connection, { ...settings, owner, only, now: context.asOf });
          await use({ repository: content, connection, deployment });
        });
      } catch (error) {
        failures.push(error);
      }
    }
    return failures;
  });
}

/** What of a commit is content, or says what content may be. */
const CONTENT = [
  'analytic-rules',
  'functions',
  'hunts',
  'schemas',
  'templates',
  'watchlists',
  'sentinel.baseline.json',
];

/** The content of the repository, or of a commit with the settings of today. */
async function withContent<T>(
  context: Context,
  { at, validates, only }: PlanSettings,
  use: (repository: Repository) => Promise<T>,
): Promise<T> {
  const { loadRepository } = await import('../content/repository.js');
  if (at === undefined) {
    const repository = loadRepository(context.root);
    const paths = only.length > 0 ? await relativePaths(context, only) : [];
    await requireLoaded(repository, paths);
    if (only.length > 0) await onlyFiles(context, repository, only);
    if (validates) refuseErrors(await findErrors(context, context.root, paths));
    else say(context, 'The content is not validated: --no-validate.');
    return use(repository);
  }
  const { atCommit } = await import('../content/at-commit.js');
  const { loadConfiguration } = await import('../content/configuration.js');
  const configuration = loadConfiguration(context.root);
  return atCommit(context.root, at, CONTENT, async (folder) => {
    const repository = { ...loadRepositoryWith(folder), configuration };
    await requireLoaded(repository, []);
    // What counted as right then is shown by the rules of today, and not refused: going back is for an emergency.
    const errors = validates ? await findErrors(context, folder, []) : [];
    for (const line of lines(errors)) say(context, `warning: ${line}`);
    return use(repository);
  });

  /** The settings of that day do not count, and may not even be readable today. */
  function loadRepositoryWith(folder: string): Repository {
    const { copyFileSync, existsSync, rmSync }: typeof import('node:fs') = require('node:fs');
    const [today, then] = [context.root, folder].map((root) => `${root}/sentinel.config.yaml`);
    if (today && then) {
      if (existsSync(today)) copyFileSync(today, then);
      else rmSync(then, { force: true });
    }
    return loadRepository(folder);
  }
}

/** Content that does not load stops a plan: one over half a repository would delete the other half. */
async function requireLoaded({ diagnostics }: Repository, only: readonly string[]): Promise<void> {
  const broken = diagnostics.filter(
    ({ severity, file }) => severity === 'error' && (only.length === 0 || only.some((path) => sameContent(path, file))),
  );
  if (broken.length === 0) return;
  const { SentinelError } = await import('../base/errors.js');
  const message = ['The content has errors:', ...lines(broken)].join('\n');
  throw new SentinelError('invalid-content', message, 'Run sentinel validate, and correct what it finds.', {
    exitCode: 1,
  });
}

/** Errors of content that is deployed, without what the baseline accepts and the service may take. */
async function findErrors({ asOf }: Context, root: string, paths: readonly string[]): Promise<Diagnostic[]> {
  const { validateRepository } = await import('../checks/validate.js');
  const { isSurelyRefused, isUnknownName } = await import('../checks/suppressions/refused.js');
  const { kindByFolder } = await import('../content/layout.js');
  const cacheFile = `${root}/.sentinel/cache/validate.jsonl`;
  const { diagnostics, accepted } = await validateRepository({ root, asOf, paths, cacheFile });
  const isDeployed = (file: string) => !['template', 'template-tests', undefined].includes(kindByFolder(file));
  // A table or function that only this repository does not know may well be in the workspace.
  const refused = accepted.filter((error) => isSurelyRefused(error) && !isUnknownName(error));
  return [...diagnostics, ...refused].filter(({ severity, file }) => severity === 'error' && isDeployed(file));
}

/** What a workspace has is recorded by `tables pull`: there, a name that nobody knows is no doubt but an error. */
async function refuseUnknownNames({ root, asOf }: Context, workspace: string): Promise<void> {
  const { readTextIfThere } = await import('../base/files.js');
  const { isRecord, workspaceRecord } = await import('../workspace/tables/record.js');
  if (!isRecord(readTextIfThere(root, workspaceRecord(workspace)))) return;
  const { validateRepository } = await import('../checks/validate.js');
  const { isUnknownName } = await import('../checks/suppressions/refused.js');
  const cacheFile = `${root}/.sentinel/cache/validate.jsonl`;
  const { diagnostics, accepted } = await validateRepository({ root, asOf, paths: [], cacheFile });
  refuseErrors([...diagnostics, ...accepted].filter(isUnknownName));
}

function refuseErrors(errors: readonly Diagnostic[]): void {
  if (errors.length === 0) return;
  const { SentinelError }: typeof import('../base/errors.js') = require('../base/errors.js');
  throw new SentinelError(
    'invalid-content',
    ['The content has errors, and is not planned:', ...lines(errors)].join('\n'),
    'Run sentinel validate, and correct what it finds. --no-validate plans it all the same.',
    { exitCode: 1 },
  );
}

function lines(diagnostics: readonly Diagnostic[]): string[] {
  const shown = diagnostics
    .slice(0, 10)
    .map((d) => `${d.file}:${d.range.start.line}:${d.range.start.column} ${d.message}`);
  return diagnostics.length > 10 ? [...shown, `… and ${diagnostics.length - 10} more`] : shown;
}

function say({ quiet }: Context, text: string): void {
  if (!quiet) process.stderr.write(`${text}\n`);
}

/** The files of the repository that `--only` names. Throws a `SentinelError` for one that is no content. */
async function onlyFiles(context: Context, repository: Repository, paths: readonly string[]): Promise<Set<string>> {
  const { SentinelError } = await import('../base/errors.js');
  const files = [repository.huntingQueries, repository.analyticRules, repository.functions, repository.watchlists]
    .flat()
    .map(({ file }) => file);
  const wanted = await relativePaths(context, paths);
  return new Set(
    wanted.flatMap((path, index) => {
      const found = files.filter((file) => sameContent(path, file));
      if (found.length > 0) return found;
      const help = 'Name a file of hunts/, analytic-rules/, functions/ or watchlists/.';
      throw new SentinelError('usage', `--only ${paths[index]}: there is no such content.`, help);
    }),
  );
}

/** Whether a path names a content file, or the rows of a watchlist. */
function sameContent(path: string, file: string): boolean {
  return file === path || file.replace(/\.ya?ml$/i, '.csv') === path;
}

async function relativePaths({ root }: Context, paths: readonly string[]): Promise<string[]> {
  const { relativePath } = await import('../base/files.js');
  return paths.map((path) => relativePath(root, path));
}

/** Ends with the first failure, after all of them are told; one is thrown as it is. */
export async function throwFailures(failures: readonly unknown[]): Promise<void> {
  if (failures.length === 0) return;
  if (failures.length === 1) throw failures[0];
  const { SentinelError } = await import('../base/errors.js');
  const known = failures.filter((failure) => failure instanceof SentinelError);
  if (known.length < failures.length) throw failures.find((failure) => !(failure instanceof SentinelError));
  const message = known.map((failure) => failure.message).join('\n');
  const help = [...new Set(known.map((failure) => failure.help))].filter((line) => line !== '').join('\n');
  const exitCode = known.some((failure) => failure.exitCode === 2) ? 2 : 1;
  throw new SentinelError('several', message, help, { exitCode });
}
