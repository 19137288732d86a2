import { createHash, hash } from 'node:crypto';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { compareText } from '../../base/diagnostic.js';

/** Entries that are kept beside those of the last run: the content of other branches. */
const SPARE = 20_000;

/**
 * Results by the hash of all that they depend on, in one file below `.sentinel/`: an entry a line, `["key",value]`, so that
 * those which nobody asks for need not be parsed. An entry is never out of date, only
 * unused, so branches share the file, and two runs at once do no harm.
 */
export class Cache {
  /** Values as JSON, by key. */
  readonly #used = new Map<string, string>();
  /** Lines that the file does not have yet. */
  readonly #fresh: string[] = [];

  private constructor(
    private readonly file: string | undefined,
    private readonly entries: ReadonlyMap<string, string>,
  ) {}

  /** Opens the cache of a repository. A file that cannot be read is an empty cache. */
  static open(file: string): Cache {
    const entries = new Map<string, string>();
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch {
      text = '';
    }
    // Thousands of lines, of which a run needs the places alone: no line is copied.
    for (let start = 0, end = 0; start < text.length; start = end + 1) {
      end = text.indexOf('\n', start);
      if (end === -1) end = text.length;
      const comma = text.indexOf('",', start);
      const isWhole = text.startsWith('["', start) && comma !== -1 && comma < end && text[end - 1] === ']';
      if (isWhole) entries.set(text.slice(start + 2, comma), text.slice(comma + 2, end - 1));
    }
    return new Cache(file, entries);
  }

  /** A cache that forgets. */
  static none(): Cache {
    return new Cache(undefined, new Map());
  }

  /** The entry, if there is one of the form that is asked for. */
  get<T>(key: string, fits: (value: unknown) => value is T): T | undefined {
    const text = this.entries.get(key);
    if (text === undefined) return undefined;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return undefined;
    }
    if (!fits(value)) return undefined;
    this.#used.set(key, text);
    return value;
  }

  set(key: string, value: unknown): void {
    const text = JSON.stringify(value);
    this.#used.set(key, text);
    this.#fresh.push(lineOf(key, text));
  }

  /**
   * Adds what is new to the file, on a new line, since a run may have been stopped in the middle of one; and leaves out
   * what nobody asks for any more once that is much. A folder that cannot be written costs time, nothing else.
   */
  save(): void {
    if (this.file === undefined || this.#fresh.length === 0) return;
    try {
      mkdirSync(dirname(this.file), { recursive: true });
      if (this.entries.size - this.#used.size < SPARE) appendFileSync(this.file, `\n${this.#fresh.join('')}`);
      else this.#rewrite(this.file);
    } catch {
      return;
    }
  }

  #rewrite(file: string): void {
    const others = [...this.entries].filter(([key]) => !this.#used.has(key)).slice(-SPARE / 2);
    const temporary = `${file}.${process.pid}.tmp`;
    writeFileSync(temporary, [...others, ...this.#used].map(([key, text]) => lineOf(key, text)).join(''));
    renameSync(temporary, file);
  }
}

const lineOf = (key: string, text: string) => `["${key}",${text}]\n`;

/** A key from everything that a result depends on. */
export function keyOf(...parts: readonly (string | undefined)[]): string {
  return hash('sha256', joined(parts), 'base64url').slice(0, 32);
}

/** A key of all files below some folders, by name and content. */
export function keyOfFolders(folders: readonly string[]): string {
  const all = createHash('sha256');
  for (const folder of folders) {
    for (const file of listAll(folder)) all.update(joined([file.slice(folder.length), readFileSync(file, 'utf8')]));
  }
  return all.digest('base64url');
}

/** Lengths between the parts: no two lists of parts run together to the same text. */
function joined(parts: readonly (string | undefined)[]): string {
  return parts.map((part) => (part === undefined ? '-' : `${part.length}:${part}`)).join('');
}

function listAll(folder: string): string[] {
  let entries: ReturnType<typeof readEntries>;
  try {
    entries = readEntries(folder);
  } catch {
    return [];
  }
  return entries.flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return listAll(path);
    return entry.isFile() && !entry.name.endsWith('.map') ? [path] : [];
  });
}

function readEntries(folder: string) {
  return readdirSync(folder, { withFileTypes: true }).sort((a, b) => compareText(a.name, b.name));
}
