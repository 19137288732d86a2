import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Preparation } from './types.js';
import { Decimal, JsonNumber } from './values/value.js';

/**
 * What a node becomes in JSON. Nodes stand in one list and name each other by their places in it, so that what steps
 * share is written once and stays shared: `{"kind": 7, "columns": 12}`; lists and what JSON does not have begin with a tag.
 */
type Packed =
  | string
  | boolean
  | null
  | number
  | readonly [Tag, ...(string | number)[]]
  | Readonly<Record<string, number>>;

type Tag = 'list' | 'bag' | 'bigint' | 'number' | 'decimal' | 'json';

/**
 * A preparation as a text, for other processes and for later runs of the same version of the program. Some kilobytes;
 * reading them takes a tenth of the time that binding takes.
 */
export function pack(preparation: Preparation): string {
  const places = new Map<unknown, number>();
  const nodes: Packed[] = [];
  const place = (value: unknown): number => {
    // A map would take -0 for 0.
    const key = Object.is(value, -0) ? MINUS_ZERO : value;
    const known = places.get(key);
    if (known !== undefined) return known;
    const packed = packOne(value, place);
    places.set(key, nodes.length);
    return nodes.push(packed) - 1;
  };
  place(preparation);
  return deflateRawSync(JSON.stringify(nodes), { level: 1 }).toString('base64');
}

const MINUS_ZERO = Symbol('-0');

function packOne(value: unknown, place: (value: unknown) => number): Packed {
  if (Array.isArray(value)) return ['list', ...value.map(place)];
  if (value instanceof Map) return ['bag', ...[...value].flat().map(place)];
  if (value instanceof Decimal) return ['decimal', String(value.digits), value.scale];
  if (value instanceof JsonNumber) return ['json', value.text];
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'bigint':
      return ['bigint', String(value)];
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : ['number', Object.is(value, -0) ? '-0' : String(value)];
    default: {
      const parts = Object.entries(value ?? {}).filter(([, part]) => part !== undefined);
      return value === null ? null : Object.fromEntries(parts.map(([name, part]) => [name, place(part)]));
    }
  }
}

/** @param text of `pack`, by this version of the program: it is not looked at any further */
export function unpack(text: string): Preparation {
  const nodes: readonly Packed[] = JSON.parse(inflateRawSync(Buffer.from(text, 'base64')).toString('utf8'));
  // What a node is made of stands before it.
  const values: unknown[] = [];
  for (const node of nodes) values.push(unpackOne(node, values));
  return values.at(-1) as Preparation;
}

function unpackOne(node: Packed, values: readonly unknown[]): unknown {
  if (typeof node !== 'object' || node === null) return node;
  const at = (place: string | number | undefined) => values[Number(place)];
  if (!isTagged(node)) return Object.fromEntries(Object.entries(node).map(([name, place]) => [name, at(place)]));
  const [tag, ...parts] = node;
  switch (tag) {
    case 'list':
      return parts.map(at);
    case 'bag':
      return new Map(parts.flatMap((name, index) => (index % 2 === 0 ? [[at(name), at(parts[index + 1])]] : [])));
    case 'bigint':
      return BigInt(parts[0] ?? 0);
    case 'number':
      return Number(parts[0]);
    case 'decimal':
      return new Decimal(BigInt(parts[0] ?? 0), Number(parts[1]));
    case 'json':
      return new JsonNumber(String(parts[0]));
  }
}

function isTagged(node: object): node is readonly [Tag, ...(string | number)[]] {
  return Array.isArray(node);
}
