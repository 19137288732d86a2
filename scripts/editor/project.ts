import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCsv } from '../base/csv.js';
import type { Diagnostic } from '../base/diagnostic.js';
import { isObject } from '../base/objects.js';
import { SourceText } from '../base/source.js';
import { schemaFolders } from '../base/system/package-folder.js';
import { tellEffect } from '../checks/effects.js';
import { createInspector } from '../checks/runner/inspect.js';
import { inspectWatchlist } from '../checks/runner/inspect-watchlist.js';
import { applySeverities } from '../checks/suppressions/severity.js';
import { applyDirectives, covers } from '../checks/suppressions/suppress.js';
import { loadConfiguration } from '../content/configuration.js';
import { itemsFileOf, listContent, readItems } from '../content/layout.js';
import type { Configuration } from '../content/model.js';
import { YamlFile } from '../content/yaml/yaml-file.js';
import { type Analyser, createAnalyser } from '../kql/analysis/analyser.js';
import { type Catalog, openCatalog } from '../kql/analysis/catalog.js';
import { type Completion, createCompletion } from '../kql/analysis/completion.js';
import type { ContentDocument } from './document.js';

/** What a repository says that its single files need: tables, watchlists, configuration. Read once, until it changes. */
export class Project {
  readonly configuration: Configuration;
  readonly catalog: Catalog;
  readonly completion: Completion;
  readonly analyser: Analyser;
  /** Definition files by alias. */
  readonly watchlistFiles: ReadonlyMap<string, string>;
  readonly #inspect: ReturnType<typeof createInspector>;

  /** Throws a `SentinelError` where the configuration is bad. @param asOf the day for which indicators are judged */
  constructor(
    readonly root: string,
    readonly asOf: Date,
  ) {
    this.configuration = loadConfiguration(root);
    const lists = readWatchlists(root);
    this.watchlistFiles = new Map([...lists].map(([alias, { file }]) => [alias, file]));
    const watchlists = new Map([...lists].map(([alias, { header }]) => [alias, header]));
    this.catalog = openCatalog(schemaFolders(root), watchlists);
    this.completion = createCompletion(this.catalog);
    this.analyser = createAnalyser(this.catalog);
    this.#inspect = createInspector({ root, watchlists });
  }

  /** What `validate` says of the file as it is in the editor, but for what other files have to do with it. */
  async diagnose({ file, kind, text }: ContentDocument): Promise<Diagnostic[]> {
    if (kind === undefined) return [];
    const items = kind === 'watchlist' ? readItems(this.root, itemsFileOf(file)) : undefined;
    const subject = { file, kind, text, items };
    const inspection = kind === 'watchlist' ? inspectWatchlist(subject, this) : this.#inspect(subject);
    const left = await applyDirectives(inspection.diagnostics, [{ file, directives: inspection.directives }]);
    const today = this.asOf.toISOString().slice(0, 10);
    const isSuppressed = ({ code }: Diagnostic) =>
      this.configuration.suppressions.some(
        (one) => one.code === code && today <= one.expires && covers(one.file, file),
      );
    return applySeverities(
      left.filter((found) => found.file === file && !isSuppressed(found)),
      this.configuration.checks,
    ).map(tellEffect);
  }

  /** Columns that a query returns; none where they cannot be known. */
  columnsOf(query: string): { name: string; type: string }[] {
    return this.analyser.analyse(query).columns ?? [];
  }
}

/** The alias and the header of each watchlist; a list that cannot be read has unknown columns. */
function readWatchlists(root: string): Map<string, { file: string; header: readonly string[] | null }> {
  const lists = new Map<string, { file: string; header: readonly string[] | null }>();
  for (const { file, kind } of listContent(root)) {
    if (kind !== 'watchlist') continue;
    const { data } = YamlFile.parse(file, readFileSync(join(root, file), 'utf8'));
    const alias = isObject(data) ? data.watchlistAlias : undefined;
    if (typeof alias === 'string') lists.set(alias, { file, header: headerOf(root, itemsFileOf(file)) });
  }
  return lists;
}

function headerOf(root: string, file: string): readonly string[] | null {
  const line = readItems(root, file)?.split(/\r?\n/, 1)[0];
  if (line === undefined || line === '') return null;
  try {
    return parseCsv(new SourceText(file, `${line}\r\n`)).header;
  } catch {
    return null;
  }
}
