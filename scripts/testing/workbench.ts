import { join } from 'node:path';
import { SCHEMA_FOLDER } from '../base/system/package-folder.js';
import type { ContentTest, RowsOrFile } from '../content/model.js';
import type { Repository, Watchlist } from '../content/repository.js';
import { itemsTable, watchlistTables } from '../content/watchlist-table.js';
import { COLUMNS, INDICATOR_KINDS, watchlistAlias } from '../indicators/rows/row.js';
import { type Catalog, openCatalog, type TableSchema, withTables } from '../kql/analysis/catalog.js';
import { createEngine, type Engine, type Preparation, type Table } from '../kql/index.js';
import type { Column } from '../kql/model.js';
import type { QueryPart } from './subject.js';
import { INDICATORS } from './tables.js';

/** What stands in for `{{param:NAME}}` in a query that is tested. */
export type Parameters = Readonly<Record<string, string | number | boolean>>;

/** The engine over a repository's schemas and lists. Each query is bound once, each list read once. */
export class Workbench {
  readonly catalog: Catalog;
  readonly #engine: Engine;
  /** The same over the table `indicators`, for the tests of templates. */
  readonly #templates: Engine;
  readonly #prepared = new Map<string, Preparation>();
  readonly #lists: (alias: string) => Table | undefined;

  /** @param tests whose lists may have columns, and aliases, that the repository does not have */
  constructor(
    readonly repository: Repository,
    tests: Iterable<ContentTest>,
    private readonly parameters: Parameters = {},
  ) {
    const folders = [SCHEMA_FOLDER, join(repository.root, 'schemas')];
    const all = [...tests];
    const catalog = openCatalog(folders, listColumns(repository.watchlists, all));
    this.catalog = withTables(catalog, lateTables(all, catalog));
    this.#lists = watchlistTables(repository.watchlists);
    this.#engine = createEngine(this.catalog);
    this.#templates = createEngine(withTables(this.catalog, [INDICATORS]));
  }

  /** Binds a query, once. Offsets in what comes back count in the text of the part. */
  prepare({ text, readsIndicators }: QueryPart): Preparation {
    const key = `${readsIndicators ? 'indicators' : ''}\n${text}`;
    let prepared = this.#prepared.get(key);
    if (!prepared) {
      prepared = (readsIndicators ? this.#templates : this.#engine).prepare(this.#filled(text));
      this.#prepared.set(key, prepared);
    }
    return prepared;
  }

  /** Placeholders get values of the same length in the text's place only where the values say so: positions may shift. */
  #filled(text: string): string {
    return text.replace(/\{\{param:([\w-]+)\}\}/g, (whole, name: string) => String(this.parameters[name] ?? whole));
  }

  /** The columns of a table, with the table that templates read. */
  columnsOf(table: string): readonly Column[] | undefined {
    return table === INDICATORS.name ? INDICATORS.columns : this.catalog.table(table)?.columns;
  }

  /** A list of the repository as a table; empty where there is none. */
  list(alias: string): Table {
    return this.#lists(alias) ?? this.listOf(alias, []);
  }

  /** Rows as the items of a list. */
  listOf(alias: string, rows: readonly Readonly<Record<string, unknown>>[]): Table {
    const header = this.catalog.watchlists.get(alias) ?? [];
    const definition = this.repository.watchlists.find(({ value }) => value.watchlistAlias === alias)?.value;
    const key = definition?.itemsSearchKey ?? (header.includes('Indicator') ? 'Indicator' : (header[0] ?? ''));
    return itemsTable(header, key, rows);
  }
}

/** The columns of every list: the repository's, those of indicators, and what the lists of tests have beside them. */
function listColumns(watchlists: readonly Watchlist[], tests: Iterable<ContentTest>): Map<string, string[]> {
  const columns = new Map<string, string[]>(INDICATOR_KINDS.map((kind) => [watchlistAlias(kind), [...COLUMNS[kind]]]));
  for (const { value, items } of watchlists) columns.set(value.watchlistAlias, [...items.header]);
  for (const test of tests) {
    for (const [alias, rows] of Object.entries(test.watchlists ?? {})) {
      const known = columns.get(alias) ?? [];
      columns.set(alias, known);
      for (const name of namesIn(rows)) if (!known.includes(name)) known.push(name);
    }
  }
  return columns;
}

function namesIn(rows: RowsOrFile): string[] {
  return typeof rows === 'string' ? [] : rows.flatMap((row) => Object.keys(row));
}

/** When an event reached the workspace, where a test's row says so: what `ingestion_time()` gives. */
const INGESTION_TIME: Column = { name: '_IngestionTime', type: 'datetime' };

/** The tables of which a test's row says when it arrived, with the column for it. */
function lateTables(tests: readonly ContentTest[], catalog: Catalog): TableSchema[] {
  const names = new Set<string>();
  for (const { logs } of tests) {
    for (const [name, rows] of Object.entries(logs)) {
      if (typeof rows !== 'string' && rows.some((row) => INGESTION_TIME.name in row)) names.add(name);
    }
  }
  return [...names].flatMap((name) => {
    const table = catalog.table(name);
    return table ? [{ ...table, columns: [...table.columns, INGESTION_TIME] }] : [];
  });
}
