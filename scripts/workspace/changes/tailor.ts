import { SentinelError } from '../../base/errors.js';
import type { WorkspaceConfig } from '../../content/model.js';
import type { ContentFile, Repository } from '../../content/repository.js';

const PARAMETER = /\{\{param:([A-Za-z][\w.-]*)\}\}/g;

/**
 * The content as one workspace gets it: without what it excludes, with its parameters in the queries, and rules on or
 * off as it has them. Other braces (`{{StartTimeISO}}`, `{{Column}}`) are the service's and stay.
 * Throws a `SentinelError` that names every parameter without a value.
 */
export function tailor(repository: Repository, name: string, settings: WorkspaceConfig): Repository {
  const excluded = (settings.exclude ?? []).map(globPattern);
  const missing = new Set<string>();
  const keep = <T extends ContentFile<unknown>>(files: readonly T[]): T[] =>
    files.filter(({ file }) => !excluded.some((pattern) => pattern.test(file)));
  const fill = <T extends { query: string }>(content: ContentFile<T>): ContentFile<T> => {
    const query = content.value.query.replace(PARAMETER, (whole, parameter: string) => {
      const value = settings.parameters?.[parameter];
      if (value !== undefined) return String(value);
      missing.add(`${content.file}: {{param:${parameter}}}`);
      return whole;
    });
    return query === content.value.query ? content : { ...content, value: { ...content.value, query } };
  };
  const tailored: Repository = {
    ...repository,
    huntingQueries: keep(repository.huntingQueries).map(fill),
    functions: keep(repository.functions).map(fill),
    analyticRules: keep(repository.analyticRules).map((rule) => switchOn(fill(rule), settings.enabled ?? {})),
    watchlists: keep(repository.watchlists),
  };
  if (missing.size === 0) return tailored;
  throw new SentinelError(
    'parameter',
    [`The workspace '${name}' gives no value to parameters of queries:`, ...missing].join('\n'),
    `Add them in sentinel.config.yaml, under workspaces.${name}.parameters.`,
    { exitCode: 1 },
  );
}

function switchOn<T extends { id: string; enabled?: boolean }>(
  content: ContentFile<T>,
  overrides: Readonly<Record<string, boolean>>,
): ContentFile<T> {
  const id = Object.keys(overrides).find((key) => key.toLowerCase() === content.value.id.toLowerCase());
  const enabled = id === undefined ? undefined : overrides[id];
  return enabled === undefined ? content : { ...content, value: { ...content.value, enabled } };
}

/** `*` stays within a folder, `**` goes through folders; a pattern without either is a file or a folder with all below. */
export function globPattern(glob: string): RegExp {
  const source = glob
    .replace(/^\.\//, '')
    .replace(/\/$/, '')
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) => WILDCARDS[part] ?? part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('');
  return new RegExp(`^${source}(?:/.*)?$`);
}

const WILDCARDS: Record<string, string> = { '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' };
