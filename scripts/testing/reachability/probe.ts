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

/** Where a cell of a probe's row comes from: the probe, its mark (a word, or an address of a network inside), or the query. */
type Cell = { from: 'value' | 'port' | 'time' | 'word' | 'address' } | { from: 'query'; value: Value };

const ADDRESS_COLUMN = /(IP|Ip|IpAddr|IPAddress|IpAddress)$/;

/** Asks a query about rows, many in one run. */
export class Prober {
  readonly #cells = new Map<string, readonly Cell[]>();

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
  rowOf(probe: Probe, index: number): Row {
    const { table, column, value, port, time } = probe;
    const key = `${table} ${column}`;
    const cells = this.#cells.get(key) ?? this.#cellsOf(table, column);
    this.#cells.set(key, cells);
    const word = `probe-${index}-row`;
    const address = `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;
    const made = { value, port: port ?? 443n, time, word, address };
    return cells.map((cell): Value => (cell.from === 'query' ? cell.value : made[cell.from]));
  }

  /** Where the cells of a row come from whose indicator stands in a column. */
  #cellsOf(table: string, column: string): Cell[] {
    const { columns } = this.tables.get(table) ?? { columns: [] };
    const portColumn = portBeside(column, columns);
    return columns.map(({ name, type }): Cell => {
      if (name === column) return { from: 'value' };
      if (name === portColumn) return { from: 'port' };
      if (type === 'datetime') return { from: 'time' };
      const constant = this.shape.constants.get(name);
      if (constant && constant.type === type) return { from: 'query', value: constant.value };
      if (type === 'string') return { from: ADDRESS_COLUMN.test(name) ? 'address' : 'word' };
      if (type === 'bool') return { from: 'query', value: true };
      const isPort = /Port(Number)?$/.test(name) && (type === 'int' || type === 'long');
      return { from: 'query', value: isPort ? 443n : null };
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
    for (const row of rows) for (const cell of row) addMarks(cell, numbers);
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

const MARK = /probe-(\d+)-row|^10\.(\d+)\.(\d+)\.(\d+)$/gi;

/** Adds the numbers of the probes whose marks are in a cell. */
function addMarks(cell: Value | undefined, numbers: Set<number>): void {
  if (Array.isArray(cell)) for (const item of cell) addMarks(item, numbers);
  if (typeof cell !== 'string') return;
  const isMarked = cell.startsWith('10.') || cell.includes('probe-') || cell.includes('PROBE-');
  if (!isMarked) return;
  for (const [, word, a, b, c] of cell.matchAll(MARK)) {
    numbers.add(word === undefined ? (Number(a) << 16) | (Number(b) << 8) | Number(c) : Number(word));
  }
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
