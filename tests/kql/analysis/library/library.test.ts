import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { isObject } from '../../../../scripts/base/objects.js';
import { listContent } from '../../../../scripts/content/layout.js';
import { YamlFile } from '../../../../scripts/content/yaml/yaml-file.js';

const ROOT = join(__dirname, '..', '..', '..', '..');

/** Prints all that the library says of queries, which come in on standard input. */
const SCRIPT = `
  const { loadLibrary } = require('./dist/kql/analysis/library/library.js');
  loadLibrary({ asItComes: process.argv[1] === 'as-it-comes' });
  const { Language } = require('./dist/kql/analysis/library/language.js');
  const { openCatalog } = require('./dist/kql/analysis/catalog.js');
  const { SCHEMA_FOLDER } = require('./dist/base/system/package-folder.js');
  const { walk } = require('./dist/kql/analysis/syntax.js');
  const language = Language.load();
  const catalog = openCatalog([SCHEMA_FOLDER]);
  const columns = ['Indicator', 'MalwareFamily'].map((name) => ({ name, type: 'string' }));
  const database = language.database({
    tables: catalog.tableNames().map((name) => catalog.table(name)),
    functions: catalog.functionNames().map((name) => catalog.function(name)),
    lookups: new Map([['_GetWatchlist', () => columns]]),
  });
  const describe = (node) => [node.kind, node.role, node.start, node.end, node.type, node.reference, node.columns, node.constant];
  const answers = JSON.parse(require('fs').readFileSync(0, 'utf8')).map((query) => {
    const { root, diagnostics, columns, isOpen, columnsInScope } = language.bind(query, database);
    const nodes = walk(root).map(describe);
    return [language.tokens(query), diagnostics, columns, isOpen, columnsInScope(query.length >> 1), nodes, language.format(query)];
  });
  const plain = (_, value) => (typeof value === 'bigint' ? String(value) : value);
  process.stdout.write(JSON.stringify(answers, plain));
`;

const BROKEN = [
  '',
  'SigninLogs | where',
  'SigninLogs | where Nothing == 1 | summarize count() by Other',
  'union SigninLogs, Unknown | extend x = 1 + "a" | where x has_any (dynamic([1]))',
  'let f = (x: long, y: string = "") { x + y }; print f("a"), f(1, 2, 3)',
  'search "evil" | project-away T* | mv-expand x = pack_array(1, "2") to typeof(string)',
  'SigninLogs | join kind=inner (SecurityEvent | take 5) on $left.UserId == $right.Account | evaluate bag_unpack(x)',
  'workspace("w").SigninLogs | where TimeGenerated > ago(1d) and iff(true, 1, "2") == 3 | make-series count() on TimeGenerated step 1h',
];

/** Every fifth query of the repository: they are alike. */
const QUERIES = listContent(ROOT)
  .filter(({ kind }) => kind === 'hunting-query' || kind === 'analytic-rule' || kind === 'template')
  .filter((_, index) => index % 5 === 0)
  .flatMap(({ file }) => {
    const { data } = YamlFile.parse(file, readFileSync(join(ROOT, file), 'utf8'));
    return isObject(data) ? [String(data.query)] : [];
  });

async function answers(...args: string[]): Promise<unknown[]> {
  const child = spawn(process.execPath, ['-e', SCRIPT, ...args], { cwd: ROOT, stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify([...QUERIES, ...BROKEN]));
  return JSON.parse(await text(child.stdout));
}

it('says of queries, good and bad, what the library says as it comes', async () => {
  const [quick, asItComes] = await Promise.all([answers(), answers('as-it-comes')]);
  expect(quick).toHaveLength(QUERIES.length + BROKEN.length);
  expect(quick).toEqual(asItComes);
});
