import { schemaFolders } from '../../base/system/package-folder.js';
import { type Catalog, openCatalog, type TableSchema, withTables } from '../../kql/analysis/catalog.js';
import { createEngine, type Engine, type Preparation } from '../../kql/index.js';
import type { Setup } from './context.js';

/** A query for the engine, with the tables that it may read beside those of the schemas. */
export interface QueryToPrepare {
  text: string;
  tables: readonly TableSchema[];
}

/** Binds queries over the schemas and lists of a repository. */
export class Preparer {
  readonly catalog: Catalog;
  readonly #engines = new Map<string, Engine>();

  constructor({ root, watchlists }: Setup) {
    this.catalog = openCatalog(schemaFolders(root), watchlists);
  }

  prepare({ text, tables }: QueryToPrepare): Preparation {
    const key = JSON.stringify(tables);
    const engine = this.#engines.get(key) ?? createEngine(withTables(this.catalog, tables));
    this.#engines.set(key, engine);
    return engine.prepare(text);
  }
}
