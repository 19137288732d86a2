import { join } from 'node:path';
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
