import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { compareText } from '../base/diagnostic.js';
import { listFiles } from '../base/files.js';
import { isObject } from '../base/objects.js';

export const CONFIGURATION_FILE = 'sentinel.config.yaml';

/** What must never be hunted for. The team's own lists lie at the root. */
export const ALLOW_LIST_FILE = 'allow-list.csv';
/** The indicators that live longer, each with its reason; kept by the team. */
export const LIFE_EXTENSIONS_FILE = 'life-extensions.csv';
/** The values on which a person decides, in the pull request that brings them; written by `ingest`. */
export const REVIEW_FILE = 'review.csv';
/** The lives that are over; written by `expire`. */
export const EXPIRED_FILE = 'expired.csv';

export const TEAM_LIST_FILES: readonly string[] = [ALLOW_LIST_FILE, LIFE_EXTENSIONS_FILE, REVIEW_FILE, EXPIRED_FILE];

export type ContentKind = 'hunting-query' | 'analytic-rule' | 'watchlist' | 'function' | 'template' | 'template-tests';

/** Whether content of a kind is deployed to find events: a hunt or a rule. */
export const isDetection = (kind: ContentKind) => kind === 'hunting-query' || kind === 'analytic-rule';

/** Where each kind of content lies. */
export const FOLDERS: readonly (readonly [folder: string, kind: ContentKind])[] = [
  ['analytic-rules', 'analytic-rule'],
  ['functions', 'function'],
  ['hunts', 'hunting-query'],
  ['templates', 'template'],
  ['watchlists', 'watchlist'],
];

export const isYaml = (name: string) => /\.ya?ml$/i.test(name);

/** The CSV file that holds a watchlist's items: of the same name, beside its definition. */
export function itemsFileOf(definition: string): string {
  return definition.replace(/\.ya?ml$/i, '.csv');
}

/** What was hunted and deployed, one JSON file each; written with `--record`, never deployed. */
export const RECORD_FOLDERS = { hunts: 'records/hunts', deployments: 'records/deployments' } as const;

/** The file of a template's tests, beside the template. */
export function testsFileOf(template: string): string {
  return template.replace(/\.ya?ml$/i, '.tests.yaml');
}

const isTests = (name: string) => /\.tests\.ya?ml$/i.test(name);

/** Whether a file of `templates/` is a template, by its name. */
export const isTemplate = (name: string) => isYaml(name) && !isTests(name);

/** The YAML files of a repository, sorted, each with the kind that its folder says. */
export function listContent(root: string): { file: string; kind: ContentKind }[] {
  return FOLDERS.flatMap(([folder, kind]) =>
    listFiles(root, folder, isYaml).map((file) => ({ file, kind: kindByFolder(file) ?? kind })),
  ).sort((a, b) => compareText(a.file, b.file));
}

/** Files below `paths` that lie outside the folders of our layout, such as other people's content, which tells its kind. */
export function listForeign(root: string, paths: readonly string[]): string[] {
  const files = paths.flatMap((path) =>
    path !== '' && statSync(join(root, path)).isFile() ? [path] : listFiles(root, path, isYaml),
  );
  const isOurs = (file: string) =>
    kindByFolder(file) !== undefined || file === CONFIGURATION_FILE || TEAM_LIST_FILES.includes(file);
  return [...new Set(files)].filter((file) => !isOurs(file)).sort(compareText);
}

/** The kind that a file's data shows; undefined when it is nothing that we deploy. */
export function kindByContent(data: unknown): ContentKind | undefined {
  if (!isObject(data)) return undefined;
  if ('watchlistAlias' in data) return 'watchlist';
  if ('functionAlias' in data) return 'function';
  if (!('query' in data)) return undefined;
  // Hunting queries of others often have a severity, but only rules say when they run.
  const isRule = ['kind', 'triggerOperator', 'queryFrequency'].some((field) => field in data);
  return isRule ? 'analytic-rule' : 'hunting-query';
}

/** `Hunting Queries/`, as others name the folder of their hunts. */
const FOREIGN_HUNTS = /(?:^|[/_])hunting[ _-]?quer(?:y|ies)(?=[/_])|(?:^|\/)(?:hunts?|hunting)\//i;

/** What the content of others is to us: in a folder of hunts, fields of rules make no rule. Their watchlists are not ours. */
export function foreignKind(file: string, data: unknown): ContentKind | undefined {
  const kind = kindByContent(data);
  if (kind === 'watchlist') return undefined;
  return kind === 'analytic-rule' && FOREIGN_HUNTS.test(file) ? 'hunting-query' : kind;
}

/** The kind that a file's folder says; undefined outside these folders. */
export function kindByFolder(file: string): ContentKind | undefined {
  const kind = FOLDERS.find(([folder]) => file.startsWith(`${folder}/`))?.[1];
  return kind === 'template' && isTests(file) ? 'template-tests' : kind;
}

/** The text of a CSV file without its byte order mark; undefined when there is no such file. */
export function readItems(root: string, itemsFile: string): string | undefined {
  const path = join(root, itemsFile);
  return existsSync(path) ? readFileSync(path, 'utf8').replace(/^\uFEFF/, '') : undefined;
}
