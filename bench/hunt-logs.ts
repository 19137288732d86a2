import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { loadRepository, type Repository } from '../scripts/content/repository.js';
import { openCatalog } from '../scripts/kql/analysis/catalog.js';
import { openLogFolder } from '../scripts/kql/engine/logs/folder.js';
import { LogFolder } from '../scripts/workspace/logs/log-folder.js';

const RANGE = { from: new Date('2026-03-02'), to: new Date('2026-05-31') };

/** A folder of logs and a repository whose hunts are asked of it, as `sentinel hunt` does. */
export class LogsAndContent {
  private constructor(
    private readonly repository: Repository,
    private readonly logs: LogFolder,
  ) {}

  static async open(folder: string, root: string, rowsInMemory?: number): Promise<LogsAndContent> {
    const repository = loadRepository(root);
    const lists = new Map(
      repository.watchlists.map(({ value, items }) => [value.watchlistAlias, items.header] as const),
    );
    const catalog = openCatalog([join(__dirname, '..', 'schemas')], lists);
    const { files } = openLogFolder(folder, new Map());
    return new LogsAndContent(repository, await LogFolder.open(files, repository, catalog, { rowsInMemory }));
  }

  /** How much a hunt finds. */
  async hits(file: string): Promise<number> {
    const hunt = this.repository.huntingQueries.find((one) => one.file === file);
    if (!hunt) throw new Error(`There is no hunt ${file}.`);
    return this.ask(hunt.value.query);
  }

  async ask(query: string): Promise<number> {
    const found = await this.logs.search({ query, range: RANGE, now: RANGE.to });
    if (found.outcome !== 'ran') throw new Error(found.reason);
    return found.hits.length;
  }

  close(): void {
    this.logs.close();
  }
}

export interface Logs {
  readonly folder: string;
  readonly file: string;
  readonly rows: number;
}

/** One Parquet file of connections; every hundred thousandth or so goes to what the repository lists. */
export async function generate(root: string, rows: number): Promise<Logs> {
  const folder = join(root, String(rows));
  mkdirSync(folder);
  const file = join(folder, 'DeviceNetworkEvents.parquet');
  const every = (count: number, listed: string, other: string) =>
    `CASE WHEN range % ${count} = 0 THEN '${listed}' ELSE ${other} END`;
  const number = (salt: number, below: number) => `(hash(range, ${salt}) % ${below})`;
  const address = `${number(1, 223)} + 1 || '.' || ${number(2, 256)} || '.' || ${number(3, 256)} || '.7'`;
  const url = `'https://host' || ${number(4, 200_000)} || '.site' || ${number(5, 50)} || '.com/path/' || ${number(6, 1000)}`;
  await inDuckDb((connection) =>
    connection.run(`COPY (SELECT
      TIMESTAMP '2026-05-01' + INTERVAL (range * 2400000000 // ${rows}) MILLISECOND AS TimeGenerated,
      'ws-' || ${number(7, 500)} AS DeviceName,
      ${every(100_003, '194.246.83.43', address)} AS RemoteIP,
      CAST(CASE ${number(8, 3)} WHEN 0 THEN 443 WHEN 1 THEN 80 ELSE 9000 END AS INTEGER) AS RemotePort,
      ${every(100_019, 'https://sendmay.icu/a', url)} AS RemoteUrl,
      CASE ${number(9, 2)} WHEN 0 THEN 'ConnectionSuccess' ELSE 'InboundConnectionAccepted' END AS ActionType,
      'proc' || ${number(10, 300)} || '.exe' AS InitiatingProcessFileName
    FROM range(${rows})) TO '${file}' (FORMAT parquet)`),
  );
  return { folder, file, rows };
}

type Connection = Awaited<ReturnType<DuckDBInstance['connect']>>;

export async function inDuckDb<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  try {
    return await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
