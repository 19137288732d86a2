import { Document, isScalar, isSeq, Scalar, type ToStringOptions, visit } from 'yaml';
import type { ContentKind } from '../layout.js';
import { knownFields } from '../schemas.js';

const YAML_STYLE: ToStringOptions = { lineWidth: 120, indentSeq: true, flowCollectionPadding: false };

/** Fields that a reviewer takes in at a glance stand on one line. */
const ON_ONE_LINE = new Set(['dataTypes', 'tactics', 'relevantTechniques', 'tags', 'fieldMappings', 'parameters']);

/** What stands in a file that does not exist yet: its fields as data, and the rows of a watchlist. */
export interface NewContent {
  kind: Exclude<ContentKind, 'template' | 'template-tests'>;
  data: Record<string, unknown>;
  items?: { header: readonly string[]; rows: readonly (readonly string[])[] };
}

/**
 * A content file: the fields in the order of their schema, the query as a block that reads well in a diff, the schema
 * named for editors.
 * @param file its path relative to the root, which decides where the schema is from there
 */
export function contentYaml({ kind, data }: NewContent, file: string): string {
  const order = knownFields(kind);
  const rank = (field: string) => (order.includes(field) ? order.indexOf(field) : order.length);
  const { query } = data;
  const ended = typeof query === 'string' ? { ...data, query: `${query.trimEnd()}\n` } : data;
  const sorted = Object.entries(ended).sort(([a], [b]) => rank(a) - rank(b));
  const document = new Document(Object.fromEntries(sorted));
  const up = '../'.repeat(file.split('/').length - 1);
  document.commentBefore = ` yaml-language-server: $schema=${up}schemas/${kind}.schema.json`;
  visit(document, {
    Pair(_, pair) {
      if (!isScalar(pair.key)) return;
      const key = String(pair.key.value);
      if (isScalar(pair.value) && key === 'query') pair.value.type = Scalar.BLOCK_LITERAL;
      if (isScalar(pair.value) && key === 'description' && String(pair.value.value).length > 80) {
        pair.value.type = Scalar.BLOCK_FOLDED;
      }
      if (isSeq(pair.value) && ON_ONE_LINE.has(key)) pair.value.flow = true;
    },
  });
  return document.toString(YAML_STYLE).replace(/^(#.*\n)\n/, '$1');
}

const FOLDERS: Record<NewContent['kind'], string> = {
  'hunting-query': 'hunts',
  'analytic-rule': 'analytic-rules',
  watchlist: 'watchlists',
  function: 'functions',
};

const MAX_NAME = 80;

/**
 * Where a new content file goes: named after its alias, or after what people call it.
 * @param group the folder of a hunt below `hunts/`
 * @param isTaken whether another file has that path
 */
export function newContentFile({ kind, data }: NewContent, group: string, isTaken: (file: string) => boolean): string {
  const alias = data.watchlistAlias ?? data.functionAlias;
  const name =
    typeof alias === 'string' && /^[\w -]+$/.test(alias) ? alias : fileName(String(data.name ?? data.id ?? kind));
  const folder = kind === 'hunting-query' ? `${FOLDERS[kind]}/${group}` : FOLDERS[kind];
  const id = fileName(String(data.id ?? '')).slice(0, 8);
  for (let attempt = 0; ; attempt++) {
    const suffix = attempt === 0 ? '' : attempt === 1 && id !== '' ? `-${id}` : `-${attempt}`;
    const file = `${folder}/${name}${suffix}.yaml`;
    if (!isTaken(file)) return file;
  }
}

/** Lower case, letters, digits and hyphens: the same file on every system. */
function fileName(text: string): string {
  const slug = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return slug.slice(0, MAX_NAME).replace(/-+$/, '') || 'content';
}
