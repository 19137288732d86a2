import { type Prepared, type Row, type RunOptions, run, type Sources, type Value } from '../../kql/index.js';
import type { Column } from '../../kql/model.js';
import type { Workbench } from '../workbench.js';
import type { Lists } from './list-rows.js';
import type { QueryShape } from './query-shape.js';

/** A log row that a query is asked about. */
export interface Probe {
  table: string;
  /** The column that holds the value. */
  column: string;
  value: string;
  /** For the column of the port beside it; undefined where any port will do. */
  port: bigint | undefined;
  /** Ticks from year 1. */
  time: bigint;
}

/** A table as far as a query reads it. */
export interface ReadTable {
  name: string;
  columns: readonly Column[];
}

/** Rows that are asked in one run of a query: more would hold a whole table in memory. */
const BATCH = 4_000;
const DEADLINE_MS = 20_000;
const TICKS_PER_MS = 10_000n;
export const TICKS_PER_MINUTE = 60_000n * TICKS_PER_MS;

/** Asks a query about rows, many in one run. */
export class Prober {
  constructor(
    private readonly prepared: Prepared,
    private readonly shape: QueryShape,
    private readonly tables: ReadonlyMap<string, ReadTable>,
    private readonly sources: Sources,
  ) {}

  /**
   * The probes whose rows the query finds.
   * @param now the clock, in ticks
   * @param lists what the query reads; those of the prober without it
   */
  found(probes: readonly Probe[], now: bigint, lists?: Lists): Set<Probe> {
    const found = new Set<Probe>();
    for (let start = 0; start < probes.length; start += BATCH) {
      this.#ask(probes.slice(start, start + BATCH), now, lists, found);
    }
    return found;
  }

  /** The sources of a run over the rows of some probes. */
  sourcesOf(probes: readonly Probe[]): Sources {
    const rows = new Map<string, Row[]>();
    for (const [index, probe] of probes.entries()) {
      const list = rows.get(probe.table) ?? [];
      rows.set(probe.table, list);
      list.push(this.rowOf(probe, index));
    }
    return {
      ...this.sources,
      table: (name) => {
        const table = this.tables.get(name);
        return table && { columns: table.columns, rows: rows.get(name) ?? [] };
      },
    };
  }

  /** The row of a probe: its value, its port and time, what the query asks of other columns, and a mark to know it by. */
  rowOf({ table, column, value, port, time }: Probe, index: number): Row {
    const { columns } = this.tables.get(table) ?? { columns: [] };
    const portColumn = portBeside(column, columns);
    return columns.map(({ name, type }): Value => {
      if (name === column) return value;
      if (name === portColumn) return port ?? 443n;
      if (type === 'datetime') return time;
      const constant = this.shape.constants.get(name);
      if (constant && constant.type === type) return constant.value;
      if (type === 'string') return markOf(name, index);
      if (type === 'bool') return true;
      if (/Port(Number)?$/.test(name) && (type === 'int' || type === 'long')) return 443n;
      return null;
    });
  }

  #ask(probes: readonly Probe[], now: bigint, lists: Lists | undefined, found: Set<Probe>): void {
    const options: RunOptions = { now, deadlineMs: DEADLINE_MS };
    const sources = this.sourcesOf(probes);
    const ran = run(this.prepared, lists ? { ...sources, watchlist: lists } : sources, options);
    if (ran.outcome === 'refused') throw new ProbeRefused(ran.refused.message);
    const { rows } = ran.result;
    if (rows.length === 0) return;
    if (probes.length === 1) {
      for (const probe of probes) found.add(probe);
      return;
    }
    const numbers = new Set<number>();
    for (const row of rows) for (const cell of row) for (const number of marksIn(cell)) numbers.add(number);
    if (numbers.size > 0) {
      for (const number of numbers) {
        const probe = probes[number];
        if (probe) found.add(probe);
      }
      return;
    }
    // The result does not show where its rows come from: halve until it is plain.
    const middle = probes.length >> 1;
    this.#ask(probes.slice(0, middle), now, lists, found);
    this.#ask(probes.slice(middle), now, lists, found);
  }
}

/** A query met a limit of the engine while it was asked. */
export class ProbeRefused extends Error {}

/** An address of a network inside, or a word, that says which probe it is of. */
function markOf(column: string, index: number): string {
  if (/(IP|Ip|IpAddr|IPAddress|IpAddress)$/.test(column)) {
    return `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;
  }
  return `probe-${index}-row`;
}

const MARK = /probe-(\d+)-row|^10\.(\d+)\.(\d+)\.(\d+)$/gi;

function marksIn(cell: Value | undefined): number[] {
  if (Array.isArray(cell)) return cell.flatMap(marksIn);
  if (typeof cell !== 'string') return [];
  return [...cell.matchAll(MARK)].map(([, word, a, b, c]) =>
    word === undefined ? (Number(a) << 16) | (Number(b) << 8) | Number(c) : Number(word),
  );
}

/** The column of the port that belongs to a column of an address: `DestinationPort` beside `DestinationIP`. */
export function portBeside(column: string, columns: readonly Column[]): string | undefined {
  const prefix = /^(.*?)_?(?:IP|Ip|ip)(?:Addr(?:ess)?)?(?:_s)?$/.exec(column)?.[1];
  if (prefix === undefined) return undefined;
  const isPort = new RegExp(`^${prefix}_?Port(Number)?(_d)?$`, 'i');
  const ports = columns.filter(({ type }) => type === 'int' || type === 'long');
  // VMConnection has RemoteIp and DestinationPort.
  const other = ports.find(({ name }) => prefix === 'Remote' && name === 'DestinationPort');
  return (ports.find(({ name }) => isPort.test(name)) ?? other)?.name;
}

export function ticksOf(milliseconds: number): bigint {
  return (BigInt(milliseconds) + 62_135_596_800_000n) * TICKS_PER_MS;
}

/** The tables of a query, with the columns that its text names: no other can matter. */
export function readTables({ reads }: Prepared, query: string, bench: Workbench): Map<string, ReadTable> {
  const words = new Set(query.match(/[A-Za-z_]\w*/g));
  const tables = new Map<string, ReadTable>();
  for (const name of reads.tables) {
    const columns = bench.columnsOf(name)?.filter((column) => words.has(column.name) || column.type === 'datetime');
    if (columns && columns.length > 0) tables.set(name, { name, columns });
  }
  return tables;
}
