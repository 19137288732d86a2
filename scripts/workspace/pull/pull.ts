import { isDeepStrictEqual } from 'node:util';
import { stringifyCsv } from '../../base/csv.js';
import { type FileChanges, listFiles } from '../../base/files.js';
import { itemsFileOf } from '../../content/layout.js';
import type { ContentFile, Repository, Watchlist } from '../../content/repository.js';
import { contentYaml, type NewContent, newContentFile } from '../../content/yaml/content-file.js';
import { editFields } from '../../content/yaml/edit-fields.js';
import { outOfScope, toContent } from '../import/scope.js';
import { settle } from '../resources/fields.js';
import type { Handler, Present, Wanted } from '../resources/handler.js';
import { mergeRows } from './merge-rows.js';
import type { Workspace } from './read.js';

/** A file that a pull writes, edits or leaves. */
export interface PulledFile {
  action: 'add' | 'edit' | 'unchanged';
  kind: NewContent['kind'];
  id: string;
  name: string;
  file: string;
  /** Fields that differed, for `edit`; `items` for rows. */
  fields: string[];
}

export interface Pull {
  files: PulledFile[];
  /** Content of the workspace that is not taken, and why. */
  skipped: { name: string; reason: string }[];
  /** Files of ours that the workspace does not have; they stay. */
  missing: string[];
  changes: FileChanges;
}

/**
 * What the workspace's content makes of the repository's files. A file that means the same stays to the byte; of another,
 * the fields that differ are edited in place, so that what never reaches the service (tests, false positives, comments)
 * stays.
 * @param all also what came with the workspace or a solution of Content hub
 */
export function pullContent(repository: Repository, workspace: Workspace, all: boolean): Pull {
  const run = new Run(repository);
  for (const { handler, contentKind, present } of workspace.kinds) {
    const wanted = handler.wanted(repository);
    const found = new Set<string>();
    for (const resource of present) {
      const own = wanted.find(({ id }) => id.toLowerCase() === resource.id.toLowerCase());
      const reason = outOfScope(handler.kind, resource) ?? (all || own ? undefined : workspace.builtIn(resource));
      if (reason !== undefined) run.pull.skipped.push({ name: resource.name, reason });
      else if (own) run.update(handler, contentKind, own, resource);
      else run.add(toContent(contentKind, handler, resource));
      found.add(resource.id.toLowerCase());
    }
    run.pull.missing.push(...wanted.filter(({ id }) => !found.has(id.toLowerCase())).map(({ file }) => file));
  }
  return run.pull;
}

/** What stands beside a rule, in a resource that only we write: where the workspace has none, the file is right. */
const ABOUT_A_RULE = new Set(['requiredDataConnectors', 'metadata']);

class Run {
  readonly pull: Pull & { changes: Map<string, string> } = { files: [], skipped: [], missing: [], changes: new Map() };
  readonly #files: Set<string>;

  constructor(private readonly repository: Repository) {
    this.#files = new Set(listFiles(repository.root, '', () => true));
  }

  add(content: NewContent): void {
    const { changes } = this.pull;
    const file = newContentFile(content, 'workspace', (path) => this.#files.has(path) || changes.has(path));
    changes.set(file, contentYaml(content, file));
    if (content.kind === 'watchlist') {
      const { header, rows } = content.items ?? { header: [], rows: [] };
      changes.set(itemsFileOf(file), stringifyCsv(header, rows));
    }
    this.#told('add', content, file, []);
  }

  update(handler: Handler, kind: NewContent['kind'], wanted: Wanted, present: Present): void {
    const { fields, rows } = handler.compare(wanted, present);
    const content = toContent(kind, handler, present);
    const edits = fields.length === 0 ? {} : differingContent(handler, wanted, present);
    const { yaml } = this.#fileOf(wanted.file);
    if (Object.keys(edits).length > 0) {
      this.pull.changes.set(wanted.file, editFields(wanted.file, yaml.source.text, kind, edits));
    }
    if (rows.length > 0) this.#updateRows(wanted.file, rows);
    const names = [...Object.keys(edits), ...(rows.length > 0 ? ['items'] : [])];
    this.#told(names.length > 0 ? 'edit' : 'unchanged', content, wanted.file, names);
  }

  #updateRows(file: string, rows: ReturnType<Handler['compare']>['rows']): void {
    const list = this.repository.watchlists.find((one) => one.file === file);
    if (list) this.pull.changes.set(list.itemsFile, mergeRows(list, rows));
  }

  #fileOf(file: string): ContentFile<unknown> | Watchlist {
    const { huntingQueries, analyticRules, functions, watchlists } = this.repository;
    const found = [...huntingQueries, ...analyticRules, ...functions, ...watchlists].find((one) => one.file === file);
    if (!found) throw new TypeError(`no content in ${file}`);
    return found;
  }

  #told(action: PulledFile['action'], { kind, data }: NewContent, file: string, fields: string[]): void {
    const id = String(data.watchlistAlias ?? data.id ?? '');
    const name = String(data.name ?? data.displayName ?? id);
    this.pull.files.push({ action, kind, id, name, file, fields });
  }
}

/** The fields of the file that the workspace has otherwise, as both sides would be written. */
export function differingContent(handler: Handler, wanted: Wanted, present: Present): Record<string, unknown> {
  const { items: _, ...ours } = handler.toContent({ ...present, name: wanted.name, fields: wanted.fields, items: [] });
  const { items: __, ...theirs } = handler.toContent(present);
  const names = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])];
  const changed = names.filter(
    (name) =>
      name !== 'id' &&
      !ABOUT_A_RULE.has(name) &&
      !isDeepStrictEqual(settle(ours[name], name), settle(theirs[name], name)),
  );
  return Object.fromEntries(changed.map((name) => [name, theirs[name]]));
}
