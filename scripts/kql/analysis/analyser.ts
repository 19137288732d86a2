import { SentinelError } from '../../base/errors.js';
import type { Column, KqlDiagnostic, NamedRange } from '../model.js';
import type { Catalog, FunctionSchema } from './catalog.js';
import { explain } from './explain.js';
import { type BoundQuery, type Database, Language, type LibraryDiagnostic, type Lookup } from './language.js';
import { refuseCommand, refuseExpansion, refuseHostile } from './limits.js';
import { ancestors, call, constantText, nodeAt, type SyntaxNode, walk } from './syntax.js';
import { matchWildcard, type NamedSchemas, vocabularyOf } from './vocabulary.js';
import { findWatchlistCalls, unknownWatchlist, watchlistColumns } from './watchlists.js';

/** What one query means. */
export interface Analysis {
  /** In the order of the text. */
  diagnostics: KqlDiagnostic[];
  /** Columns of the result; null when they cannot be known, because the query is broken or reads something unknown. */
  columns: Column[] | null;
  /** Tables of the catalog that the query names, in the order of the text; a name comes once for each place. */
  tables: NamedRange[];
  /** Stored functions; those of the language and of the query itself do not count. */
  functions: NamedRange[];
  /** By alias; known and unknown ones. */
  watchlists: NamedRange[];
  /** The bound syntax tree; undefined when the query was refused or the library failed. */
  tree: SyntaxNode | undefined;
}

export interface Analyser {
  /** Everything about a query. A fault of the library is a diagnostic, `analyser-failed`, never an exception. */
  analyse(query: string): Analysis;
  /** Syntax errors alone, in a quarter of the time. */
  parseOnly(query: string): KqlDiagnostic[];
  /** The query in canonical layout; unchanged when it does not parse. */
  format(query: string): string;
}

const NOTHING: Analysis = {
  diagnostics: [],
  columns: null,
  tables: [],
  functions: [],
  watchlists: [],
  tree: undefined,
};

/**
 * An analyser for queries over a catalog. The first query loads the library (a second or more); from then on a query
 * takes 10 to 20 ms. All its methods throw a SentinelError `schema-file` when a schema that a query needs is malformed.
 */
export function createAnalyser(catalog: Catalog): Analyser {
  const databases = new Databases(catalog);
  const parseOnly = (query: string) =>
    guard(query, () => {
      const language = Language.load();
      const refusal = refuseCommand(language.tokens(query));
      const context = { query, catalog, columnsInScope: () => [] };
      return {
        ...NOTHING,
        diagnostics: refusal ? [refusal] : language.parse(query).map((found) => explain(found, context)),
      };
    }).diagnostics;
  return {
    analyse: (query) => guard(query, () => analyse(query, catalog, databases)),
    parseOnly,
    format: (query) => (parseOnly(query).length > 0 ? query : Language.load().format(query)),
  };
}

/** Refuses what would hang the library, and turns its exceptions (each carries 4 MB of source line) into data. */
function guard(query: string, work: () => Analysis): Analysis {
  const refusal = refuseHostile(query);
  if (refusal) return { ...NOTHING, diagnostics: [refusal] };
  try {
    return work();
  } catch (error) {
    if (error instanceof SentinelError) throw error;
    const failure: KqlDiagnostic = {
      code: 'analyser-failed',
      severity: 'error',
      message: `The analyser failed on this query: ${String(error).slice(0, 200)}`,
      help: 'Simplify the query. If the workspace accepts it as it is, report this as a fault of the analyser.',
      start: 0,
      end: query.length,
    };
    return { ...NOTHING, diagnostics: [failure] };
  }
}

