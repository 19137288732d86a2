import type { JsonRow } from '../../kql/index.js';

const HOUR_MS = 3_600_000;

/** Rows of `Usage` as the service writes them once an hour: of the hour before, one for each table that has logs. */
export function usageRows(tables: readonly string[], now: Date): JsonRow[] {
  const end = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS - HOUR_MS;
  const [StartTime, EndTime] = [end - HOUR_MS, end].map((time) => new Date(time).toISOString());
  return tables.map((DataType) => ({
    ...{ TimeGenerated: EndTime, StartTime, EndTime, DataType, Quantity: 1, QuantityUnit: 'MBytes' },
    ...{ IsBillable: true, Type: 'Usage' },
  }));
}
