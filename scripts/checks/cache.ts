import { hash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Entries that are kept beside those of the last run: the content of other branches. */
const SPARE = 20_000;

/**
 * Results by the hash of all that they depend on, in one file below `.sentinel/`. An entry is never out of date, only
 * unused, so branches share the file and two runs at once do no harm: the last one to write wins.
 */
export class Cache {
  readonly #used = new Map<string, unknown>();
  #isChanged = false;

  private constructor(
    private readonly file: string | undefined,
    private readonly entries: Map<string, unknown>,
  ) {}

  /** Opens the cache of a repository. A file that cannot be read is an empty cache. */
  static open(file: string): Cache {
    let entries: unknown;
    try {
      entries = JSON.parse(readFileSync(file, 'utf8'));
    } catch {
      entries = [];
    }
    return new Cache(file, new Map(Array.isArray(entries) ? entries.filter(isEntry) : []));
  }

  /** A cache that forgets. */
  static none(): Cache {
    return new Cache(undefined, new Map());
  }

  /** The entry, if there is one of the form that is asked for. */
  get<T>(key: string, fits: (value: unknown) => value is T): T | undefined {
    const value = this.entries.get(key);
    if (!fits(value)) return undefined;
    this.#used.set(key, value);
    return value;
  }

  set(key: string, value: unknown): void {
    this.#used.set(key, value);
    this.#isChanged = true;
  }

  /** Writes the file if there is something new. A folder that cannot be written costs time, nothing else. */
  save(): void {
    if (this.file === undefined || !this.#isChanged) return;
    const others = [...this.entries].filter(([key]) => !this.#used.has(key)).slice(-SPARE);
    const temporary = `${this.file}.${process.pid}.tmp`;
    try {
      mkdirSync(dirname(this.file), { recursive: true });
      writeFileSync(temporary, JSON.stringify([...others, ...this.#used]));
      renameSync(temporary, this.file);
    } catch {
      return;
    }
  }
}

function isEntry(entry: unknown): entry is [string, unknown] {
  return Array.isArray(entry) && entry.length === 2 && typeof entry[0] === 'string';
}

/** A key from everything that a result depends on. */
export function keyOf(...parts: readonly (string | undefined)[]): string {
  // Lengths between the parts: no two lists of parts run together to the same text.
  const text = parts.map((part) => (part === undefined ? '-' : `${part.length}:${part}`)).join('');
  return hash('sha256', text, 'base64url').slice(0, 32);
}

/** A key of all files below some folders, by name and content. */
export function keyOfFolders(folders: readonly string[]): string {
  const texts: string[] = [];
  for (const folder of folders) {
    for (const file of listAll(folder)) texts.push(file.slice(folder.length), readFileSync(file, 'utf8'));
  }
  return keyOf(...texts);
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
  return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
}
