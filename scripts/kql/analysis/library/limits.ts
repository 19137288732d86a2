import { COMMENT_OR_TEXT } from '../../literals.js';
import type { KqlDiagnostic } from '../../model.js';
import type { Token } from './language.js';

/** Ten times what an analytic rule may hold (service limit: 10,000 characters). */
export const MAX_QUERY_LENGTH = 100_000;

/** Brackets inside brackets. The library's parser slows down steeply beyond; people stop at ten. */
export const MAX_NESTING = 150;

/** Tokens after every call of a `let` function is replaced by its body: a second or so of the binder's time. */
export const MAX_EXPANDED_TOKENS = 1_000_000;

/** Refuses a text that would hang or overflow the parser, before it sees it. Linear in the text. */
export function refuseHostile(query: string): KqlDiagnostic | undefined {
  if (query.length > MAX_QUERY_LENGTH) {
    const message = `The query has ${query.length} characters; more than ${MAX_QUERY_LENGTH} are not analysed.`;
    return refusal(
      'query-too-long',
      message,
      'Move literal lists to a watchlist and read them with _GetWatchlist().',
      0,
      query.length,
    );
  }
  const tooDeep = findNesting(query, MAX_NESTING);
  if (tooDeep !== undefined) {
    const message = `Brackets are nested more than ${MAX_NESTING} deep here; the query is not analysed.`;
    return refusal('query-too-deep', message, 'Name the inner parts with let statements.', tooDeep, tooDeep + 1);
  }
  return undefined;
}

/** Refuses `.show tables` and the like: they are for administrators of a cluster, and the library takes seconds over them. */
export function refuseCommand([first]: readonly Token[]): KqlDiagnostic | undefined {
  if (first?.text !== '.') return undefined;
  return refusal('control-command', 'This is a control command, not a query.', 'Start with a table or with let.', 0, 1);
}

/** Refuses functions that call functions that call functions, twice each: their expansion grows exponentially. */
export function refuseExpansion(tokens: readonly Token[], length: number): KqlDiagnostic | undefined {
  const sizes = new Map<string, number>();
  let total = 0;
  for (const { name, body } of letSegments(tokens)) {
    const size = body.reduce((sum, token) => sum + (sizes.get(token.value) ?? 0), body.length);
    // A variable is bound once, where it stands; only a function is bound again at each call.
    if (name !== undefined && isFunction(body)) sizes.set(name, size);
    total += size;
    if (total > MAX_EXPANDED_TOKENS) {
      const help = 'Let the functions call each other less often: bind a result to a name with let, and use the name.';
      return refusal(
        'query-too-complex',
        'The functions of this query call each other so often that it is not analysed.',
        help,
        0,
        length,
      );
    }
  }
  return undefined;
}

/** The text before the first `let`, then from each `let` to the next. */
function letSegments(tokens: readonly Token[]): { name: string | undefined; body: Token[] }[] {
  const segments: { name: string | undefined; body: Token[] }[] = [{ name: undefined, body: [] }];
  tokens.forEach((token, i) => {
    if (token.kind === 'LetKeyword') segments.push({ name: tokens[i + 1]?.value, body: [] });
    else segments.at(-1)?.body.push(token);
  });
  return segments;
}

/** `NAME = ( … ) { … }` or `NAME = view ( … ) { … }`. */
function isFunction(body: readonly Token[]): boolean {
  return body.slice(2, 4).some((token) => token.text === '(') && body.some((token) => token.text === '{');
}

const TOKENS = new RegExp(`${COMMENT_OR_TEXT}|[()[\\]{}]`, 'g');

/** Offset of the first bracket that is deeper than the limit. */
function findNesting(query: string, limit: number): number | undefined {
  let depth = 0;
  for (const match of query.matchAll(TOKENS)) {
    if ('([{'.includes(match[0])) depth++;
    else if (')]}'.includes(match[0])) depth = Math.max(0, depth - 1);
    if (depth > limit) return match.index;
  }
  return undefined;
}

function refusal(code: string, message: string, help: string, start: number, end: number): KqlDiagnostic {
  return { code, severity: 'error', message, help, start, end };
}
