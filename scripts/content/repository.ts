import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFLICT, conflictRange } from '../base/conflict-markers.js';
import { CsvSyntaxError, type CsvTable, foreignSeparators, parseCsv } from '../base/csv.js';
import { type Diagnostic, FILE_START, type Range } from '../base/diagnostic.js';
import { SourceText } from '../base/source.js';
import { loadConfiguration } from './configuration.js';
import { type ContentKind, isDetection, itemsFileOf, listContent, readItems } from './layout.js';
import type { Respelling } from './leniency.js';
import type { AnalyticRule, Configuration, HuntingQuery, SavedFunction, WatchlistDefinition } from './model.js';
import { checkSchema, type SchemaValue } from './schemas.js';
import { YamlFile } from './yaml/yaml-file.js';

/** A content file whose data fits its schema. */
export interface ContentFile<T> {
  /** Path relative to the root, with forward slashes. */
  file: string;
  yaml: YamlFile;
  value: T;
}

/** A watchlist's definition with its items. */
export interface Watchlist extends ContentFile<WatchlistDefinition> {
  /** `watchlists/<alias>.csv`. */
  itemsFile: string;
  items: CsvTable;
}

/** Everything of a content repository that is deployed, and what is wrong with the files that are not in it. */
export interface Repository {
  /** Absolute path. */
  root: string;
  configuration: Configuration;
  huntingQueries: ContentFile<HuntingQuery>[];
  analyticRules: ContentFile<AnalyticRule>[];
  functions: ContentFile<SavedFunction>[];
  watchlists: Watchlist[];
  /** Files that could not be read, or do not fit their schema; they are missing above. */
  diagnostics: Diagnostic[];
  /** How many content files there are, valid or not. */
  fileCount: number;
}

/**
 * Loads a repository. One bad file never ends the load: it becomes diagnostics. Throws on a bad configuration only.
 * @param isNeeded hunts and rules that are not are counted, but not read
 */
export function loadRepository(root: string, isNeeded: (file: string) => boolean = () => true): Repository {
  const repository: Repository = {
    root,
    configuration: loadConfiguration(root),
    huntingQueries: [],
    analyticRules: [],
    functions: [],
    watchlists: [],
    diagnostics: [],
    fileCount: 0,
  };
  const keep = <T>(loaded: Loaded<T>): T[] => {
    if ('value' in loaded) return [loaded.value];
    repository.diagnostics.push(...loaded.diagnostics);
    return [];
  };
  for (const { file, kind } of listContent(root)) {
    if (kind === 'template' || kind === 'template-tests') continue;
    repository.fileCount++;
    if (isDetection(kind) && !isNeeded(file)) continue;
    const yaml = YamlFile.parse(file, readFileSync(join(root, file), 'utf8'));
    if (kind === 'hunting-query') repository.huntingQueries.push(...keep(readContent('hunting-query', yaml)));
    else if (kind === 'analytic-rule') repository.analyticRules.push(...keep(readContent('analytic-rule', yaml)));
    else if (kind === 'function') repository.functions.push(...keep(readContent('function', yaml)));
    else {
      const items = readItems(root, itemsFileOf(file));
      if (items !== undefined) repository.fileCount++;
      repository.watchlists.push(...keep(readWatchlist(yaml, items)));
    }
  }
  return repository;
}

/** What reading a file gives: its content, or why it cannot be used. */
export type Loaded<T> = { value: T } | { diagnostics: Diagnostic[] };

/** Holds a YAML file to the schema of its kind. */
export function readContent<K extends ContentKind>(
  kind: K,
  yaml: YamlFile,
): Loaded<ContentFile<SchemaValue<K>>> & { respelt: readonly Respelling[] } {
  if (yaml.diagnostics.length > 0) return { diagnostics: yaml.diagnostics, respelt: [] };
  const checked = checkSchema(kind, yaml);
  if (!('value' in checked)) return checked;
  return { value: { file: yaml.source.file, yaml, value: checked.value }, respelt: checked.respelt };
}

/** A watchlist from its definition and the text of its items. */
export function readWatchlist(yaml: YamlFile, items: string | undefined): Loaded<Watchlist> {
  const definition = readContent('watchlist', yaml);
  if (!('value' in definition)) return definition;
  const itemsFile = itemsFileOf(yaml.source.file);
  if (items === undefined) {
    const help = 'Put the items in a CSV file of that name, with a header.';
    return unreadable('watchlist-items', `${itemsFile} is missing`, yaml.source.file, FILE_START, help);
  }
  const source = new SourceText(itemsFile, items);
  const obstacle = findObstacle(source);
  if (obstacle) return obstacle;
  try {
    return { value: { ...definition.value, itemsFile, items: parseCsv(source) } };
  } catch (error) {
    if (!(error instanceof CsvSyntaxError)) throw error;
    const help = 'Quote cells that hold a comma, a quote or a line end, and double the quotes inside.';
    const message = `This is not valid CSV: ${error.message}`;
    return unreadable('csv-syntax', message, itemsFile, source.lineRange(error.line), help);
  }
}

/** What makes every row of a list wrong, and would hide behind a finding for each of them. */
function findObstacle(source: SourceText): { diagnostics: Diagnostic[] } | undefined {
  const { file, text } = source;
  const first = text.search(/[^\r\n]/);
  if (first === -1) {
    const help = 'Write a header with the names of the columns, and the items below it.';
    return unreadable('watchlist-items', `${file} is empty`, file, FILE_START, help);
  }
  // What bytes that are not UTF-8 were read as.
  const lost = text.indexOf('\uFFFD');
  if (lost !== -1) {
    const message = 'The file is not UTF-8: a character of this line cannot be read';
    const help = 'Save the file as UTF-8. A character that reads \uFFFD afterwards is lost: write it again.';
    return unreadable('csv-syntax', message, file, source.lineRange(source.position(lost).line), help);
  }
  const marker = conflictRange(source);
  if (marker) return unreadable('csv-syntax', CONFLICT.message, file, marker, CONFLICT.help);
  const { line } = source.position(first);
  const separators = foreignSeparators(source.line(line));
  if (separators === undefined) return undefined;
  const message = `The cells are separated by ${separators}; write commas`;
  const help = 'Save the file as CSV with commas; quote cells that hold a comma.';
  return unreadable('csv-syntax', message, file, source.lineRange(line), help);
}

function unreadable(
  code: string,
  message: string,
  file: string,
  range: Range,
  help: string,
): { diagnostics: Diagnostic[] } {
  return { diagnostics: [{ code, severity: 'error', effect: 'blocked', message, file, range, help }] };
}
