/** A duration as the configuration writes it: `30d`, `12h`, `90m`. */
export type Duration = string;

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Years, months, weeks, days, hours, minutes and seconds, in milliseconds. */
const ISO_PARTS = [365 * UNITS.d, 30 * UNITS.d, 7 * UNITS.d, UNITS.d, UNITS.h, UNITS.m, 1000];

/** Milliseconds of `30d`, `12h` or `90m`; the schemas have checked the form. */
export function milliseconds(duration: Duration): number {
  const match = /^(\d+)([mhd])$/.exec(duration);
  const unit = match?.[2];
  if (unit !== 'm' && unit !== 'h' && unit !== 'd') throw new RangeError(`not a duration: ${duration}`);
  return Number(match?.[1]) * UNITS[unit];
}

/** ISO 8601 form (`PT5M`, `P14D`), which the service's API takes; other forms pass unchanged. */
export function isoDuration(duration: string): string {
  const short = /^(\d+)([mhd])$/i.exec(duration);
  if (short) return short[2]?.toLowerCase() === 'd' ? `P${short[1]}D` : `PT${short[1]}${short[2]?.toUpperCase()}`;
  const timeSpan = /^(?:(\d+)\.)?(\d{1,2}):(\d{2}):(\d{2})$/.exec(duration);
  if (!timeSpan) return duration;
  const [days, hours, minutes, seconds] = timeSpan.slice(1).map((part) => Number(part ?? 0));
  const time = `${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${seconds ? `${seconds}S` : ''}`;
  return `P${days ? `${days}D` : ''}${time ? `T${time}` : ''}`.replace(/^P$/, 'PT0S');
}

/** Milliseconds of a rule's duration: `1h`, `1.02:30:00` or `PT1H`; undefined for other texts. A month has 30 days. */
export function ruleDuration(text: string): number | undefined {
  const iso = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(
    isoDuration(text),
  );
  if (!iso) return undefined;
  return ISO_PARTS.reduce((sum, part, index) => sum + part * Number(iso[index + 1] ?? 0), 0);
}
