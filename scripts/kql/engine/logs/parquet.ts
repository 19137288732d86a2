import { DuckDBInstance } from '@duckdb/node-api';
import type { FileRow } from './log-file.js';

/** The rows of a Parquet file, as texts that read back as what they were. */
export async function* parquetRows(path: string): AsyncGenerator<FileRow> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    const file = `read_parquet(${pathInSql(path)})`;
    const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${file}`);
    const columns = described
      .getRowObjects()
      .map((row) => ({ name: String(row.column_name), type: String(row.column_type) }));
    const selected = columns.map(
      ({ name, type }, index) => `${asText(`"${name.replaceAll('"', '""')}"`, type)} AS c${index}`,
    );
    const result = await connection.stream(`SELECT ${selected.join(', ')} FROM ${file}`);
    let line = 0;
    for await (const rows of result.yieldRows()) {
      for (const row of rows) {
        line++;
        yield { line, fields: Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null])) };
      }
    }
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** The path of one file as a literal of SQL: unless they are in brackets, the database takes these signs for a pattern. */
export function pathInSql(path: string): string {
  return `'${path.replace(/[[*?]/g, '[$&]').replaceAll("'", "''")}'`;
}

/** A column as a text that reads back as what it was. */
export function asText(column: string, type: string): string {
  if (/^(STRUCT|MAP|UNION|JSON)|\]$/.test(type)) return `CAST(to_json(${column}) AS VARCHAR)`;
  if (type === 'BLOB') return `decode(${column})`;
  return `CAST(${column} AS VARCHAR)`;
}
