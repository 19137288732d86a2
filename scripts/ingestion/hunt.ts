import { Document, isMap, isScalar, isSeq, Scalar, type ToStringOptions, visit } from 'yaml';
import type { Configuration, ContentTest, FalsePositive, HuntingQuery, HuntTemplate } from '../content/model.js';
import { ANY_FAMILY, huntId } from '../content/naming.js';
import { GENERATED_PART, OWN_PART } from '../content/query-parts.js';
import { testItems } from '../content/yaml/test-yaml.js';
import { type FamilyRows, indicatorTable } from '../indicators/indicator-table.js';

const YAML_STYLE: ToStringOptions = { lineWidth: 120, indentSeq: true, flowCollectionPadding: false };

/** The service takes no longer query in a rule, and a longer one is no diff that anybody reads. */
const MAX_QUERY = 10_000;

/** Fields that a reviewer takes in at a glance stand on one line, and of these lists each item. */
const ON_ONE_LINE = new Set(['tactics', 'relevantTechniques', 'tags']);
const ITEM_A_LINE = new Set(['requiredDataConnectors', 'entityMappings']);

/** Whose indicators a hunt reads: one family's, or those of any family. */
export interface Family {
  /** As rows spell it; null for any family. */
  name: string | null;
  slug: string;
  rows: FamilyRows;
}

export function anyFamily(rows: FamilyRows): Family {
  return { name: null, slug: ANY_FAMILY, rows };
}

export function huntFile(slug: string, template: HuntTemplate): string {
  return `hunts/${slug}/${template.id}.yaml`;
}

/** The hunting query that a template makes for a family. */
export function renderHunt(
  template: HuntTemplate,
  family: Family,
  falsePositives: FalsePositive[],
  configuration: Configuration,
  tests: ContentTest[] = [],
): HuntingQuery {
  const fill = (text: string) => text.replaceAll('{family}', () => family.name ?? 'any listed family');
  const name = fill(template.name);
  const tags = [...(family.name === null ? [] : [family.name]), ...(template.tags ?? [])];
  const query = template.query.trim();
  return {
    id: huntId(family.slug, template.id),
    name: `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    description: fill(template.description).trim(),
    requiredDataConnectors: template.requiredDataConnectors,
    tactics: template.tactics,
    relevantTechniques: template.relevantTechniques,
    query: `${tablePart(template, family, configuration, query.length)}\n${query}\n`,
    entityMappings: template.entityMappings,
    version: '1.0.0',
    ...(tags.length > 0 ? { tags } : {}),
    ...(falsePositives.length > 0 ? { falsePositives } : {}),
    ...(tests.length > 0 ? { tests } : {}),
  };
}

/** @param hunt how long the rest of the query is: indicators that leave it no room stay in the watchlists */
function tablePart(template: HuntTemplate, family: Family, configuration: Configuration, hunt: number): string {
  const part = (storage?: 'watchlist') =>
    `${GENERATED_PART}\n${indicatorTable(template.indicators, { family: family.name, rows: family.rows }, configuration, storage)}\n${OWN_PART}`;
  const own = part();
  return own.length + hunt < MAX_QUERY ? own : part('watchlist');
}

/** A hunt's file: the fields in the order of the format, the query as a block that reads well in a diff. */
export function huntYaml(hunt: HuntingQuery): string {
  const { tests = [], ...fields } = hunt;
  const document = new Document(fields);
  document.commentBefore = ' yaml-language-server: $schema=../../schemas/hunting-query.schema.json';
  visit(document, {
    // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one branch a reason to keep, change or remove a file.
    Pair(_, pair) {
      if (!isScalar(pair.key)) return;
      const key = String(pair.key.value);
      if (isScalar(pair.value) && key === 'query') pair.value.type = Scalar.BLOCK_LITERAL;
      if (isScalar(pair.value) && key === 'description') pair.value.type = Scalar.BLOCK_FOLDED;
      if (!isSeq(pair.value)) return;
      if (ON_ONE_LINE.has(key)) pair.value.flow = true;
      if (ITEM_A_LINE.has(key)) for (const item of pair.value.items) if (isMap(item)) item.flow = true;
    },
  });
  const text = document.toString(YAML_STYLE).replace(/^(#.*\n)\n/, '$1');
  return tests.length > 0 ? `${text}tests:\n${testItems(tests, 2)}` : text;
}

/**
 * The text of a hunt's file with its indicator table brought up to date. All else is the analyst's and stays to the
 * byte. A hunt whose markers are gone is wholly the analyst's: undefined.
 */
export function refreshHunt(
  text: string,
  template: HuntTemplate,
  family: Family,
  configuration: Configuration,
): string | undefined {
  const lines = text.split('\n');
  const begin = lines.findIndex((line) => line.trim() === GENERATED_PART);
  const end = lines.findIndex((line, index) => index > begin && line.trim() === OWN_PART);
  if (begin === -1 || end === -1) return undefined;
  const indent = lines[begin]?.slice(0, lines[begin].indexOf('/')) ?? '';
  const lineEnd = lines[begin]?.endsWith('\r') ? '\r' : '';
  const table = tablePart(template, family, configuration, template.query.trim().length)
    .split('\n')
    .map((line) => `${indent}${line}${lineEnd}`);
  return [...lines.slice(0, begin), ...table, ...lines.slice(end + 1)].join('\n');
}

/** The analyst's part of a hunt's query, without blanks around it; undefined where the markers are gone. */
export function analystPart(query: string): string | undefined {
  const at = query.indexOf(`\n${OWN_PART}\n`);
  return at === -1 ? undefined : query.slice(at + OWN_PART.length + 2).trim();
}

/** The watchlist definition that goes with a file of indicators. */
export function watchlistYaml(definition: object): string {
  const document = new Document(definition);
  document.commentBefore = ' yaml-language-server: $schema=../schemas/watchlist.schema.json';
  if (isMap(document.contents)) document.contents.spaceBefore = false;
  return document.toString(YAML_STYLE).replace(/^(#.*\n)\n/, '$1');
}
