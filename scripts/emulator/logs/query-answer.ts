import { type Result, toJson, type ValueType } from '../../kql/index.js';
import type { Behaviour } from '../behaviour/behaviour.js';
import type { JsonObject } from '../server/shape.js';
import { partialError } from './query-error.js';

/** What the header `Prefer` asks for. */
export interface Preferences {
  /** Seconds. */
  wait: number;
  statistics: boolean;
  render: boolean;
  dataSources: boolean;
}

const DEFAULT_WAIT = 180;
const MAX_WAIT = 600;

/** Reads `wait=600,include-statistics=true`; what is not understood is left out, as HTTP wants it. */
export function readPreferences(header = ''): Preferences {
  const given = new Map(header.split(/[,;]/).map((part) => [part.split('=')[0]?.trim().toLowerCase() ?? '', part]));
  const value = (name: string) => given.get(name)?.split('=')[1]?.trim().toLowerCase();
  const wait = Number(value('wait') ?? DEFAULT_WAIT);
  return {
    wait: Number.isFinite(wait) && wait > 0 ? Math.min(wait, MAX_WAIT) : DEFAULT_WAIT,
    statistics: value('include-statistics') === 'true',
    render: value('include-render') === 'true',
    dataSources: value('include-datasources') === 'true',
  };
}

/** The rows of a result as the API writes them; above its limits a part of them, and an error that says so. */
export function answerOf(
  { columns, rows }: Result,
  { queryRows, queryBytes }: Pick<Behaviour, 'queryRows' | 'queryBytes'>,
  preferences: Preferences,
  milliseconds: number,
): JsonObject {
  const written: unknown[][] = [];
  let bytes = 0;
  let limit: string | undefined;
  for (const row of rows) {
    if (written.length >= queryRows) {
      limit = `${queryRows} records`;
      break;
    }
    const cells = columns.map(({ type }, index) => cell(row[index] ?? null, type));
    bytes += Buffer.byteLength(JSON.stringify(cells));
    if (bytes > queryBytes) {
      limit = `${queryBytes} bytes`;
      break;
    }
    written.push(cells);
  }
  const table = {
    name: 'PrimaryResult',
    columns: columns.map(({ name, type }) => ({ name, type: type === 'unknown' ? 'dynamic' : type })),
    rows: written,
  };
  return {
    tables: [table],
    ...(preferences.statistics && { statistics: statisticsOf(milliseconds, written.length, bytes) }),
    ...(preferences.render && { render: { visualization: null, title: null, isQuerySorted: false } }),
    ...(preferences.dataSources && { dataSources: [] }),
    ...(limit !== undefined && { error: partialError(limit) }),
  };
}

/** Dynamic values are JSON text. A long that a JSON number cannot hold comes as text here. */
function cell(value: Parameters<typeof toJson>[0], type: ValueType): unknown {
  const json = toJson(value, type);
  return json !== null && (type === 'dynamic' || type === 'unknown') ? JSON.stringify(json) : json;
}

function statisticsOf(milliseconds: number, rowCount: number, tableSize: number): JsonObject {
  return { query: { executionTime: milliseconds / 1000, datasetStatistics: [{ tableRowCount: rowCount, tableSize }] } };
}
