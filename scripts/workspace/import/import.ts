import { readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { stringifyCsv } from '../../base/csv.js';
import { type FileChanges, listFiles } from '../../base/files.js';
import { isObject } from '../../base/objects.js';
import { itemsFileOf } from '../../content/layout.js';
import type { Repository } from '../../content/repository.js';
import { contentYaml, type NewContent, newContentFile } from '../../content/yaml/content-file.js';
import { YamlFile } from '../../content/yaml/yaml-file.js';
import { textOf } from '../resources/fields.js';
import { type Exported, readTemplate } from './arm-template.js';
import { readerOf } from './exported-workspace.js';
import { readOtherYaml } from './other-yaml.js';
import { CONTENT_KINDS, outOfScope, toContent } from './scope.js';

/** Something that became one of our files. */
export interface Imported {
  kind: NewContent['kind'];
  id: string;
  name: string;
  /** Our file, relative to the root. */
  file: string;
  /** The file that it came from, as the user named it. */
  from: string;
  /** What did not fit, a sentence each. */
  notes: string[];
}

/** Something that did not become a file, and why. */
export interface Skipped {
  from: string;
  name: string;
  reason: string;
}

export interface Import {
  imported: Imported[];
  skipped: Skipped[];
  changes: FileChanges;
}

/** Larger files are no exports of content. */
const MAX_BYTES = 25_000_000;

/**
 * Makes our files of exports and of other layouts. Nothing is overwritten: what the repository has under that id already,
 * and what comes twice, is told and left.
 * @param path a file or a folder, absolute
 */
export async function importContent(path: string, repository: Repository, now: Date): Promise<Import> {
  const run = new Run(repository, now);
  const isFile = statSync(path).isFile();
  const files = isFile
    ? [path]
    : listFiles(path, '', (name) => /\.(ya?ml|json)$/i.test(name)).map((file) => join(path, file));
  for (const file of files)
    await run.take(file, isFile ? file.split(sep).slice(-3).join('/') : relative(path, file).split(sep).join('/'));
  return run.result;
}

class Run {
  readonly result: { imported: Imported[]; skipped: Skipped[]; changes: Map<string, string> } = {
    imported: [],
    skipped: [],
    changes: new Map(),
  };
  /** Where each id is, in lower case. */
  readonly #known = new Map<string, string>();
  readonly #files: Set<string>;

  constructor(
    private readonly repository: Repository,
    private readonly now: Date,
  ) {
    const { huntingQueries, analyticRules, functions, watchlists } = repository;
    for (const { file, value } of [...huntingQueries, ...analyticRules, ...functions])
      this.#known.set(value.id.toLowerCase(), file);
    for (const { file, value } of watchlists) this.#known.set(value.watchlistAlias.toLowerCase(), file);
    this.#files = new Set(listFiles(repository.root, '', () => true));
  }

  /** @param from the path that people are told */
  async take(file: string, from: string): Promise<void> {
    if (statSync(file).size > MAX_BYTES) return this.#skip(from, '', 'it is larger than 25 MB');
    const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
    if (/\.json$/i.test(file)) return this.#takeJson(text, from);
    const read = readOtherYaml(from, text);
    if (read === undefined) return this.#skip(from, '', 'it is no rule, hunt, watchlist or function');
    if ('broken' in read) return this.#skip(from, '', read.broken);
    if (read.as === 'other') return this.#skip(from, read.name, `${read.type}: not of the kinds that are kept here`);
    if (read.as === 'resource') return this.#takeResources([read.resource], from);
    if (read.as === 'function') return this.#add({ kind: 'function', data: read.data }, from, read.notes);
    const items = read.kind === 'watchlist' ? this.#itemsBeside(file) : undefined;
    return this.#addText(read.kind, read.text, from, read.notes, items);
  }

  async #takeJson(text: string, from: string): Promise<void> {
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch (error) {
      return this.#skip(from, '', `it is no JSON: ${error instanceof Error ? error.message : String(error)}`);
    }
    const template = readTemplate(json, from);
    if (!template) return this.#skip(from, '', 'it is neither an ARM template nor an answer of the API');
    for (const { type, name } of template.others)
      this.#skip(from, name, `${type}: not of the kinds that are kept here`);
    await this.#takeResources(template.resources, from);
  }

  async #takeResources(resources: readonly Exported[], from: string): Promise<void> {
    const notes = new Map(resources.map(({ name, notes: own }) => [name.toLowerCase(), own]));
    const reader = readerOf(resources, this.repository, this.now);
    for (const { handler, contentKind } of CONTENT_KINDS) {
      for (const present of await handler.read(reader)) {
        if (present.orphan) continue;
        const reason = outOfScope(handler.kind, present);
        if (reason === undefined)
          this.#add(toContent(contentKind, handler, present), from, notes.get(present.stored.name.toLowerCase()) ?? []);
        else this.#skip(from, present.name, reason);
      }
    }
  }

  #add(content: NewContent, from: string, notes: readonly string[]): void {
    const file = this.#place(content, from);
    if (file === undefined) return;
    this.#write(file, contentYaml(content, file), content, from, notes);
  }

  #addText(kind: NewContent['kind'], text: string, from: string, notes: string[], items: string | undefined): void {
    const { data } = YamlFile.parse(from, text);
    const content: NewContent = { kind, data: isObject(data) ? data : {} };
    const file = this.#place(content, from);
    if (file === undefined) return;
    if (items !== undefined) this.result.changes.set(itemsFileOf(file), items);
    this.#write(
      file,
      text,
      content,
      from,
      kind === 'watchlist' && items === undefined
        ? [...notes, 'its items are missing: no CSV file stands beside it']
        : notes,
    );
  }

  #write(file: string, text: string, { kind, data, items }: NewContent, from: string, notes: readonly string[]): void {
    this.result.changes.set(file, text);
    if (kind === 'watchlist' && items)
      this.result.changes.set(itemsFileOf(file), stringifyCsv(items.header, items.rows));
    this.result.imported.push({ kind, id: idOf(data), name: nameOf(data), file, from, notes: [...notes] });
  }

  /** Where it goes; undefined, with a word, where its id is taken. */
  #place(content: NewContent, from: string): string | undefined {
    const id = idOf(content.data).toLowerCase();
    const taken = this.#known.get(id);
    if (taken !== undefined) {
      this.#skip(from, nameOf(content.data), `${taken} has this id already`);
      return undefined;
    }
    const file = newContentFile(content, 'imported', (path) => this.#files.has(path) || this.result.changes.has(path));
    this.#known.set(id, file);
    return file;
  }

  #itemsBeside(file: string): string | undefined {
    const items = itemsFileOf(file);
    try {
      return readFileSync(items, 'utf8');
    } catch {
      return undefined;
    }
  }

  #skip(from: string, name: string, reason: string): void {
    this.result.skipped.push({ from, name, reason });
  }
}

function idOf({ id, watchlistAlias }: Record<string, unknown>): string {
  return textOf(watchlistAlias) || textOf(id);
}

function nameOf({ name, displayName, functionAlias, id }: Record<string, unknown>): string {
  return textOf(name) || textOf(displayName) || textOf(functionAlias) || textOf(id);
}
