import { toText } from '../values/convert.js';
import type { Value, ValueType } from '../values/value.js';
import { modulo } from './arithmetic.js';
import { type Entry, entry, type Family, long } from './entry.js';

const MASK = 0xffff_ffff_ffff_ffffn;
const P1 = 0x9e37_79b1_85eb_ca87n;
const P2 = 0xc2b2_ae3d_27d4_eb4fn;
const P3 = 0x1656_67b1_9e37_79f9n;
const P4 = 0x85eb_ca77_c2b2_ae63n;
const P5 = 0x27d4_eb2f_1656_67c5n;

const rotate = (value: bigint, by: bigint) => ((value << by) | (value >> (64n - by))) & MASK;
const round = (state: bigint, input: bigint) => (rotate((state + input * P2) & MASK, 31n) * P1) & MASK;
const merge = (state: bigint, value: bigint) => ((state ^ round(0n, value)) * P1 + P4) & MASK;

/** xxHash of 64 bits, seed 0, as a signed number. */
function xxHash64(bytes: Buffer): bigint {
  let at = 0;
  let hash = P5;
  if (bytes.length >= 32) {
    const states = [(P1 + P2) & MASK, P2, 0n, -P1 & MASK];
    for (; at + 32 <= bytes.length; at += 32) {
      for (let i = 0; i < 4; i++) states[i] = round(states[i] ?? 0n, bytes.readBigUInt64LE(at + i * 8));
    }
    const [a = 0n, b = 0n, c = 0n, d = 0n] = states;
    hash = (rotate(a, 1n) + rotate(b, 7n) + rotate(c, 12n) + rotate(d, 18n)) & MASK;
    for (const state of states) hash = merge(hash, state);
  }
  hash = (hash + BigInt(bytes.length)) & MASK;
  for (; at + 8 <= bytes.length; at += 8) {
    hash = (rotate(hash ^ round(0n, bytes.readBigUInt64LE(at)), 27n) * P1 + P4) & MASK;
  }
  for (; at + 4 <= bytes.length; at += 4) {
    hash = (rotate(hash ^ ((BigInt(bytes.readUInt32LE(at)) * P1) & MASK), 23n) * P2 + P3) & MASK;
  }
  for (; at < bytes.length; at++) hash = (rotate(hash ^ ((BigInt(bytes[at] ?? 0) * P5) & MASK), 11n) * P1) & MASK;
  hash = ((hash ^ (hash >> 33n)) * P2) & MASK;
  hash = ((hash ^ (hash >> 29n)) * P3) & MASK;
  return BigInt.asIntN(64, hash ^ (hash >> 32n));
}

function bytesOf(value: Value, type: ValueType): Buffer {
  if (typeof value !== 'bigint') return Buffer.from(toText(value, type));
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(value);
  return type === 'int' ? bytes.subarray(0, 4) : bytes;
}

/** `hash(value [, modulo])`. */
const hash: Entry = entry('long', ([argument, by], site) => {
  if (!argument) return site.refuse('A value is missing.');
  const { evaluate, type } = argument;
  const isKnown = ['string', 'datetime', 'long', 'timespan'].includes(type);
  if (!isKnown) return site.refuse(`The hash of a ${type} is not supported.`);
  const divisor = by ? long.read(by) : undefined;
  return (row, run) => {
    const value = xxHash64(bytesOf(evaluate(row, run), type));
    const size = divisor?.(row, run);
    return size === undefined || size <= 0n ? value : modulo(value, size);
  };
});

export const hashes: Family = { hash, hash_xxhash64: hash };
