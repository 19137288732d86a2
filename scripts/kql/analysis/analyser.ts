import { SentinelError } from '../../base/errors.js';
import type { Column, KqlDiagnostic, NamedRange } from '../model.js';
import type { Catalog, FunctionSchema, TableSchema } from './catalog.js';
import { explain } from './explain.js';
import { asTable, falseAlarms, isUnknownTable } from './false-alarms.js';
import { type BoundQuery, type Database, Language } from './library/language.js';
import { refuseCommand, refuseExpansion, refuseHostile } from './library/limits.js';
import type { Lookup } from './library/symbols.js';
import { call, constantText, type SyntaxNode, walk } from './syntax.js';
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
  const isOpenSource =
    functions.some(({ name }) => isOpen(catalog.function(name))) ||
    watchlists.some(({ name }) => !catalog.watchlists.get(name));
  const found = bound.diagnostics.map((one) => asTable(one, bound.root));
  const isUnknown = found.some((one) => isUnknownTable(one, bound.root));
  const isFalse = falseAlarms(bound.root, isUnknown ? 'unknown' : isOpenSource ? 'open' : 'known');
  const diagnostics = found
    .filter((one) => !isFalse(one))
    .map((one) => explain(one, { query, catalog, columnsInScope: bound.columnsInScope }));
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

/** The databases of earlier queries, by the schemas that they name, and the watchlists that the binder asks for. */
class Databases {
  static readonly #MAX = 200;
  readonly #bySchemas = new Map<string, Database>();
  readonly #numbers = new WeakMap<TableSchema | FunctionSchema, number>();
  #count = 0;
  #aliases = new Set<string>();

  constructor(readonly catalog: Catalog) {}

  of(schemas: NamedSchemas): Database {
    // The library remembers results of stored functions, and then does not ask for the watchlists in their bodies.
    const isShared = schemas.functions.every((schema) => 'columns' in schema.result);
    const key = [...schemas.tables, ...schemas.functions]
      .map((schema) => this.#numberOf(schema))
      .sort((a, b) => a - b)
      .join();
    const known = isShared ? this.#bySchemas.get(key) : undefined;
    if (known) return known;
    const lookups = new Map<string, Lookup>([['_GetWatchlist', (alias) => this.#columns(alias)]]);
    const database = Language.load().database({ ...schemas, lookups });
    if (this.#bySchemas.size >= Databases.#MAX) this.#bySchemas.clear();
    if (isShared) this.#bySchemas.set(key, database);
    return database;
  }

  /** A table comes in variants, with the undescribed columns that a query names. */
  #numberOf(schema: TableSchema | FunctionSchema): number {
    const number = this.#numbers.get(schema) ?? ++this.#count;
    this.#numbers.set(schema, number);
    return number;
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

function isOpen(schema: FunctionSchema | undefined): boolean {
  return schema !== undefined && 'columns' in schema.result && schema.result.isOpen;
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

// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one branch a way in which a query names a table.
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
