/** How `parse-kv` is told to read: the properties of its `with`. */
export type PairOptions = Readonly<Record<string, string>>;

interface Signs {
  /** Undefined where any sign that is no letter or digit will do. */
  readonly pair: string | undefined;
  readonly key: string | undefined;
  readonly open: string;
  readonly close: string;
  readonly escapeSign: string;
  readonly isGreedy: boolean;
}

/** Reads the pairs of names and values in a text; of a name that comes twice, the first. */
export function readPairs(text: string, options: PairOptions): ReadonlyMap<string, string> {
  const [open = '', close = open] = [...(options.quote ?? '')];
  const signs: Signs = {
    pair: options.pair_delimiter,
    key: options.kv_delimiter,
    open,
    close,
    escapeSign: options.escape ?? '',
    isGreedy: options.greedy === 'true',
  };
  const found = new Map<string, string>();
  for (let at = 0; at < text.length; ) {
    const key = readKey(text, at, signs);
    if (!key) break;
    const value = readValue(text, skipBlanks(text, key.end), signs);
    if (key.name !== '' && !found.has(key.name)) found.set(key.name, value.text);
    at = Math.max(value.end, at + 1);
  }
  return found;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (/\s/.test(text.charAt(at))) at++;
  return at;
}

interface Quoted {
  readonly text: string;
  readonly end: number;
}

/** What stands between quotes at a place; undefined where no quote begins there. */
function readQuoted(text: string, from: number, { open, close, escapeSign }: Signs): Quoted | undefined {
  if (open === '' || text.charAt(from) !== open) return undefined;
  let inner = '';
  for (let at = from + 1; at < text.length; at++) {
    const character = text.charAt(at);
    if (escapeSign !== '' && character === escapeSign && at + 1 < text.length) inner += text.charAt(++at);
    else if (character === close) return { text: inner, end: at + 1 };
    else inner += character;
  }
  return undefined;
}

/** The next name, and where its delimiter ends. */
function readKey(text: string, from: number, signs: Signs): { name: string; end: number } | undefined {
  if (signs.key === undefined) {
    const match = /([\p{L}\p{N}_]+)\s*[:=]/u.exec(text.slice(from));
    return match ? { name: match[1] ?? '', end: from + match.index + match[0].length } : undefined;
  }
  const quoted = readQuoted(text, startOfPair(text, from, signs), signs);
  const place = text.indexOf(signs.key, quoted?.end ?? from);
  if (place === -1) return undefined;
  const raw = text.slice(from, place).trim();
  const before = signs.pair === undefined ? -1 : raw.lastIndexOf(signs.pair);
  const name = quoted?.text ?? (before === -1 ? raw : raw.slice(before + (signs.pair?.length ?? 0)).trim());
  return { name, end: place + signs.key.length };
}

/** Past blanks and delimiters of pairs. */
function startOfPair(text: string, from: number, { pair }: Signs): number {
  let at = from;
  for (;;) {
    if (pair !== undefined && pair !== '' && text.startsWith(pair, at)) at += pair.length;
    else if (/\s/.test(text.charAt(at))) at++;
    else return at;
  }
}

function readValue(text: string, from: number, signs: Signs): Quoted {
  const quoted = readQuoted(text, from, signs);
  if (quoted) return quoted;
  const { pair, key } = signs;
  if (pair === undefined) {
    const word = /^[\p{L}\p{N}_.-]*/u.exec(text.slice(from))?.[0] ?? '';
    return { text: word, end: from + Math.max(word.length, 1) };
  }
  let end = indexOrEnd(text, pair, from);
  if (signs.isGreedy && key !== undefined) {
    // The value goes on to the delimiter before the next name.
    const next = text.indexOf(key, from);
    const last = next === -1 ? -1 : text.lastIndexOf(pair, next);
    end = next === -1 ? text.length : last < from ? end : last;
  }
  return { text: text.slice(from, end).trim(), end: end + pair.length };
}

function indexOrEnd(text: string, part: string, from: number): number {
  const place = part === '' ? -1 : text.indexOf(part, from);
  return place === -1 ? text.length : place;
}
