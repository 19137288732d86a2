import { type Cache, keyOf } from '../checks/runner/cache.js';
import type { Setup } from '../checks/runner/context.js';
import { Preparer, type QueryToPrepare } from '../checks/runner/preparer.js';
import { prepareBySnapshot } from '../checks/runner/snapshot/client.js';
import { shareOut } from '../checks/runner/snapshot/share.js';
import type { ContentTest, RowsOrFile } from '../content/model.js';
import type { Repository, Watchlist } from '../content/repository.js';
import { itemsTable, watchlistTables } from '../content/watchlist-table.js';
import { COLUMNS, INDICATOR_KINDS, watchlistAlias } from '../indicators/rows/row.js';
import { INDICATORS } from '../indicators/template-table.js';
import { type Catalog, type TableSchema, withTables } from '../kql/analysis/catalog.js';
import { pack, unpack } from '../kql/engine/packed.js';
import type { Preparation, Table } from '../kql/index.js';
import type { Column } from '../kql/model.js';
import type { QueryPart } from './subject.js';

/** What stands in for `{{param:NAME}}` in a query that is tested. */
export type Parameters = Readonly<Record<string, string | number | boolean>>;

/** Where bound queries are remembered, and which snapshot of the analyser binds the others. */
export interface Memory {
  cache: Cache;
  /** Key of the code and the schemas. */
  environment: string;
  /** A file; this process binds without one. */
  snapshot: string | undefined;
}

/** The engine over a repository's schemas and lists. Each query is bound once, each list read once. */
export class Workbench {
  readonly catalog: Catalog;
  readonly #setup: Setup;
  readonly #preparer: Preparer;
  /** Tables with a column that the tests of this run need. */
  readonly #late: readonly TableSchema[];
  /** What `prepareAll` brought, until it is asked for. */
  readonly #packed = new Map<string, string>();
  readonly #prepared = new Map<string, Preparation>();
  readonly #lists: (alias: string) => Table | undefined;
  /** Bodies of the saved functions, one after the other: what they name, any query may read. */
  readonly #bodies: string;

  /** @param tests whose lists may have columns, and aliases, that the repository does not have */
  constructor(
    readonly repository: Repository,
    tests: Iterable<ContentTest>,
    private readonly parameters: Parameters = {},
  ) {
    const all = [...tests];
    this.#setup = { root: repository.root, watchlists: listColumns(repository.watchlists, all) };
    this.#preparer = new Preparer(this.#setup);
    this.#late = lateTables(all, this.#preparer.catalog);
    this.catalog = withTables(this.#preparer.catalog, this.#late);
    this.#lists = watchlistTables(repository.watchlists);
    this.#bodies = bodiesOf(this.catalog);
  }

  /** Binds a query, once. Offsets in what comes back count in the text of the part. */
  prepare(part: QueryPart): Preparation {
    const key = keyOfPart(part);
    const known = this.#prepared.get(key);
    if (known) return known;
    const packed = this.#packed.get(key);
    const prepared = packed === undefined ? this.#preparer.prepare(this.#toPrepare(part)) : unpack(packed);
    this.#prepared.set(key, prepared);
    return prepared;
  }

  /** Does the binding for `prepare` beforehand: most of it is remembered, and processes that start quickly share the rest. */
  async prepareAll(parts: Iterable<QueryPart>, { cache, environment, snapshot }: Memory): Promise<void> {
    const missing: { key: string; partKey: string; query: QueryToPrepare }[] = [];
    const asked = new Set<string>();
    for (const part of parts) {
      const partKey = keyOfPart(part);
      if (asked.has(partKey)) continue;
      asked.add(partKey);
      const query = this.#toPrepare(part);
      const key = keyOf(environment, JSON.stringify(query), this.#listsOf(query.text));
      const known = cache.get(key, (value) => typeof value === 'string');
      if (known === undefined) missing.push({ key, partKey, query });
      else this.#packed.set(partKey, known);
    }
    const setup = this.#setup;
    const packed = await shareOut(
      missing,
      snapshot,
      (some, file) =>
        prepareBySnapshot(
          file,
          some.map(({ query }) => query),
          setup,
        ),
      async (left) => left.map(({ query }) => pack(this.#preparer.prepare(query))),
    );
    for (const [index, { key, partKey }] of missing.entries()) {
      const text = packed[index];
      if (text === undefined) continue;
      this.#packed.set(partKey, text);
      cache.set(key, text);
    }
  }

  #toPrepare({ text, readsIndicators }: QueryPart): QueryToPrepare {
    // A parser of ASIM reads its table without naming it.
    const late = this.#late.filter(({ name }) => text.includes(name) || name.startsWith('ASim'));
    return { text: this.#filled(text), tables: readsIndicators ? [...late, INDICATORS] : late };
  }

  /** The columns of the lists that a query may read; of a list that only the tests of a run have, where it is named. */
  #listsOf(text: string): string {
    const own = new Set(this.repository.watchlists.map(({ value }) => value.watchlistAlias));
    return JSON.stringify([...this.#setup.watchlists].filter(([alias]) => own.has(alias) || this.#names(text, alias)));
  }

  /** Whether a query, or a function that it may call, has the alias of a list in its text. */
  #names(text: string, alias: string): boolean {
    return text.includes(alias) || this.#bodies.includes(alias);
  }

  /**
   * Changes with the lists that a query may read.
   * @param replaced aliases of the lists whose rows a test has itself: their columns and search keys alone count
   */
  stampOfLists(text: string, replaced: ReadonlySet<string>): string {
    const stamps = [...this.#setup.watchlists].flatMap(([alias, columns]) => {
      if (!this.#names(text, alias)) return [];
      const list = this.#listNamed(alias);
      const rows = replaced.has(alias) ? undefined : list?.items.source.text;
      return [keyOf(alias, JSON.stringify(columns), list?.value.itemsSearchKey ?? '', rows ?? '')];
    });
    return stamps.join(' ');
  }

  #listNamed(alias: string): Watchlist | undefined {
    return this.repository.watchlists.find(({ value }) => value.watchlistAlias === alias);
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
    const key =
      this.#listNamed(alias)?.value.itemsSearchKey ?? (header.includes('Indicator') ? 'Indicator' : (header[0] ?? ''));
    return itemsTable(header, key, rows);
  }
}

function keyOfPart({ text, readsIndicators }: QueryPart): string {
  return `${readsIndicators ? 'indicators' : ''}\n${text}`;
}

function bodiesOf(catalog: Catalog): string {
  const results = catalog.functionNames().map((name) => catalog.function(name)?.result);
  return results.map((result) => (result && 'query' in result ? result.query : '')).join('\n');
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
