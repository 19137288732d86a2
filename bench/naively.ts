import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCHEMA_FOLDER } from '../scripts/base/system/package-folder.js';
import { listContent } from '../scripts/content/layout.js';
import { checkSchema } from '../scripts/content/schemas.js';
import { YamlFile } from '../scripts/content/yaml/yaml-file.js';
import { COLUMNS } from '../scripts/indicators/rows/row.js';
import { openCatalog } from '../scripts/kql/analysis/catalog.js';
import { Language } from '../scripts/kql/analysis/library/language.js';
import { loadLibrary } from '../scripts/kql/analysis/library/library.js';

// The naive way to validate the repository that the argument names: one process, one schema with all tables, each file
// parsed and held to its schema, each query parsed and bound, one after the other, by the library as it comes.

loadLibrary({ asItComes: true });
const [root = '.'] = process.argv.slice(2);
const catalog = openCatalog([SCHEMA_FOLDER]);
const language = Language.load();
const database = language.database({
  tables: catalog.tableNames().flatMap((name) => catalog.table(name) ?? []),
  functions: catalog.functionNames().flatMap((name) => catalog.function(name) ?? []),
  lookups: new Map([['_GetWatchlist', () => COLUMNS.ip.map((name) => ({ name, type: 'string' as const }))]]),
});
for (const { file, kind } of listContent(root)) {
  const yaml = YamlFile.parse(file, readFileSync(join(root, file), 'utf8'));
  const checked = checkSchema(kind, yaml);
  if ('value' in checked && 'query' in checked.value) language.bind(String(checked.value.query), database);
}
