import type { Expectation } from '../../content/model.js';
import type { Column } from '../../kql/model.js';
import { type Probe, portBeside } from './probe.js';
import type { QueryShape } from './query-shape.js';

/** A value that a person reads better than a probe's mark. */
export function example(name: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return value.replace(/^probe-\d+-row$/, `example-${name.toLowerCase()}`).replace(/(T\d\d:\d\d:\d\d)\.0+Z$/, '$1Z');
}

/** Whether a cell has to do with what is found. */
export function isTelling(
  name: string,
  { column }: Probe,
  { constants }: QueryShape,
  columns: readonly Column[],
): boolean {
  return name === column || name === 'TimeGenerated' || name === portBeside(column, columns) || constants.has(name);
}

/** Columns of a result that say what was found. */
const SAYING = ['MatchedIndicator', 'Indicator', 'MatchedIp', 'MalwareFamily', 'PortMatch', 'Direction'];

/** What a test may expect of rows that a query returned. */
export function expectedOf(rows: readonly Record<string, unknown>[]): Expectation {
  const [first] = rows;
  const names = SAYING.filter((name) => {
    const value = first?.[name];
    return value !== undefined && value !== null && value !== '' && rows.every((row) => row[name] === value);
  });
  const where = Object.fromEntries(names.map((name) => [name, first?.[name]]));
  return names.length > 0 ? { rows: rows.length, where } : { rows: rows.length };
}
