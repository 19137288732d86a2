/** A text in a KQL query that looks for it. */
export interface QueryLiteral {
  value: string;
  /** The variable whose list holds it (`malicious_ips`), or empty for a literal beside an operator. */
  list: string;
}

/** What a report's KQL blocks look for, and whether the last block is complete. */
export interface QueryLiterals {
  literals: QueryLiteral[];
  /** A string, a list or a bracket stays open at the end. */
  open: boolean;
}

const OPERATORS = new Set([
  'in',
  'has',
  'has_any',
  'has_all',
  'has_any_ipv4',
  'contains',
  'startswith',
  'endswith',
  'hassuffix',
]);
const TABULAR =
  'as|consume|count|distinct|evaluate|extend|filter|invoke|join|limit|lookup|make-series|mv-apply|mv-expand|order|parse|parse-where|project|project-away|project-keep|project-rename|project-reorder|render|sample|search|sort|summarize|take|top|top-hitters|union|where';
const PIPE = new RegExp(String.raw`^\|?\s*(?:${TABULAR})\b`);
const LET = /^let\s+[A-Za-z_]\w*\s*=/;

/** Whether a line starts a KQL statement, continues a pipeline, or is a comment in one. */
export function isQueryLine(line: string): boolean {
  const text = line.trim();
  if (text.startsWith('|')) return PIPE.test(text);
  return (
    text.startsWith('//') ||
    LET.test(text) ||
    /^(?:union (?:\w+=|\(|[A-Z]\w* *(?:,|\||$))|search (?:in \(|["*]))/.test(text)
  );
}

/** A line of KQL that cannot be the end of a statement. */
export function isOpenQuery(line: string): boolean {
  if (line.trimStart().startsWith('//')) return false;
  return (
    /(?:^\s*\|\s*\w*|[,(=|]|\b(?:and|or|in|by|where|project|let|extend|summarize|has_any|order))\s*$/i.test(line) ||
    line.split('"').length % 2 === 0
  );
}

/**
 * The string literals that a query looks for: those of `let` lists and those beside a comparison. Lists and literals
 * behind a negated operator (`!in`, `!=`, `!has`) name what is benign and are left out.
 */
export function queryLiterals(kql: string): QueryLiterals {
  const lists = new Map<string, string[]>();
  const negated = new Set<string>();
  const direct: QueryLiteral[] = [];
  const state = { list: '', operator: '', depth: 0, open: false };
  for (const token of tokens(kql)) {
    switch (token.kind) {
      case 'string':
        state.open ||= token.open;
        // Without its end a value may be a part of one only.
        if (token.open) break;
        if (state.list !== '') addTo(lists, state.list, token.text);
        else if (state.operator === '+') direct.push({ value: token.text, list: '' });
        break;
      case 'word':
        readWord(token.text, state, negated);
        break;
      case 'mark':
        readMark(token.text, state);
        break;
    }
  }
  const named = [...lists].filter(([name]) => !negated.has(name));
  return {
    literals: [...named.flatMap(([list, values]) => values.map((value) => ({ value, list }))), ...direct],
    open: state.open || state.depth > 0,
  };
}

interface Token {
  kind: 'string' | 'word' | 'mark';
  text: string;
  /** A string without its closing quote. */
  open: boolean;
}

interface ScanState {
  /** Name of the `let` whose expression is open, or empty. */
  list: string;
  /** `+`: what follows is looked for; `-`: is excluded; `let`: the next word names a list; empty: neither. */
  operator: string;
  depth: number;
  open: boolean;
}

function readWord(word: string, state: ScanState, negated: Set<string>): void {
  const operator = word.toLowerCase().replace(/~$|_cs$/, '');
  if (operator === 'let') state.operator = 'let';
  else if (state.operator === 'let') {
    state.list = word;
    state.operator = '';
  } else if (OPERATORS.has(operator)) state.operator = '+';
  else if (operator.startsWith('!') && OPERATORS.has(operator.slice(1))) state.operator = '-';
  else if (operator === 'and' || operator === 'or' || operator === 'where') state.operator = '';
  else if (state.operator === '-') negated.add(word);
}

function readMark(mark: string, state: ScanState): void {
  if (mark === '==' || mark === '=~') state.operator = '+';
  else if (mark === '!=' || mark === '!~') state.operator = '-';
  else if ('([{'.includes(mark)) state.depth++;
  else if (')]}'.includes(mark)) {
    state.depth = Math.max(0, state.depth - 1);
    if (state.depth === 0) state.operator = '';
  } else if (mark === '|' || mark === ';') {
    // Without its `;` a list ends where the next pipeline starts.
    state.operator = '';
    if (mark === ';' || state.depth === 0) state.list = '';
  }
}

/** KQL's tokens as far as literals need them; comments are skipped. One pass. */
function* tokens(kql: string): Generator<Token> {
  const TOKEN = /\/\/[^\n]*|[@hH]{0,2}"|[@hH]{0,2}'|[“”]|!?[A-Za-z_][\w-]*~?|[=!][=~]|[()[\]{}|;]/g;
  for (let match = TOKEN.exec(kql); match !== null; match = TOKEN.exec(kql)) {
    const text = match[0];
    if (text.startsWith('//')) continue;
    if (/["'“”]$/.test(text)) {
      const literal = readString(kql, TOKEN.lastIndex, text);
      TOKEN.lastIndex = literal.end;
      yield { kind: 'string', text: literal.value, open: literal.open };
    } else {
      yield { kind: /^!?\w/.test(text) ? 'word' : 'mark', text, open: false };
    }
  }
}

/** A literal up to its closing quote; a line end closes it too. Word processors turn quotes into curly ones. */
function readString(kql: string, start: number, opening: string): { value: string; end: number; open: boolean } {
  const verbatim = opening.startsWith('@');
  const closing = opening.endsWith("'") ? "'" : opening.endsWith('"') ? '"' : '“”"';
  let value = '';
  for (let at = start; at < kql.length; at++) {
    const char = kql.charAt(at);
    if (char === '\n') return { value, end: at, open: true };
    if (closing.includes(char)) return { value, end: at + 1, open: false };
    if (char === '\\' && !verbatim && at + 1 < kql.length) {
      at++;
      value += kql.charAt(at);
    } else {
      value += char;
    }
  }
  return { value, end: kql.length, open: true };
}

function addTo(lists: Map<string, string[]>, name: string, value: string): void {
  const values = lists.get(name);
  if (values === undefined) lists.set(name, [value]);
  else values.push(value);
}
