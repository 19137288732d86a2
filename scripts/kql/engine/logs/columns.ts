import type { Column, KqlType } from '../../model.js';
import { UTC, type Zone, zoneOf } from './times/zones.js';

/** Where a field of a file goes in its table. */
export interface Target {
  index: number;
  column: { name: string; type: KqlType };
  /** Of times without one. */
  zone: Zone;
}

/** A header names a time zone that nobody can tell: its times would be misread. */
export class UnknownZone extends Error {
  constructor(
    readonly header: string,
    readonly zone: string,
  ) {
    super(`the times of '${header}' are in the zone '${zone}', which is not known`);
  }
}

/** `TimeGenerated [UTC]`, as the portal writes the names of columns that hold times. */
const LABELLED = /^(.*\S)\s*\[([^\]]*)\]$/;

/** Finds the column of a table that a field's name means: as it is, without the portal's label, or in another case. */
export class ColumnFinder {
  readonly #exact = new Map<string, number>();
  readonly #byLowerCase = new Map<string, number>();

  constructor(private readonly columns: readonly Column[]) {
    for (const [index, { name }] of columns.entries()) {
      this.#exact.set(name, index);
      if (!this.#byLowerCase.has(name.toLowerCase())) this.#byLowerCase.set(name.toLowerCase(), index);
    }
  }

  has(name: string): boolean {
    return this.#byLowerCase.has(name.toLowerCase());
  }

  /** Throws an `UnknownZone` for a time column with a label that is no zone. */
  find(header: string): Target | undefined {
    const name = header.trim();
    const direct = this.#target(name, UTC);
    if (direct) return direct;
    const { base, label } = splitHeader(name);
    if (label === undefined) return undefined;
    const target = this.#target(base, UTC);
    if (target?.column.type !== 'datetime') return target;
    const zone = zoneOf(label);
    if (!zone) throw new UnknownZone(name, label);
    return { ...target, zone };
  }

  #target(name: string, zone: Zone): Target | undefined {
    const index = this.#exact.get(name) ?? this.#byLowerCase.get(name.toLowerCase());
    const column = index === undefined ? undefined : this.columns[index];
    if (index === undefined || column === undefined) return undefined;
    const type = column.type === 'unknown' ? 'dynamic' : column.type;
    return { index, column: { name: column.name, type }, zone };
  }
}

/** A header without the portal's label, and the label. */
export function splitHeader(header: string): { base: string; label?: string } {
  const labelled = LABELLED.exec(header.trim());
  return labelled?.[1] === undefined ? { base: header.trim() } : { base: labelled[1], label: labelled[2] ?? '' };
}

const SUFFIX_TYPES: Record<string, KqlType> = { s: 'string', d: 'real', b: 'bool', t: 'datetime', g: 'guid' };

/**
 * The columns of a table that no schema describes, from some of its rows: by the ending of a custom column's name, the
 * portal's label, or its values. What is neither is a text.
 */
export function guessColumns(rows: readonly Record<string, unknown>[]): Column[] {
  const values = new Map<string, unknown[]>();
  const labelled = new Set<string>();
  for (const row of rows) {
    for (const [header, value] of Object.entries(row)) {
      const { base, label } = splitHeader(header);
      if (base === '') continue;
      if (label !== undefined) labelled.add(base);
      const list = values.get(base) ?? [];
      values.set(base, list);
      if (value !== null && value !== undefined && value !== '') list.push(value);
    }
  }
  return [...values].map(([name, list]) => ({ name, type: labelled.has(name) ? 'datetime' : guessType(name, list) }));
}

function guessType(name: string, values: readonly unknown[]): KqlType {
  if (name === 'TimeGenerated' || name === 'Timestamp') return 'datetime';
  const suffix = SUFFIX_TYPES[/_([sdbtg])$/.exec(name)?.[1] ?? ''];
  if (suffix) return suffix;
  const all = (test: (value: unknown) => boolean) => values.length > 0 && values.every(test);
  if (all((value) => typeof value === 'boolean')) return 'bool';
  if (all((value) => typeof value === 'number')) return values.every(Number.isSafeInteger) ? 'long' : 'real';
  if (all((value) => typeof value === 'object')) return 'dynamic';
  const isTime = (value: unknown) => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/.test(value);
  return all(isTime) ? 'datetime' : 'string';
}
