import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';

export type Row = Record<string, DuckDBValue>;

/** One transaction. */
export class Session {
  constructor(readonly connection: DuckDBConnection) {}

  /** Values stand for `$1`, `$2`, … */
  async rows(sql: string, values: DuckDBValue[] = []): Promise<Row[]> {
    const result = await this.connection.runAndReadAll(sql, values);
    return result.getRowObjects();
  }

  /** Returns the number of rows changed. */
  async run(sql: string, values: DuckDBValue[] = []): Promise<number> {
    const result = await this.connection.run(sql, values);
    return result.rowsChanged;
  }
}

export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new TypeError(`column ${column} holds no text`);
  return value;
}

export function integer(row: Row, column: string): bigint {
  const value = row[column];
  if (typeof value !== 'bigint') throw new TypeError(`column ${column} holds no integer`);
  return value;
}
