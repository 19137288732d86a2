import { isDeepStrictEqual } from 'node:util';
import type { FieldChange } from './change.js';

/**
 * The fields in which two resources differ, as paths to the deepest object that holds the difference; lists are
 * compared whole. Null, an empty list and an empty object say the same as an absent field: the service returns
 * whichever it likes.
 */
export function diffFields(before: object, after: object): FieldChange[] {
  const changes: FieldChange[] = [];
  collect('', settle(before) ?? {}, settle(after) ?? {}, changes);
  return changes;
}

function collect(path: string, before: unknown, after: unknown, changes: FieldChange[]): void {
  if (isDeepStrictEqual(before, after)) return;
  if (!isRecord(before) || !isRecord(after)) {
    changes.push({ path, before: before ?? null, after: after ?? null });
    return;
  }
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    collect(path === '' ? key : `${path}.${key}`, before[key], after[key], changes);
  }
}

/** The value without what says nothing, and with one kind of line end. */
function settle(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('\r\n', '\n').trimEnd();
  // JSON has one zero.
  if (value === 0) return 0;
  if (Array.isArray(value)) return value.length > 0 ? value.map(settle) : undefined;
  if (!isRecord(value)) return value ?? undefined;
  const entries = Object.entries(value)
    .map(([key, item]) => [key, settle(item)] as const)
    .filter(([, item]) => item !== undefined);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
