import { Document, isMap, isScalar, Scalar, type ToStringOptions, visit } from 'yaml';
import type { Configuration, FalsePositive, HuntingQuery, HuntTemplate } from '../content/model.js';
import { huntId } from '../content/naming.js';
import { type FamilyRows, indicatorTable } from '../indicators/indicator-table.js';

const BEGIN = '// Indicators: this part is written by ingest';
const END = '// Hunt: this part is yours';

const YAML_STYLE: ToStringOptions = { lineWidth: 120, indentSeq: true };

/** A family as hunts see it. */
export interface Family {
  name: string;
  slug: string;
  rows: FamilyRows;
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
): HuntingQuery {
  const fill = (text: string) => text.replaceAll('{family}', () => family.name);
  return {
    id: huntId(family.slug, template.id),
    name: fill(template.name),
    description: fill(template.description).trim(),
    requiredDataConnectors: template.requiredDataConnectors,
    tactics: template.tactics,
    relevantTechniques: template.relevantTechniques,
    query: `${tablePart(template, family, configuration)}\n${template.query.trim()}\n`,
    entityMappings: template.entityMappings,
    version: '1.0.0',
    tags: [family.name, ...(template.tags ?? [])],
    ...(falsePositives.length > 0 ? { falsePositives } : {}),
  };
}

function tablePart(template: HuntTemplate, family: Family, configuration: Configuration): string {
  return `${BEGIN}\n${indicatorTable(template.indicators, family.name, family.rows, configuration)}\n${END}`;
}

/** A hunt's file: the fields in the order of the format, the query as a block that reads well in a diff. */
export function huntYaml(hunt: HuntingQuery): string {
  const document = new Document(hunt);
  document.commentBefore = ' yaml-language-server: $schema=../../schemas/hunting-query.schema.json';
  visit(document, {
    Pair(_, pair) {
      if (!isScalar(pair.key) || !isScalar(pair.value)) return;
      if (pair.key.value === 'query') pair.value.type = Scalar.BLOCK_LITERAL;
      if (pair.key.value === 'description') pair.value.type = Scalar.BLOCK_FOLDED;
    },
  });
  return document.toString(YAML_STYLE).replace(/^(#.*\n)\n/, '$1');
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
  const begin = lines.findIndex((line) => line.trim() === BEGIN);
  const end = lines.findIndex((line, index) => index > begin && line.trim() === END);
  if (begin === -1 || end === -1) return undefined;
  const indent = lines[begin]?.slice(0, lines[begin].indexOf('/')) ?? '';
  const lineEnd = lines[begin]?.endsWith('\r') ? '\r' : '';
  const table = tablePart(template, family, configuration)
    .split('\n')
    .map((line) => `${indent}${line}${lineEnd}`);
  return [...lines.slice(0, begin), ...table, ...lines.slice(end + 1)].join('\n');
}

/** The watchlist definition that goes with a file of indicators. */
export function watchlistYaml(definition: object): string {
  const document = new Document(definition);
  document.commentBefore = ' yaml-language-server: $schema=../schemas/watchlist.schema.json';
  if (isMap(document.contents)) document.contents.spaceBefore = false;
  return document.toString(YAML_STYLE).replace(/^(#.*\n)\n/, '$1');
}
