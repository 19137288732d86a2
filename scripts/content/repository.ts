import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfiguration } from './configuration.js';
import { type CsvTable, parseCsv } from './csv.js';
import { type Diagnostic, FILE_START } from './diagnostic.js';
import { listFiles } from './files.js';
import type { AnalyticRule, Configuration, HuntingQuery, WatchlistDefinition } from './model.js';
import { checkSchema, type SchemaKind } from './schemas.js';
import { SourceText } from './source.js';
import { YamlFile } from './yaml-file.js';

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
  watchlists: Watchlist[];
  /** Files that could not be read, or do not fit their schema; they are missing above. */
  diagnostics: Diagnostic[];
  /** How many content files there are, valid or not. */
  fileCount: number;
}

const isYaml = (name: string) => /\.ya?ml$/i.test(name);

/** Loads a repository. One bad file never ends the load: it becomes diagnostics. Throws on a bad configuration only. */
export function loadRepository(root: string): Repository {
  const repository: Repository = {
    root,
    configuration: loadConfiguration(root),
    huntingQueries: [],
    analyticRules: [],
    watchlists: [],
    diagnostics: [],
    fileCount: 0,
  };
  const load = <K extends SchemaKind>(kind: K, file: string) => {
    repository.fileCount++;
    const yaml = YamlFile.parse(file, readFileSync(join(root, file), 'utf8'));
    const checked = yaml.diagnostics.length > 0 ? yaml : checkSchema(kind, yaml);
    if ('value' in checked) return { file, yaml, value: checked.value };
    repository.diagnostics.push(...checked.diagnostics);
    return undefined;
  };
  for (const file of listFiles(root, 'hunts', isYaml)) {
    const loaded = load('hunting-query', file);
    if (loaded) repository.huntingQueries.push(loaded);
  }
  for (const file of listFiles(root, 'analytic-rules', isYaml)) {
    const loaded = load('analytic-rule', file);
    if (loaded) repository.analyticRules.push(loaded);
  }
  for (const file of listFiles(root, 'watchlists', isYaml)) {
    const loaded = load('watchlist', file);
    const watchlist = loaded && withItems(repository, loaded);
    if (watchlist) repository.watchlists.push(watchlist);
  }
  return repository;
}

function withItems(repository: Repository, definition: ContentFile<WatchlistDefinition>): Watchlist | undefined {
  const itemsFile = definition.file.replace(/\.ya?ml$/i, '.csv');
  const fail = (code: string, message: string, file: string, help: string) => {
    repository.diagnostics.push({ code, severity: 'error', message, file, range: FILE_START, help });
    return undefined;
  };
  const path = join(repository.root, itemsFile);
  if (!existsSync(path)) {
    return fail(
      'watchlist-items',
      `${itemsFile} is missing`,
      definition.file,
      'Put the items in a CSV file of that name.',
    );
  }
  repository.fileCount++;
  try {
    const items = parseCsv(new SourceText(itemsFile, readFileSync(path, 'utf8').replace(/^\uFEFF/, '')));
    return { ...definition, itemsFile, items };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return fail(
      'csv-syntax',
      `This is not valid CSV: ${reason}`,
      itemsFile,
      'Quote cells that hold a comma, a quote or a line end.',
    );
  }
}
