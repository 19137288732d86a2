import type { Column } from '../../model.js';
import { ColumnFinder, guessColumns } from './columns.js';
import type { RawRow } from './envelopes.js';
import {
  FileReader,
  type FileReport,
  fieldsOf,
  type LogFile,
  type RowSink,
  rowsOf,
  SURVEYED,
  trying,
} from './file-reader.js';
import { TableNames } from './table-name.js';

/** What a table of the catalog is made of. */
export interface LogCatalog {
  tableNames(): readonly string[];
  table(name: string): { columns: readonly Column[] } | undefined;
}

/** Log files, their tables and columns. A file is read when its rows are asked for; memory is that of a row. */
export class LogReader {
  readonly #names: TableNames;
  readonly #columns = new Map<string, readonly Column[]>();
  /** Rows of tables that no schema describes. */
  readonly #samples = new Map<string, Record<string, unknown>[]>();

  constructor(
    private readonly files: readonly LogFile[],
    private readonly catalog: LogCatalog,
  ) {
    this.#names = new TableNames(catalog);
  }

  /** The columns of every table of which the files have rows, once `survey` has run. */
  get tables(): ReadonlyMap<string, readonly Column[]> {
    return this.#columns;
  }

  /** Looks into each file, so that the columns of all its tables are known. */
  async survey(): Promise<void> {
    for (const file of this.files) {
      let left = SURVEYED;
      await trying(async () => {
        for await (const row of rowsOf(file)) {
          if ('remark' in row) continue;
          this.#learn(row, file);
          if (--left === 0) break;
        }
      });
    }
    for (const [table, rows] of this.#samples) {
      const columns = guessColumns(rows);
      const hasTime = columns.some(({ name }) => name === 'TimeGenerated');
      this.#columns.set(table, hasTime ? columns : [...columns, { name: 'TimeGenerated', type: 'datetime' }]);
    }
    this.#samples.clear();
  }

  #learn(row: RawRow, file: LogFile): void {
    const table = this.tableOf(row, file);
    if (table === undefined || this.#columns.has(table)) return;
    const schema = this.catalog.table(table);
    if (schema) this.#columns.set(table, schema.columns);
    else this.#samples.set(table, [...(this.#samples.get(table) ?? []), fieldsOf(row, new ColumnFinder([]), table)]);
  }

  /** Reads every file and gives its rows to `sink`. A file that cannot be read ends with a problem in its report. */
  async read(sink: RowSink): Promise<FileReport[]> {
    const reports: FileReport[] = [];
    for (const file of this.files) reports.push(await this.readFile(file, sink));
    return reports;
  }

  /** The same for one of the files. */
  async readFile(file: LogFile, sink: RowSink): Promise<FileReport> {
    const reader = new FileReader(this, file, sink);
    const problem = await trying(() => reader.read());
    return reader.report(problem);
  }

  /** Which table a row belongs to: as the command says, its column `Type`, its envelope, or the file's name. */
  tableOf({ fields, table, isDiagnostic }: RawRow, file: LogFile): string | undefined {
    if (file.table !== undefined) return this.#names.known(file.table) ?? file.table;
    const typed = this.#names.fromType(fields.Type) ?? this.#names.fromType(fields.$table);
    if (typed !== undefined) return typed;
    if (isDiagnostic && table !== undefined) return this.#names.fromCategory(table) ?? 'AzureDiagnostics';
    if (table !== undefined) return this.#names.known(table) ?? table;
    return this.#names.fromPath(file.name) ?? this.#names.fromPath(file.folder);
  }
}
