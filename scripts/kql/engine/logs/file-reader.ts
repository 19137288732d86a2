import type { Column } from '../../model.js';
import { ColumnFinder, type Target, UnknownZone } from './columns.js';
import { UnclosedQuote } from './csv-records.js';
import { azureDiagnostics, type RawRow, resourceSpecific } from './envelopes.js';
import { BrokenJson } from './json-records.js';
import { type FileRow, fileRows, type LogForm } from './log-file.js';
import { Notes } from './notes.js';
import { parquetRows } from './parquet.js';
import { type DayOrder, orderOf } from './times/times.js';
import { UTC } from './times/zones.js';
import { type LogValue, readValue } from './values.js';

/** A file of logs. */
export interface LogFile {
  /** As people call it. */
  name: string;
  /** Where it is. */
  path: string;
  form: LogForm;
  /** Name of the folder in which it was looked for: it may name the table too. */
  folder: string;
  /** The table that its rows belong to, where nothing else counts. */
  table?: string | undefined;
}

/** What became of a file. */
export interface FileReport {
  file: string;
  /** Rows read, by table. */
  tables: Record<string, number>;
  /** Why nothing of it, or nothing more, was read. */
  problem?: string;
  /** What is unclear, left out or does not fit, with numbers. */
  notes: string[];
}

/** Takes the rows of a table, in the order of its columns. */
export type RowSink = (table: string, row: LogValue[]) => void | Promise<void>;

/** Rows that are looked at before a file is read: for the columns of unknown tables and the order of its dates. */
export const SURVEYED = 2_000;

/** The rows of a file as they stand there. */
export function rowsOf({ path, form }: LogFile): AsyncGenerator<FileRow> {
  return form === 'parquet' ? parquetRows(path) : fileRows(path, form);
}

/** Runs a piece of reading; the words for what ended it, where that is the file's fault. */
export async function trying(work: () => Promise<void>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof BrokenJson || error instanceof UnclosedQuote) return error.message;
    if (error instanceof UnknownZone)
      return `${error.message}; export it in UTC, or name the zone as in 'Europe/Berlin'`;
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  }
}

/** The fields of a row under the names of its table's columns. */
export function fieldsOf(
  { fields, isDiagnostic }: RawRow,
  finder: ColumnFinder,
  table: string,
): Record<string, unknown> {
  if (!isDiagnostic) return fields;
  return table === 'AzureDiagnostics' ? azureDiagnostics(fields) : resourceSpecific(fields, (name) => finder.has(name));
}

/** How the rows of one table stand in one file. */
interface Mapping {
  finder: ColumnFinder;
  targets: Map<string, Target | null>;
  /** Texts are empty where a row says nothing, the rest is null. */
  blank: readonly LogValue[];
  /** Fields with values that the table has no column for. */
  unknown: Set<string>;
  time: number;
  type: number;
}

/** Names that a note lists. */
const SHOWN_NAMES = 8;

/** What is said of columns that the table does not have. */
export function unknownColumns(names: readonly string[], table: string): string {
  const list = names.slice(0, SHOWN_NAMES).join(', ') + (names.length > SHOWN_NAMES ? ', …' : '');
  return `${names.length} of its columns are not in the schema of ${table}: ${list}`;
}

/** Which table a row belongs to, and the columns of that table. */
interface Tables {
  readonly tables: ReadonlyMap<string, readonly Column[]>;
  tableOf(row: RawRow, file: LogFile): string | undefined;
}

/** Reads one file. */
export class FileReader {
  readonly #notes = new Notes();
  readonly #counts = new Map<string, number>();
  readonly #mappings = new Map<string, Mapping>();
  #order: DayOrder = 'month-first';
  #isOrderOpen = false;
  /** Rows of which nothing says the table. */
  #nameless = 0;

  constructor(
    private readonly logs: Tables,
    private readonly file: LogFile,
    private readonly sink: RowSink,
  ) {}

