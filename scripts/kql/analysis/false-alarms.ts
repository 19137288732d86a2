import type { LibraryDiagnostic } from './library/language.js';
import { ancestors, call, nodeAt, type SyntaxNode, walk } from './syntax.js';

/** What a query reads: nothing but what is known, something that may have more columns, or something of which nothing is known. */
export type Source = 'known' | 'open' | 'unknown';

/**
 * Tells what the library refuses and the service runs. Each case was seen in content that works, or in the examples of
 * the documentation with the rows that the engine returned.
 */
export function falseAlarms(root: SyntaxNode, source: Source): (found: LibraryDiagnostic) => boolean {
  const guessed = namesOfGuessedType(root);
  const judgedUpTo = source === 'unknown' ? 0 : source === 'open' ? firstPlugin(root) : Number.POSITIVE_INFINITY;
  return (found) => {
    if (NAMES_OF_COLUMNS.has(found.code) && found.start >= judgedUpTo) return true;
    const node = nodeAt(root, found.start, found.end);
    return isTakenAnyway(found, node) || isUnmatchedWildcard(found, node) || isGuess(found, node, guessed);
  };
}

/** What is said of names of columns. */
const NAMES_OF_COLUMNS = new Set(['KS109', 'KS142', 'KS143', 'KS145']);

/**
 * Arguments that the service takes and the library refuses: `count(Column)`, which counts rows like `count()`, fractions
 * of a second, and the list of names that bag_unpack ignores.
 */
const TAKEN: Record<string, readonly string[]> = {
  KS107: ['count', 'bag_unpack'],
  KS134: ['make_timespan', 'make_datetime'],
};

/** `search "needle" or 42`: in a search, whatever stands alone is looked for in every column. */
const OF_SEARCH = new Set(['KS106', 'KS107']);

function isTakenAnyway({ code, start }: LibraryDiagnostic, node: SyntaxNode): boolean {
  if (OF_SEARCH.has(code) && [...ancestors(node)].some(({ kind }) => kind === 'SearchOperator')) return true;
  const functions = TAKEN[code];
  for (const above of functions ? ancestors(node) : []) {
    if (above.start === start || /List$|NamedExpression$/.test(above.kind)) continue;
    return functions?.includes(call(above)?.name ?? '') === true;
  }
  return false;
}

/** `union isfuzzy=true View*` and `project-away Foo*` may match nothing. */
function isUnmatchedWildcard({ code }: LibraryDiagnostic, node: SyntaxNode): boolean {
  return (code === 'KS142' || code === 'KS109') && node.text.includes('*') && /Wildcard/.test(kindsAround(node));
}

function kindsAround(node: SyntaxNode): string {
  const below = walk(node).map(({ kind }) => kind);
  return [node.kind, node.parent?.kind, ...below].join();
}

/** What is said of the type of an operand. */
const OF_TYPES = new Set(['KS106', 'KS107', 'KS108', 'KS141', 'KS142']);

/**
 * A column that may be there has the type that it has there: `column_ifexists("DeviceDetail_dynamic", "")` is a text only
 * where there is none. So nothing is said of what a query does with such a column.
 */
function isGuess({ code }: LibraryDiagnostic, node: SyntaxNode, guessed: ReadonlySet<string>): boolean {
  if (guessed.size === 0 || !OF_TYPES.has(code)) return false;
  const subject = code === 'KS142' ? pathAround(node)?.child('Expression') : node.isToken ? node.parent : node;
  return subject !== undefined && walk(subject).some((part) => part.kind === 'NameReference' && guessed.has(part.text));
}

/** The path whose member a name is: `A.b` of `b`. */
function pathAround(name: SyntaxNode): SyntaxNode | undefined {
  let below = name;
  for (const above of ancestors(name)) {
    if (above.kind === 'PathExpression') return below.role === 'Selector' ? above : undefined;
    below = above;
  }
  return undefined;
}

const IF_EXISTS = new Set(['column_ifexists', 'columnifexists']);

/** Names that a query gives to what it makes of columns that may be there, and of such names. */
function namesOfGuessedType(root: SyntaxNode): ReadonlySet<string> {
  const names = new Set<string>();
  for (const node of walk(root)) {
    if (node.kind !== 'SimpleNamedExpression') continue;
    const name = node.child('Name')?.text;
    const isGuessed = walk(node.child('Expression') ?? node).some(
      (part) => IF_EXISTS.has(call(part)?.name ?? '') || (part.kind === 'NameReference' && names.has(part.text)),
    );
    if (name !== undefined && isGuessed) names.add(name);
  }
  return names;
}

/** The library forgets at a plugin such as ipv4_lookup that rows may have columns which it does not know. */
function firstPlugin(root: SyntaxNode): number {
  return walk(root).find(({ kind }) => kind === 'EvaluateOperator')?.start ?? Number.POSITIVE_INFINITY;
}

/** A name alone, as in `let rows = Parser;`, which the library takes for a column's: it can only be a table's. */
export function asTable(found: LibraryDiagnostic, root: SyntaxNode): LibraryDiagnostic {
  if (found.code !== 'KS142') return found;
  const name = nodeAt(root, found.start, found.end);
  const holder = [...ancestors(name)].find(
    (above) => above.start !== name.start || above.end !== name.end || above.kind.endsWith('Statement'),
  );
  return holder?.kind === 'LetStatement' || holder?.kind === 'ExpressionStatement'
    ? { ...found, code: 'KS204' }
    : found;
}

/** Whether a finding is about a table that nobody here knows, or about a function in the place of one. */
export function isUnknownTable({ code, start, end }: LibraryDiagnostic, root: SyntaxNode): boolean {
  // A table that is unknown, and one that a fuzzy union may miss.
  if (code === 'KS204' || code === 'KS205') return true;
  if (code !== 'KS211') return false;
  let below = nodeAt(root, start, end);
  for (const above of ancestors(below)) {
    if (above.kind === 'PipeExpression' && below.role === 'Expression') return true;
    if (above.kind.endsWith('Operator')) return TAKES_TABLES.has(above.kind);
    below = above;
  }
  return true;
}

const TAKES_TABLES = new Set(['InvokeOperator', 'UnionOperator', 'JoinOperator', 'LookupOperator', 'FindOperator']);