function analyse(query: string, catalog: Catalog, databases: Databases): Analysis {
  const language = Language.load();
  const tokens = language.tokens(query);
  const refusal = refuseCommand(tokens) ?? refuseExpansion(tokens, query.length);
  if (refusal) return { ...NOTHING, diagnostics: [refusal] };

  const database = databases.of(vocabularyOf(tokens, catalog, language));
  const { bound, aliases } = databases.recordingAliases(() => language.bind(query, database));
  const { tables, functions } = namesIn(bound.root, catalog);
  const watchlists = findWatchlistCalls(bound.root, aliases, functions);
  const readsUnknown =
    bound.diagnostics.some(({ code }) => UNKNOWN_TABLE.has(code)) ||
    functions.some(({ name }) => isOpen(catalog.function(name))) ||
    watchlists.some(({ name }) => !catalog.watchlists.get(name));
  const plugins = readsUnknown ? firstPlugin(bound.root) : Number.POSITIVE_INFINITY;
  const diagnostics = bound.diagnostics
    .filter((found) => !isFalseAlarm(found, bound.root) && !isCollectedColumn(found, query, tables))
    .filter(({ code, start }) => code !== 'KS142' || start < plugins)
    .map((found) => explain(found, { query, catalog, columnsInScope: bound.columnsInScope }));
  for (const use of watchlists) if (!catalog.watchlists.has(use.name)) diagnostics.push(unknownWatchlist(use, catalog));
  if (!bound.columns && diagnostics.length === 0) diagnostics.push(noResult(query));
  return {
    diagnostics: diagnostics.sort((a, b) => a.start - b.start || a.end - b.end),
    columns: bound.columns && (!bound.isOpen || namesItsColumns(bound.root)) ? bound.columns : null,
    tables,
    functions,
    watchlists,
    tree: bound.root,
  };
}

/** The databases of earlier queries, by what they name, and the watchlists that the binder asks for. */
class Databases {
  static readonly #MAX = 200;
  readonly #byNames = new Map<string, Database>();
  #aliases = new Set<string>();

  constructor(readonly catalog: Catalog) {}