  async read(): Promise<void> {
    // What ends this reading ends the other too, after the rows before it.
    await trying(() => this.#findOrder());
    for await (const row of rowsOf(this.file)) {
      if ('remark' in row) this.#notes.add(row.remark);
      else {
        const table = this.logs.tableOf(row, this.file);
        if (table === undefined) this.#nameless++;
        else await this.#take(table, row);
      }
    }
  }

  report(problem: string | undefined): FileReport {
    const { name } = this.file;
    const report: FileReport = { file: name, tables: Object.fromEntries(this.#counts), notes: this.#notes.texts() };
    for (const [table, { unknown }] of this.#mappings) {
      if (unknown.size > 0) report.notes.push(unknownColumns([...unknown], table));
    }
    if (problem !== undefined) report.problem = problem;
    else if (this.#counts.size === 0 && this.#nameless > 0) {
      report.problem = `nothing says which table its rows belong to; name it: --table ${name}=TABLE`;
    } else if (this.#counts.size === 0) report.problem = 'no row could be read';
    if (this.#nameless > 0) report.notes.push(`${this.#nameless} rows belong to no table that is known`);
    return report;
  }

  async #take(table: string, row: RawRow): Promise<void> {
    const mapping = this.#mappingOf(table);
    if (!mapping) {
      this.#notes.add(`{n} rows belong to the table ${table}, whose columns are not known`);
      return;
    }
    const values = [...mapping.blank];
    const fields = fieldsOf(row, mapping.finder, table);
    for (const header in fields) {
      const target = this.#target(mapping, header);
      const raw = fields[header];
      if (target) this.#put(values, target, raw);
      else if (raw !== '' && raw !== null) mapping.unknown.add(header);
    }
    this.#setTime(values, mapping, row);
    if (mapping.type !== -1 && values[mapping.type] === '') values[mapping.type] = table;
    this.#counts.set(table, (this.#counts.get(table) ?? 0) + 1);
    await this.sink(table, values);
  }

  #put(values: LogValue[], { index, column, zone }: Target, raw: unknown): void {
    const { value, misfit, isDoubtful } = readValue(raw, column.type, zone, this.#order);
    if (misfit) this.#notes.add(`{n} values of ${column.name} do not fit its type ${column.type}`, String(raw));
    if (isDoubtful)
      this.#notes.add(
        `{n} times of ${column.name} stand in an hour that the clock of ${zone.name} showed twice; read as the first`,
      );
    if (this.#isOrderOpen && column.type === 'datetime' && typeof raw === 'string' && orderOf(raw) === 'open')
      this.#notes.add(`{n} dates do not tell the month from the day; read with the month first`, raw);
    const before = values[index];
    if (before === null || before === '' || before === undefined) values[index] = value;
  }

  #setTime(values: LogValue[], { time, finder }: Mapping, row: RawRow): void {
    if (time === -1) return;
    if (values[time] === null) {
      const timestamp = finder.find('Timestamp');
      if (timestamp?.column.type === 'datetime') values[time] = values[timestamp.index] ?? null;
    }
    const others = [row.fields.Timestamp, row.fields.timestamp, row.time, row.fields.time];
    for (const raw of others) {
      if (values[time] !== null) return;
      if (raw !== undefined) values[time] = readValue(raw, 'datetime', UTC, this.#order).value;
    }
    if (values[time] === null) this.#notes.add('{n} rows have no time: a query that asks for one leaves them out');
  }

  #target(mapping: Mapping, header: string): Target | undefined {
    let target = mapping.targets.get(header);
    if (target === undefined) {
      target = mapping.finder.find(header) ?? null;
      mapping.targets.set(header, target);
    }
    return target ?? undefined;
  }

  #mappingOf(table: string): Mapping | undefined {
    let mapping = this.#mappings.get(table);
    if (mapping) return mapping;
    const columns = this.logs.tables.get(table);
    if (!columns) return undefined;
    mapping = {
      finder: new ColumnFinder(columns),
      targets: new Map(),
      blank: columns.map(({ type }) => (type === 'string' ? '' : null)),
      unknown: new Set(),
      time: columns.findIndex(({ name }) => name === 'TimeGenerated'),
      type: columns.findIndex(({ name }) => name === 'Type'),
    };
    this.#mappings.set(table, mapping);
    return mapping;
  }

  /** Reads on until a date such as 13/5/2026 tells which number is the day. Most files have none, or tell at once. */
  // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: a scanner: one branch a character or a form of the export.
  async #findOrder(): Promise<void> {
    let left = SURVEYED;
    for await (const row of rowsOf(this.file)) {
      if ('remark' in row) continue;
      const table = this.logs.tableOf(row, this.file);
      const mapping = table === undefined ? undefined : this.#mappingOf(table);
      if (!mapping) continue;
      for (const [header, raw] of Object.entries(row.fields)) {
        if (typeof raw !== 'string' || this.#target(mapping, header)?.column.type !== 'datetime') continue;
        const order = orderOf(raw);
        if (order === 'open') this.#isOrderOpen = true;
        else if (order !== undefined) {
          this.#order = order;
          this.#isOrderOpen = false;
          return;
        }
      }
      if (--left <= 0 && !this.#isOrderOpen) return;
    }
  }
}
