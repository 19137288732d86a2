import { parseInstant } from '../../base/instant.js';
import { isObject } from '../../base/objects.js';
import { derivedId } from '../../content/naming.js';
import { textOf } from './fields.js';
import type { Owner } from './marks.js';

/** A row of an indicator list, by column; blank cells say nothing. */
export type IndicatorRow = Record<string, string>;

/** A STIX 2.1 object of type indicator. */
export type StixObject = Record<string, unknown>;

/** The life of an indicator whose report gives no date begins open. */
const OPEN_BEGINNING = '1900-01-01T00:00:00.000Z';

/** Columns that stand in a label each; a port has no place in a pattern of one observable. */
const LABELS: readonly (readonly [column: string, label: string])[] = [
  ['Port', 'port'],
  ['MalwareFamily', 'family'],
  ['ThreatType', 'threat-type'],
];

const HASHES: Record<string, string> = { md5: 'MD5', sha1: 'SHA-1', sha256: 'SHA-256' };

/**
 * The id of an indicator: from who deploys it, its key (indicator, port, family) and the start of its life.
 * @param turn counts up when an earlier one was revoked, which is for ever
 */
export function identityOf(row: IndicatorRow, owner: string, turn: number): string {
  const key = [row.Indicator, row.Port, row.MalwareFamily, canonicalDate(row.FirstSeen ?? '')].map(
    (cell) => cell ?? '',
  );
  return `indicator--${derivedId('indicator', owner, ...key, String(turn))}`;
}

export interface Upload {
  id: string;
  /** The alias of its list. */
  list: string;
  owner: Owner;
  now: Date;
  /** What is stored under its id. */
  before: StixObject | undefined;
}

/** An indicator as STIX: its end by `valid_until`. Throws nothing: what the service refuses, it names. */
export function toStix(row: IndicatorRow, { id, list, owner, now, before }: Upload): StixObject {
  const value = row.Indicator ?? '';
  const labels = [
    `list:${list}`,
    ...LABELS.flatMap(([column, label]) => (row[column] ? [`${label}:${row[column]}`] : [])),
  ];
  const confidence = Number(row.Confidence);
  const modified = modifiedAfter(before, now);
  const validUntil = instantOf(row.ValidUntil ?? '');
  return {
    type: 'indicator',
    // Without it the service takes 2.0.
    spec_version: '2.1',
    id,
    created: textOf(before?.created) || modified,
    modified,
    name: row.MalwareFamily ? `${row.MalwareFamily}: ${value}` : value,
    indicator_types: ['malicious-activity'],
    pattern: patternOf(value, list, row.HashType ?? ''),
    pattern_type: 'stix',
    valid_from: instantOf(row.FirstSeen ?? '') ?? OPEN_BEGINNING,
    ...(validUntil === undefined ? {} : { valid_until: validUntil }),
    ...(row.Confidence && Number.isInteger(confidence) ? { confidence } : {}),
    labels: [...labels, ...(owner.repository === '' ? [] : [`repository:${owner.repository}`])],
    ...(row.Source
      ? { external_references: [{ source_name: row.Source, ...(row.Report ? { description: row.Report } : {}) }] }
      : {}),
  };
}

/** Takes an indicator back, for ever. */
export function revoked(object: StixObject, now: Date): StixObject {
  return { ...object, revoked: true, modified: modifiedAfter(object, now) };
}

/** Later than what is stored, whatever the clock of the run: an older version may be ignored. */
function modifiedAfter(before: StixObject | undefined, now: Date): string {
  const last = Date.parse(textOf(before?.modified));
  return new Date(Math.max(now.getTime(), Number.isNaN(last) ? 0 : last + 1)).toISOString();
}

function patternOf(value: string, list: string, hashType: string): string {
  const quoted = `'${value.replace(/[\\']/g, '\\$&')}'`;
  if (list === 'ioc-domain') return `[domain-name:value = ${quoted}]`;
  if (list === 'ioc-url') return `[url:value = ${quoted}]`;
  if (list === 'ioc-email') return `[email-addr:value = ${quoted}]`;
  if (list === 'ioc-file-hash') return `[file:hashes.'${HASHES[hashType.toLowerCase()] ?? hashType}' = ${quoted}]`;
  return value.includes(':') ? `[ipv6-addr:value = ${quoted}]` : `[ipv4-addr:value = ${quoted}]`;
}

/** The row that an indicator of ours was made of. */
export function rowOfObject(object: StixObject): IndicatorRow {
  const [, hash, value = ''] =
    /^\[[\w-]+:(?:hashes\.'([^']+)'|value) = '((?:[^'\\]|\\.)*)'\]$/.exec(textOf(object.pattern)) ?? [];
  const references: unknown[] = Array.isArray(object.external_references) ? object.external_references : [];
  const reference = isObject(references[0]) ? references[0] : {};
  const hashType = Object.keys(HASHES).find((name) => HASHES[name] === hash);
  const validFrom = textOf(object.valid_from);
  return canonicalRow({
    Indicator: value.replace(/\\(.)/g, '$1'),
    ...Object.fromEntries(LABELS.map(([column, label]) => [column, labelled(object, label)])),
    Confidence: object.confidence === undefined ? '' : String(object.confidence),
    FirstSeen: Date.parse(validFrom) === Date.parse(OPEN_BEGINNING) ? '' : validFrom,
    ValidUntil: textOf(object.valid_until),
    Source: textOf(reference.source_name),
    Report: textOf(reference.description),
    HashType: hashType ?? '',
  });
}

/** The columns that an indicator keeps, in one order, without blank ones, with days as days. */
export function canonicalRow(row: IndicatorRow): IndicatorRow {
  const columns = [
    'Indicator',
    'Port',
    'HashType',
    'MalwareFamily',
    'ThreatType',
    'Confidence',
    'FirstSeen',
    'ValidUntil',
  ];
  const cells = [...columns, 'Source', 'Report'].map((column) => {
    const cell = row[column] ?? '';
    return [column, column === 'FirstSeen' || column === 'ValidUntil' ? canonicalDate(cell) : cell] as const;
  });
  return Object.fromEntries(cells.filter(([column, cell]) => cell !== '' && (column !== 'Report' || row.Source)));
}

function canonicalDate(text: string): string {
  return instantOf(text)?.replace('T00:00:00.000Z', '') ?? text;
}

function instantOf(text: string): string | undefined {
  return text === '' ? undefined : (parseInstant(text)?.toISOString() ?? text);
}

/** What a label of an indicator says: the text after `prefix:`. */
export function labelled({ labels }: StixObject, prefix: string): string {
  const list: unknown[] = Array.isArray(labels) ? labels : [];
  const found = list.find((label) => typeof label === 'string' && label.startsWith(`${prefix}:`));
  return textOf(found).slice(prefix.length + 1);
}
