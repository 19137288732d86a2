import { compareText } from './diagnostic.js';
import { listFiles } from './files.js';

export type ContentKind = 'hunting-query' | 'analytic-rule' | 'watchlist' | 'template';

/** Where each kind of content lies. */
export const FOLDERS: readonly (readonly [folder: string, kind: ContentKind])[] = [
  ['analytic-rules', 'analytic-rule'],
  ['hunts', 'hunting-query'],
  ['templates', 'template'],
  ['watchlists', 'watchlist'],
];

export const isYaml = (name: string) => /\.ya?ml$/i.test(name);

/** The CSV file that holds a watchlist's items: of the same name, beside its definition. */
export function itemsFileOf(definition: string): string {
  return definition.replace(/\.ya?ml$/i, '.csv');
}

/** The YAML files of a repository, sorted, each with the kind that its folder says. */
export function listContent(root: string): { file: string; kind: ContentKind }[] {
  return FOLDERS.flatMap(([folder, kind]) => listFiles(root, folder, isYaml).map((file) => ({ file, kind }))).sort(
    (a, b) => compareText(a.file, b.file),
  );
}

/** The kind that a file's folder says; undefined outside these folders. */
export function kindByFolder(file: string): ContentKind | undefined {
  return FOLDERS.find(([folder]) => file.startsWith(`${folder}/`))?.[1];
}
