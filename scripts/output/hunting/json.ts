import { summaryOf } from '../../workspace/logs/record.js';
import { type JsonValue, jsonPieces } from '../json-pieces.js';
import type { HuntReport } from './report.js';

/** One JSON document, in pieces: there may be many hits. */
export function formatHuntJson({ hunts, files, range, record }: HuntReport): Iterable<string> {
  const document = {
    hunts,
    files,
    from: range.from.toISOString(),
    to: range.to.toISOString(),
    ...(record === undefined ? {} : { record }),
    summary: summaryOf(hunts),
  };
  return jsonPieces(asJson(document));
}

/** A value without what JSON does not have. */
function asJson(value: unknown): JsonValue {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (Array.isArray(value)) return value.map(asJson);
  if (typeof value !== 'object') return value === undefined ? null : String(value);
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]) => (item === undefined ? [] : [[name, asJson(item)]])),
  );
}
