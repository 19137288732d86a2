import { itemsTable } from '../../content/watchlist-table.js';
import { type Analyser, createAnalyser } from '../../kql/analysis/analyser.js';
import { withTables } from '../../kql/analysis/catalog.js';
import { createEngine, type Engine, type Result, run, type Table, tableOf } from '../../kql/index.js';
import { listObjects } from '../resources/threat-intelligence/objects.js';
import { listItems } from '../resources/watchlists/rows.js';
import type { Service } from '../server/service.js';
import { findResource } from '../state/stored.js';
import { indicatorRows } from './indicator-rows.js';
import { invalidQuery, notRunHere, timeout } from './query-error.js';
import type { Timespan } from './timespan.js';
import { usageRows } from './usage-rows.js';
import { readCatalog, type WorkspaceCatalog } from './workspace-catalog.js';

/** What a query reads the workspace for. */
export interface Asked {
  query: string;
  timespan: Timespan | undefined;
  now: Date;
  deadlineMs: number;
}

const USAGE = 'Usage';
const INDICATORS = 'ThreatIntelIndicators';
const EVERYTHING = { after: 0n, limit: Number.MAX_SAFE_INTEGER };
const MAX_ROWS = 5_000_000;

/** Runs queries over the workspace's logs, watchlists and indicators as they are at that moment. */
export class QueryEngine {
  #engine: Engine | undefined;
  #analyser: Analyser | undefined;
  #signature: string | undefined;

  constructor(private readonly service: Service) {}

  /** Throws ArmError as the query API does, for what is no query, and for one that takes too long. */
  async run({ query, timespan, now, deadlineMs }: Asked): Promise<Result> {
    const { engine, analyser, catalog } = await this.#prepare(query);
    const preparation = engine.prepare(query);
    if (preparation.outcome === 'refused') {
      const { construct, message } = preparation.refused;
      throw notRunHere(construct, message);
    }
    if (preparation.outcome === 'invalid') {
      const [first = NO_RESULT] = preparation.diagnostics;
      throw invalidQuery(query, first, analyser.parseOnly(query).length > 0);
    }
    const { prepared } = preparation;
    const tables = new Map<string, Table>();
    for (const name of prepared.reads.tables) {
      const table = await this.#table(name, catalog, now);
      if (table) tables.set(name, within(table, timespan));
    }
    const lists = new Map<string, Table>();
    for (const alias of prepared.reads.watchlists) {
      const list = await this.#watchlist(alias, catalog, now);
      if (list) lists.set(alias, list);
    }
    const sources = { table: (name: string) => tables.get(name), watchlist: (alias: string) => lists.get(alias) };
    const ran = run(prepared, sources, { now: now.toISOString(), deadlineMs, maxRows: MAX_ROWS });
    if (ran.outcome === 'ran') return ran.result;
    if (ran.refused.construct === 'deadline') throw timeout();
    throw notRunHere(ran.refused.construct, ran.refused.message);
  }

  async #prepare(query: string) {
    const schemas = await this.service.logs.schemas();
    const own = await this.service.store.read((session) => readCatalog(session, query));
    const unknown = schemas.filter(({ name }) => !own.table(name));
    const catalog = { ...withTables(own, unknown), signature: own.signature };
    const signature = `${own.signature} ${schemas.map(({ name }) => name).join()}`;
    if (!this.#engine || !this.#analyser || signature !== this.#signature) {
      this.#analyser = createAnalyser(catalog);
      this.#engine = createEngine(catalog, this.#analyser);
      this.#signature = signature;
    }
    return { engine: this.#engine, analyser: this.#analyser, catalog };
  }

  async #table(name: string, catalog: WorkspaceCatalog, now: Date): Promise<Table | undefined> {
    const logs = await this.service.logs.table(name);
    if (name === USAGE && !logs) {
      const named = (await this.service.logs.schemas()).map((one) => one.name);
      return tableOf(catalog.table(USAGE)?.columns ?? [], usageRows(named, now)).table;
    }
    if (name !== INDICATORS) return logs;
    const found = await this.service.store.read((session) => listObjects(session, EVERYTHING));
    const objects = this.service.indicators.seen('', found, EVERYTHING, now.getTime());
    const columns = logs?.columns ?? catalog.table(name)?.columns ?? [];
    const { table } = tableOf(
      columns,
      objects.flatMap((object) => indicatorRows(object, now)),
    );
    return { columns, rows: [...(logs?.rows ?? []), ...table.rows] };
  }

  async #watchlist(alias: string, catalog: WorkspaceCatalog, now: Date): Promise<Table | undefined> {
    const { store, items } = this.service;
    const found = await store.read(async (session) => {
      const list = await findResource(session, 'watchlist', alias);
      return list && { list, rows: await listItems(session, list, EVERYTHING) };
    });
    if (!found) return undefined;
    const { list, rows } = found;
    const seen = items.seen(String(list.seq), rows, EVERYTHING, now.getTime());
    const header = catalog.watchlists.get(alias) ?? [];
    const fields = seen.map((item) => ({ _DTItemId: item.id, LastUpdatedTimeUTC: item.updated, ...item.fields }));
    return itemsTable(header, String(list.properties.itemsSearchKey), fields);
  }
}

const NO_RESULT = {
  code: 'no-result',
  severity: 'error',
  message: 'The query returns no table.',
  help: '',
  start: 0,
  end: 0,
} as const;

const TICKS_PER_MS = 10_000n;
const YEAR_ONE = 62_135_596_800_000n;

/** The rows of a time, by TimeGenerated; a table without it has them all. */
function within({ columns, rows }: Table, timespan: Timespan | undefined): Table {
  const at = columns.findIndex(({ name }) => name === 'TimeGenerated');
  if (!timespan || at === -1) return { columns, rows };
  const [from, to] = [ticks(timespan.from), ticks(timespan.to)];
  const kept = rows.filter((row) => {
    const time = row[at];
    return typeof time === 'bigint' && time >= from && time <= to;
  });
  return { columns, rows: kept };
}

function ticks(milliseconds: number): bigint {
  return (BigInt(Math.round(milliseconds)) + YEAR_ONE) * TICKS_PER_MS;
}
