import { isObject } from '../../base/objects.js';

/** Reads the first of some fields that says something, as trimmed text; empty when none does. */
export type Field = (...names: string[]) => string;

export type JsonObject = Readonly<Record<string, unknown>>;

/** The objects of a list; everything else in it, and a value that is no list, counts for nothing. */
export function objects(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** A scalar as trimmed text; empty for null, objects and lists. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** Fields of a JSON record. */
export function fieldsOf(record: JsonObject): Field {
  return (...names) => {
    for (const name of names) {
      const text = Object.hasOwn(record, name) ? textOf(record[name]) : '';
      if (text !== '') return text;
    }
    return '';
  };
}

/** `true`, `1` and `"1"`, as the feeds write it. */
export function isTrue(text: string): boolean {
  return /^(?:true|1|yes)$/i.test(text);
}
