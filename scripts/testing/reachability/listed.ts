import ipaddr from 'ipaddr.js';
import { hostOfUrl } from '../../indicators/parse.js';
import { boundsOf, type Face, facesOf } from './forms.js';
import type { LivingRow } from './list-rows.js';

/** What a query hunts, taken together: a row near one indicator may be another one. */
export class Listed {
  readonly #values = new Map<Face, Set<string>>();
  readonly #ranges: [ipaddr.IPv4 | ipaddr.IPv6, number][] = [];
  /** From the first to the last moment, by face and value, with and without the port. */
  readonly #lives = new Map<string, { from: number; until: number }>();
  readonly #rows = new Map<string, LivingRow[]>();

  constructor(rows: readonly LivingRow[]) {
    for (const row of rows) {
      for (const { face, value } of facesOf(row.kind, row.row.Indicator)) {
        const values = this.#values.get(face) ?? new Set();
        this.#values.set(face, values);
        values.add(value.toLowerCase());
        if (face === 'range' && ipaddr.isValidCIDR(value)) this.#ranges.push(ipaddr.parseCIDR(value));
        const same = this.#rows.get(value) ?? [];
        this.#rows.set(value, same);
        same.push(row);
        this.#widen(`${face}\n${value}`, row);
        this.#widen(`${face}\n${value}\n${row.row.Port}`, row);
      }
    }
  }

  #widen(key: string, { from, until }: LivingRow): void {
    const life = this.#lives.get(key);
    this.#lives.set(key, { from: Math.min(from, life?.from ?? from), until: Math.max(until, life?.until ?? until) });
  }

  /** The life of an indicator under one of its faces: that of all rows which name it, or of those with the same port. */
  lifeOf(
    { row, from, until }: LivingRow,
    face: Face,
    value: string,
    withPort: boolean,
  ): { from: number; until: number } {
    return this.#lives.get(`${face}\n${value}${withPort ? `\n${row.Port}` : ''}`) ?? { from, until };
  }

  /** Some rows with all others that stand for the same values: together they make an indicator's life. */
  withSame(rows: Iterable<LivingRow>): Set<LivingRow> {
    const all = new Set<LivingRow>();
    for (const { kind, row } of rows) {
      for (const { value } of facesOf(kind, row.Indicator))
        for (const same of this.#rows.get(value) ?? []) all.add(same);
    }
    return all;
  }

  /** Whether a value is hunted, for its own sake or for that of a name or range above it. */
  covers(face: Face, value: string): boolean {
    const text = value.toLowerCase();
    if (this.#values.get(face)?.has(text)) return true;
    if (face === 'host') return this.#hasName(text.includes('://') ? hostOfUrl(text).host : text);
    if (face === 'address' || face === 'range')
      return this.#values.get('address')?.has(text) === true || this.#isInRange(text);
    return false;
  }

  /** Whether a value lies below another one that is hunted, whose life is its own. */
  isBelowAnother(face: Face, value: string): boolean {
    if (face === 'host') return this.#hasName(value.slice(value.indexOf('.') + 1));
    if (face === 'address') return this.#isInRange(value);
    if (face !== 'range') return false;
    const bounds = boundsOf(value);
    return bounds !== undefined && this.#ranges.filter((range) => isIn(bounds.first, range)).length > 1;
  }

  #hasName(name: string): boolean {
    const names = this.#values.get('host');
    if (!names) return false;
    for (let at = 0; at !== -1; ) {
      if (names.has(name.slice(at).replace(/\.$/, ''))) return true;
      const dot = name.indexOf('.', at);
      at = dot === -1 ? -1 : dot + 1;
    }
    return false;
  }

  #isInRange(address: string): boolean {
    return this.#ranges.some((range) => isIn(address, range));
  }
}

function isIn(text: string, range: [ipaddr.IPv4 | ipaddr.IPv6, number]): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  return address.kind() === range[0].kind() && address.match(range);
}
