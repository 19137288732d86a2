import type { KqlType } from '../model.js';

const FAMILY: Partial<Record<KqlType, string>> = {
  string: 'text',
  int: 'number',
  long: 'number',
  real: 'number',
  decimal: 'number',
  bool: 'number',
  datetime: 'datetime',
  timespan: 'timespan',
};

/** Values of the two types can be equal. `dynamic` and `guid` compare with text, and the unknown may be anything. */
export function comparable(a: KqlType | undefined, b: KqlType | undefined): boolean {
  const left = a && FAMILY[a];
  const right = b && FAMILY[b];
  return left === undefined || right === undefined || left === right;
}

/** What the service converts where it can, as in `ResultType == 0`, which much content has. */
export function isTextAndNumber(a: KqlType | 'unknown' | undefined, b: KqlType | 'unknown' | undefined): boolean {
  const families = [a, b].map((type) => (type === undefined || type === 'unknown' ? undefined : FAMILY[type]));
  return families.includes('text') && families.includes('number');
}
