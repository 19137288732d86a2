import type { KqlType } from '../../model.js';
import { keptNumber, toJson } from './json-records.js';
import { type DayOrder, readTime } from './times/times.js';
import type { Zone } from './times/zones.js';

/**
 * A value of a log as the engine has it, but for a dynamic one, which is JSON text: null, text, boolean, real as number;
 * int, long and the ticks of datetime and timespan as bigint.
 */
export type LogValue = null | boolean | number | bigint | string;

/** How a value was read. */
export interface Reading {
  value: LogValue;
  /** The value does not fit the column: it is null now, or a text where the column is dynamic. */
  misfit?: true;
  /** A wall clock that showed this time twice. */
  isDoubtful?: true;
}

const NULL: Reading = { value: null };
const MISFIT: Reading = { value: null, misfit: true };

/** What exports write where there is no value; a column of texts keeps it as it is. */
const NOTHING = new Set(['', 'null', 'n/a', 'none', '-']);

/** Reads a value for a column of a type, however the export wrote it: texts of numbers, `TRUE`, JSON inside a text. */
export function readValue(raw: unknown, type: KqlType, zone: Zone, order: DayOrder): Reading {
  if (raw === null || raw === undefined) return type === 'string' ? { value: '' } : NULL;
  if (type === 'string') return { value: asText(raw) };
  if (type === 'dynamic') return readDynamic(raw);
  const text = asText(raw).trim();
  if (NOTHING.has(text.toLowerCase())) return NULL;
  const reading = READERS[type](text, zone, order);
  return reading ?? MISFIT;
}

/** A text as it is, the rest as `tostring()` writes it. */
function asText(raw: unknown): string {
  if (typeof raw === 'string') return keptNumber(raw) ?? raw;
  if (typeof raw === 'object' && raw !== null) return toJson(raw);
  return String(raw);
}

type Reader = (text: string, zone: Zone, order: DayOrder) => Reading | undefined;

const READERS: Record<Exclude<KqlType, 'string' | 'dynamic'>, Reader> = {
  bool: readBool,
  int: (text) => readInteger(text, 31n),
  long: (text) => readInteger(text, 63n),
  real: readReal,
  decimal: readReal,
  datetime: (text, zone, order) => {
    const time = readTime(text, { zone, order });
    if (!time) return undefined;
    return time.isDoubtful ? { value: time.ticks, isDoubtful: true } : { value: time.ticks };
  },
  timespan: readTimespan,
  guid: (text) => {
    const match = /^[{(]?([0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12})[)}]?$/i.exec(text);
    if (!match?.[1]) return undefined;
    const digits = match[1].replaceAll('-', '').toLowerCase();
    return { value: digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') };
  },
};

function readBool(text: string): Reading | undefined {
  const word = text.toLowerCase();
  if (word === 'true' || word === '1') return { value: true };
  if (word === 'false' || word === '0') return { value: false };
  return undefined;
}

/** Whole numbers, also as `443.0` and `0x1f4`. What a spreadsheet rounded (`1.23E+12`) is no number that was logged. */
function readInteger(text: string, bits: bigint): Reading | undefined {
  const match = /^([+-]?\d{1,19})(?:\.0*)?$/.exec(text);
  const hex = match ? undefined : /^0x[0-9a-f]{1,16}$/i.exec(text);
  if (!match && !hex) return undefined;
  const value = BigInt(match?.[1]?.replace('+', '') ?? text);
  return value < 2n ** bits && value >= -(2n ** bits) ? { value } : undefined;
}

const REAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

function readReal(text: string): Reading | undefined {
  if (REAL.test(text)) return { value: Number(text) };
  if (/^nan$/i.test(text)) return { value: Number.NaN };
  const infinite = /^([+-]?)(?:infinity|inf|∞)$/i.exec(text);
  if (infinite) return { value: infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY };
  return undefined;
}

function readTimespan(text: string): Reading | undefined {
  const match = /^(-?)(?:(\d{1,8})\.)?(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,7}))?)?$/.exec(text);
  if (!match) return undefined;
  const [, sign, days = '0', hours, minutes, seconds = '0', fraction = ''] = match;
  const wholeSeconds = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
  const ticks = BigInt(wholeSeconds) * 10_000_000n + BigInt(fraction.padEnd(7, '0'));
  return { value: sign === '-' ? -ticks : ticks };
}

/** JSON inside a text is the value that it says, as in the portal's export; another text is a text. */
function readDynamic(raw: unknown): Reading {
  if (typeof raw !== 'string' || keptNumber(raw) !== undefined) return { value: toJson(raw) };
  const text = raw.trim();
  if (text === '') return NULL;
  if (/^[[{"]|^(?:true|false|null)$|^-?\d/.test(text) && isJson(text)) return text === 'null' ? NULL : { value: text };
  const isBroken = /^[[{]/.test(text);
  return isBroken ? { value: JSON.stringify(raw), misfit: true } : { value: JSON.stringify(raw) };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