  of(schemas: NamedSchemas): Database {
    // The library remembers results of stored functions, and then does not ask for the watchlists in their bodies.
    const isShared = schemas.functions.every((schema) => 'columns' in schema.result);
    const names = [...schemas.tables, ...schemas.functions].map((schema) => schema.name).sort();
    const known = isShared ? this.#byNames.get(names.join()) : undefined;
    if (known) return known;
    const lookups = new Map<string, Lookup>([['_GetWatchlist', (alias) => this.#columns(alias)]]);
    const database = Language.load().database({ ...schemas, lookups });
    if (this.#byNames.size >= Databases.#MAX) this.#byNames.clear();
    if (isShared) this.#byNames.set(names.join(), database);
    return database;
  }

  recordingAliases(bind: () => BoundQuery): { bound: BoundQuery; aliases: ReadonlySet<string> } {
    this.#aliases = new Set();
    return { bound: bind(), aliases: this.#aliases };
  }

  #columns(alias: string | undefined): Column[] | undefined {
    if (alias === undefined) return undefined;
    this.#aliases.add(alias);
    return watchlistColumns(this.catalog, alias);
  }
}

/**
 * Arguments that the service takes and the library refuses: `count(Column)`, which counts rows like `count()`, options
 * of bag_unpack, and fractions of a second; and numbers in a `search`.
 */
const FALSE_ALARMS: Record<string, readonly string[]> = {
  KS106: [],
  KS107: ['count', 'bag_unpack'],
  KS134: ['make_timespan', 'make_datetime'],
};
const ARGUMENT_LISTS = new Set(['List', 'ExpressionList', 'SimpleNamedExpression']);

function isFalseAlarm(found: LibraryDiagnostic, root: SyntaxNode): boolean {
  const functions = FALSE_ALARMS[found.code];
  if (!functions) return false;
  const above = [...ancestors(nodeAt(root, found.start, found.end))];
  if (above.some(({ kind }) => kind === 'SearchOperator')) return true;
  for (const node of above) {
    if (node.start === found.start || ARGUMENT_LISTS.has(node.kind)) continue;
    return functions.includes(call(node)?.name ?? '');
  }
  return false;
}

/** A table that is unknown, and one that a fuzzy union may miss. */
const UNKNOWN_TABLE = new Set(['KS204', 'KS205']);

function isOpen(schema: FunctionSchema | undefined): boolean {
  return schema !== undefined && 'columns' in schema.result && schema.result.isOpen;
}

/** The library forgets at a plugin such as ipv4_lookup that rows may have columns which it does not know. */
function firstPlugin(root: SyntaxNode): number {
  return walk(root).find(({ kind }) => kind === 'EvaluateOperator')?.start ?? Number.POSITIVE_INFINITY;
}

/**
 * AzureDiagnostics gets a column the first time that a resource sends a field of that name. The ending is its type:
 * text, number, GUID, boolean or time.
 */
function isCollectedColumn({ code, start, end }: LibraryDiagnostic, query: string, tables: readonly NamedRange[]) {
  const readsCollected = tables.some(({ name }) => name === 'AzureDiagnostics');
  return code === 'KS142' && readsCollected && /_[sdgbt]$/.test(query.slice(start, end));
}

/** Steps whose result has the columns that they name, whatever they read. */
const NAMING = new Set(['ProjectOperator', 'SummarizeOperator', 'DistinctOperator', 'CountOperator']);
const KEEPING = new Set([
  'ExtendOperator',
  'FilterOperator',
  'SortOperator',
  'TopOperator',
  'TakeOperator',
  'ProjectReorderOperator',
]);

/** The last steps of the query decide on its columns: those are known even when it reads something unknown. */
function namesItsColumns(root: SyntaxNode): boolean {
  let expression = root.items('Statements').at(-1)?.child('Expression');
  while (expression?.kind === 'PipeExpression') {
    const kind = expression.child('Operator')?.kind ?? '';
    if (NAMING.has(kind)) return true;
    if (!KEEPING.has(kind)) return false;
    expression = expression.child('Expression');
  }
  return false;
}

function noResult(query: string): KqlDiagnostic {
  return {
    code: 'no-result',
    severity: 'error',
    message: 'The query returns no table.',
    help: 'End the query with a tabular expression; statements such as let return nothing.',
    start: 0,
    end: query.length,
  };
}

function namesIn(root: SyntaxNode, catalog: Catalog): { tables: NamedRange[]; functions: NamedRange[] } {
  const tables: NamedRange[] = [];
  const functions: NamedRange[] = [];
  const at = (name: string, { start, end }: SyntaxNode) => ({ name, start, end });
  let isIndirect = false;
  for (const node of walk(root)) {
    const reference = node.kind === 'NameReference' ? node.reference : undefined;
    if (node.kind === 'WildcardedName' && isTableList(node.parent?.parent?.parent)) {
      tables.push(...matchWildcard(node.text, catalog.tableNames()).map((name) => at(name, node)));
    } else if (reference?.kind === 'table' && node.child('Name')?.kind !== 'WildcardedName') {
      tables.push(at(reference.name, node));
    } else if (reference?.kind === 'function' && catalog.function(reference.name)) {
      functions.push(at(reference.name, node));
    } else if (node.kind === 'FunctionCallExpression' && node.reference?.name === 'table') {
      const argument = call(node)?.arguments[0];
      const name = constantText(argument);
      if (argument && name !== undefined) tables.push(at(name, argument));
      else isIndirect = true;
    }
  }
  // In `let f = (t: string) { table(t) }; f('SigninLogs')`, the name stands where the function is called.
  for (const node of isIndirect ? walk(root) : []) {
    const name = node.kind === 'StringLiteralExpression' ? constantText(node) : undefined;
    if (name !== undefined) tables.push(at(name, node));
  }
  return { tables: tables.filter((table) => catalog.table(table.name)), functions };
}

function isTableList(node: SyntaxNode | undefined): boolean {
  return node?.kind === 'UnionOperator' || node?.kind === 'FindInClause';
}
