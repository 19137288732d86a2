import type { KqlType } from '../../model.js';

/** 100 ns, the resolution of datetime and timespan. */
export const TICKS_PER_SECOND = 10_000_000n;
const TICKS_PER: Record<string, bigint> = {
  d: 86_400n * TICKS_PER_SECOND,
  h: 3_600n * TICKS_PER_SECOND,
  m: 60n * TICKS_PER_SECOND,
  s: TICKS_PER_SECOND,
  ms: 10_000n,
  microsecond: 10n,
  tick: 1n,
};

/**
 * A constant of a query. The values come from the source text, because the library's are traps: a boolean is a boxed
 * object (so `false` is truthy), a datetime went through JavaScript's `Date`, `time(1.02:03:04)`, `0x1F` and `real(nan)` are 0.
 */
export type Constant =
  | { type: 'string' | 'dynamic' | 'guid'; value: string }
  | { type: 'bool'; value: boolean }
  | { type: 'int' | 'long'; value: bigint }
  | { type: 'real' | 'decimal'; value: number }
  /** In ticks of 100 ns. */
  | { type: 'timespan'; value: bigint }
  /** The text inside `datetime(…)`; KQL takes ISO 8601 and a dozen other formats. */
  | { type: 'datetime'; value: string }
  | { type: KqlType; value: null };

/** Reads a literal's text; undefined when it is not one that we understand. `dynamic` keeps its text, unparsed. */
export function parseConstant(type: KqlType, raw: string): Constant | undefined {
  const inner = /^[a-z]+\s*\((.*)\)$/is.exec(raw)?.[1]?.trim() ?? raw;
  if (inner === 'null') return { type, value: null };
  switch (type) {
    case 'bool':
      return { type, value: inner.toLowerCase() === 'true' || inner === '1' };
    case 'int':
    case 'long':
      return /^-?(\d+|0x[\da-f]+)$/i.test(inner) ? { type, value: parseInteger(inner) } : undefined;
    case 'real':
    case 'decimal':
      return { type, value: parseReal(inner) };
    case 'timespan': {
      const value = parseTimespan(inner);
      return value === undefined ? undefined : { type, value };
    }
    case 'datetime':
    case 'guid':
    case 'dynamic':
      return { type, value: inner };
    case 'string':
      return undefined;
  }
}

function parseInteger(text: string): bigint {
  return text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text);
}

function parseReal(text: string): number {
  if (/^nan$/i.test(text)) return Number.NaN;
  const infinity = /^([+-]?)inf$/i.exec(text);
  if (infinity) return infinity[1] === '-' ? -Infinity : Infinity;
  return Number(text);
}

/** `7d`, `1.5h`, `90m`, `100ms`, `1.02:03:04.5`, `02:03:04`, or a number of days; in ticks. */
export function parseTimespan(text: string): bigint | undefined {
  const unit =
    /^(-?\d+(?:\.\d+)?)\s*(d|days?|h|hours?|hrs?|m|minutes?|mins?|s|seconds?|secs?|ms|milli(?:second)?s?|micro(?:second)?s?|ticks?)$/i.exec(
      text,
    );
  if (unit?.[1] && unit[2]) return scale(unit[1], TICKS_PER[unitName(unit[2].toLowerCase())] ?? 1n);
  if (/^-?\d+(\.\d+)?$/.test(text)) return scale(text, TICKS_PER.d ?? 1n);
  const clock = /^(-?)(?:(\d+)\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2}(?:\.\d{1,7})?))?$/.exec(text);
  if (!clock) return undefined;
  const [, sign, days = '0', hours = '0', minutes = '0', seconds = '0'] = clock;
  const whole = (BigInt(days) * 86_400n + BigInt(hours) * 3_600n + BigInt(minutes) * 60n) * TICKS_PER_SECOND;
  const ticks = whole + scale(seconds, TICKS_PER_SECOND);
  return sign === '-' ? -ticks : ticks;
}

function unitName(unit: string): string {
  if (unit.startsWith('milli') || unit === 'ms') return 'ms';
  if (unit.startsWith('micro')) return 'microsecond';
  if (unit.startsWith('tick')) return 'tick';
  return unit.charAt(0);
}

/** A decimal times an integer, exactly. */
function scale(decimal: string, factor: bigint): bigint {
  const [whole = '0', fraction = ''] = decimal.split('.');
  const scaled = BigInt(whole + fraction) * factor;
  return scaled / 10n ** BigInt(fraction.length);
}
