import known from './known-names.json';

/** A malware family or a threat group that a text names. */
export interface KnownName {
  /** As the list spells it; a text may have it in capitals. */
  name: string;
  kind: 'family' | 'actor';
  /** A tool of many hands, which names a report only where nothing else does. */
  isTool: boolean;
}

interface Entry extends KnownName {
  /** The name is a word of a language, too: only a noun beside it makes it a name. */
  isWord: boolean;
}

/** Nouns that follow a name: `Play ransomware`, `Hive group`. */
const NOUN =
  /^(?:ransomware|malware|rat|trojan|stealer|infostealer|backdoor|botnet|loader|spyware|worm|wiper|banker|miner|locker|gang|group|team|apt|campaign|operators?|exploit|ek|implant|rootkit|bootkit|downloader|dropper|infection)$/i;
const MAX_PARTS = 5;

const BY_KEY = new Map<string, Entry>();
for (const [kind, list] of [
  ['family', known.families],
  ['actor', known.actors],
] as const) {
  for (const line of list) {
    const isTool = line.includes('!');
    const [usual = ''] = line.split('=').map((spelled) => spelled.replace(/[!?]/g, ''));
    for (const spelled of line.split('=')) {
      const alias = spelled.replace(/[!?]/g, '');
      // `Remcos RAT` is Remcos; another name of its own stays as a report has it.
      const name = keyOf(alias).startsWith(keyOf(usual)) ? usual : alias;
      const entry = { name, kind, isTool, isWord: spelled.includes('?') };
      if (!BY_KEY.has(keyOf(alias))) BY_KEY.set(keyOf(alias), entry);
    }
  }
}

/**
 * How those who name groups do it: a sign and a number, a weather of Microsoft's, a beast of CrowdStrike's, a
 * constellation of Unit 42's, an element of Trend Micro's. Their list grows every week.
 */
const NUMBERED_GROUP =
  /(?<![\p{L}\p{N}])(?:(?:APT|UNC|FIN|TA|UAC|UAT|UTA|DEV|TAG|ITG|TEMP|CTG|REF|JINX)-?\d{1,5}|Storm-\d{3,4}|APT-[CQ]-\d{1,3}|(?:CL|TGR)-(?:STA|CRI|UNK)-\d{3,5}|UNK_[A-Z]\w{3,20})(?![\p{L}\p{N}])/giu;
const NAMED_GROUP =
  /\b[A-Z][A-Za-z]{2,15} (?:Blizzard|Typhoon|Sandstorm|Sleet|Tempest|Tsunami|Cyclone|Spider|SPIDER|Panda|PANDA|Bear|BEAR|Kitten|KITTEN|Chollima|CHOLLIMA|Jackal|JACKAL|Taurus|Libra|Scorpius|Serpens|Ursa|Pisces|Lupus)\b|\b(?:Earth|Water|Void) [A-Z][a-z]{3,15}\b/g;

function groupsByConvention(text: string, isSlug: boolean): KnownName[] {
  const numbered = [...text.matchAll(NUMBERED_GROUP)].map(([name]) => (isSlug ? name.toUpperCase() : name));
  const named = isSlug ? [] : [...text.matchAll(NAMED_GROUP)].map(([name]) => name);
  return [...numbered, ...named].map((name) => ({ name, kind: 'actor', isTool: false }));
}

/**
 * The families and groups that a text names, in its order, each once.
 * @param isSlug the text is a file's or a folder's name: without capitals, with hyphens for blanks
 */
export function knownNames(text: string, isSlug = false): KnownName[] {
  const parts = [...text.slice(0, 5000).matchAll(/\p{Lu}+(?![\p{Ll}])|\p{Lu}?\p{Ll}+|\p{N}+|\p{L}+/gu)].map(
    (match) => ({
      text: match[0],
      start: match.index,
      end: match.index + match[0].length,
    }),
  );
  const found = new Map<string, KnownName>();
  for (let at = 0; at < parts.length; at++) {
    for (let size = Math.min(MAX_PARTS, parts.length - at); size > 0; size--) {
      const run = parts.slice(at, at + size);
      const [first, last] = [run[0], run.at(-1)];
      if (first === undefined || last === undefined) break;
      const entry = BY_KEY.get(run.map((part) => part.text.toLowerCase()).join(''));
      const whole = text.slice(first.start, last.end);
      // A name is a whole word: no letters or digits go on at its ends, but for a new word of `CamelCase`.
      if (entry === undefined || !fits(entry, whole, parts, at, size, isSlug)) continue;
      if (!found.has(entry.name)) found.set(entry.name, entry);
      at += size - 1;
      break;
    }
  }
  for (const group of groupsByConvention(text.slice(0, 5000), isSlug))
    if (![...found.values()].some(({ name }) => keyOf(name) === keyOf(group.name))) found.set(group.name, group);
  return [...found.values()];
}

function fits(
  entry: Entry,
  whole: string,
  parts: readonly { text: string }[],
  at: number,
  size: number,
  isSlug: boolean,
): boolean {
  if (entry.name.length < 4 && whole !== entry.name) return false;
  if (entry.isWord && !NOUN.test(parts[at + size]?.text ?? '') && !NOUN.test(parts[at - 1]?.text ?? '')) return false;
  if (isSlug || /\p{Lu}/u.test(whole)) return true;
  // Lower-case prose: a name that looks like none of a language's words.
  return size === 1 && !entry.isWord && /[a-z]\d|\d[a-z]/.test(whole);
}

function keyOf(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
