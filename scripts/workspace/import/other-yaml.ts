import { isMap, isScalar } from 'yaml';
import { isObject } from '../../base/objects.js';
import { type ContentKind, kindByContent } from '../../content/layout.js';
import { contentId } from '../../content/naming.js';
import { YamlFile } from '../../content/yaml/yaml-file.js';
import { splitParameters } from '../../kql/function-parameters.js';
import type { Exported } from './arm-template.js';

/** A YAML file of another layout, as one of ours. */
export type OtherYaml =
  /** Our own format, or nearly: the text, with the few fields that differ put right. */
  | { as: 'text'; kind: Exclude<ContentKind, 'template' | 'template-tests'>; text: string; notes: string[] }
  /** A resource of the workspace's API inside an envelope. */
  | { as: 'resource'; resource: Exported }
  | { as: 'function'; data: Record<string, unknown>; notes: string[] }
  /** A kind that we do not keep. */
  | { as: 'other'; type: string; name: string };

/** Folders of ContentOps, and the collection that a file below them belongs to. */
const ENVELOPES: Record<string, Exported['collection']> = {
  sentinel_analytic: 'alertRules',
  sentinel_hunting: 'savedSearches',
  sentinel_parser: 'savedSearches',
  sentinel_watchlist: 'watchlists',
};

/**
 * Reads a YAML file of the Azure-Sentinel repository of any age, of Sentinel-As-Code, or of ContentOps. Undefined for a
 * file that is none of them; one that is no YAML is told by its diagnostics.
 * @param file its path, below the folder that is imported
 */
export function readOtherYaml(file: string, text: string): OtherYaml | { broken: string } | undefined {
  const yaml = YamlFile.parse(file, text);
  const [first] = yaml.diagnostics;
  if (first) return { broken: `${first.range.start.line}:${first.range.start.column} ${first.message}` };
  if (!isObject(yaml.data)) return undefined;
  return envelope(file, yaml.data) ?? parser(file, yaml.data) ?? ours(yaml, text);
}

function envelope(file: string, data: Record<string, unknown>): OtherYaml | undefined {
  const body = isObject(data.payload) ? data.payload : isObject(data.sentinel) ? data.sentinel : undefined;
  if (!body) return undefined;
  const folder = Object.keys(ENVELOPES).find((name) => file.split('/').includes(name));
  const name = typeof data.id === 'string' ? data.id : contentId(file);
  const collection = folder ? ENVELOPES[folder] : collectionOf(body);
  if (!collection) return { as: 'other', type: file.split('/').at(-2) ?? 'content', name };
  const kind = typeof body.kind === 'string' ? body.kind : 'Scheduled';
  const version = typeof data.version === 'string' ? { templateVersion: data.version } : {};
  return {
    as: 'resource',
    resource: {
      collection,
      name,
      ...(collection === 'alertRules' ? { kind } : {}),
      properties: {
        ...defaultsOf(collection, folder, name, body),
        ...body,
        ...(collection === 'alertRules' ? version : {}),
      },
      notes: [],
    },
  };
}

function collectionOf(body: Record<string, unknown>): Exported['collection'] | undefined {
  if ('itemsSearchKey' in body) return 'watchlists';
  if ('triggerOperator' in body || body.kind === 'NRT') return 'alertRules';
  return 'query' in body ? 'savedSearches' : undefined;
}

/** What an envelope leaves to its folder and its id. */
function defaultsOf(collection: string, folder: string | undefined, name: string, body: Record<string, unknown>) {
  if (collection === 'watchlists') {
    const rows: unknown[] = Array.isArray(body.items) ? body.items : [];
    return {
      watchlistAlias: name,
      displayName: name,
      provider: 'Custom',
      ...(rows.length > 0 ? { rawContent: csvOf(rows) } : {}),
    };
  }
  if (collection !== 'savedSearches') return {};
  return folder === 'sentinel_parser'
    ? { category: 'Functions', functionAlias: name, displayName: name }
    : { category: 'Hunting Queries' };
}

function csvOf(rows: readonly unknown[]): string {
  const records = rows.filter(isObject);
  const header = [...new Set(records.flatMap((row) => Object.keys(row)))];
  const cell = (value: unknown) => `"${String(value ?? '').replaceAll('"', '""')}"`;
  return [header.map(cell).join(','), ...records.map((row) => header.map((name) => cell(row[name])).join(','))].join(
    '\r\n',
  );
}

/** Parsers: `FunctionAlias` and `FunctionQuery` of older files, `ParserName` and `ParserQuery` of ASIM. */
function parser(file: string, data: Record<string, unknown>): OtherYaml | undefined {
  const alias = data.FunctionAlias ?? data.ParserName;
  const query = data.FunctionQuery ?? data.ParserQuery;
  if (typeof alias !== 'string' || typeof query !== 'string') return undefined;
  const listed: unknown[] = Array.isArray(data.ParserParams) ? data.ParserParams : [];
  const parameters = listed.filter(isObject).map(({ Name, Type, Default }) => {
    const type = String(Type ?? '').replace(/^table:/, '');
    return `${String(Name)}:${type}${Default === undefined ? '' : `=${defaultText(type, Default)}`}`;
  });
  const written = typeof data.FunctionParameters === 'string' ? splitParameters(data.FunctionParameters) : parameters;
  const name = typeof data.FunctionName === 'string' ? data.FunctionName : alias;
  return {
    as: 'function',
    data: {
      id: typeof data.id === 'string' ? data.id : contentId(file),
      functionAlias: alias,
      name,
      ...(typeof data.Category === 'string' ? { category: data.Category } : {}),
      ...(written.length > 0 ? { parameters: written } : {}),
      query,
    },
    notes: typeof data.id === 'string' ? [] : ['its id follows from the file'],
  };
}

function defaultText(type: string, value: unknown): string {
  return type === 'string' && !/^['"]/.test(String(value)) ? `'${String(value)}'` : String(value);
}

function ours(yaml: YamlFile, text: string): OtherYaml | undefined {
  const kind = kindByContent(yaml.data);
  const data = isObject(yaml.data) ? yaml.data : {};
  if (kind === undefined || kind === 'template' || kind === 'template-tests') return undefined;
  if (kind === 'analytic-rule' && typeof data.kind === 'string' && !/^(scheduled|nrt)$/i.test(data.kind)) {
    return { as: 'other', type: `${data.kind} rule`, name: String(data.name ?? data.id ?? '') };
  }
  const notes: string[] = [];
  const changed = putRight(yaml, kind, notes);
  return { as: 'text', kind, text: changed ? yaml.document.toString({ lineWidth: 0 }) : text, notes };
}

/** Fields that have another name elsewhere, or that files of some years leave out. */
function putRight({ document, source, data }: YamlFile, kind: ContentKind, notes: string[]): boolean {
  const map = document.contents;
  if (!isMap(map) || !isObject(data)) return false;
  let changed = false;
  const techniques = map.items.find(({ key }) => isScalar(key) && key.value === 'techniques');
  if (techniques && isScalar(techniques.key) && !('relevantTechniques' in data)) {
    techniques.key.value = 'relevantTechniques';
    changed = true;
  }
  if (kind !== 'watchlist' && data.id === undefined) {
    document.set('id', contentId(source.file));
    notes.push('its id follows from the file');
    changed = true;
  }
  if (kind === 'analytic-rule' && data.kind === undefined) {
    document.set('kind', 'Scheduled');
    changed = true;
  }
  return changed;
}
