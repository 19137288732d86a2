import { isObject } from '../../base/objects.js';

/** Where it is recorded what a workspace has: what is not there is no name of its queries. */
export function workspaceRecord(name: string): string {
  return `schemas/workspaces/${encodeURIComponent(name)}.json`;
}

/** What a workspace has, by name. */
export interface WorkspaceNames {
  tables: readonly string[];
  functions: readonly string[];
  /** Tables that got data lately; absent where that could not be asked. */
  filled?: readonly string[];
}

/** The text of the record: names alone, so that its diff says what came and went. */
export function recordText({ tables, functions, filled }: WorkspaceNames): string {
  const sorted = (names: readonly string[]) => [...new Set(names)].sort();
  const known = filled === undefined ? {} : { filled: sorted(filled) };
  return `${JSON.stringify({ tables: sorted(tables), functions: sorted(functions), ...known }, null, 2)}\n`;
}

/** Whether a text is such a record. */
export function isRecord(text: string | undefined): boolean {
  if (text === undefined) return false;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && Array.isArray(value.tables) && Array.isArray(value.functions);
  } catch {
    return false;
  }
}
