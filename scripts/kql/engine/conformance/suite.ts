import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { SentinelError } from '../../../base/errors.js';
import { type Catalog, openCatalog } from '../../analysis/catalog.js';
import { createEngine, run } from '../engine.js';
import type { Outcome } from '../types.js';
import { cellText, difference, type Expectation } from './compare.js';

/** A query of a suite with the rows that it should return. */
export interface Case extends Expectation {
  readonly page: string;
  readonly now: string | undefined;
}

/** Queries that need only run, over the empty tables of a folder of schemas. */
export interface QueryList {
  readonly queries: readonly { readonly id: string; readonly query: string }[];
  readonly tables: string;
}

export interface CaseReport {
  readonly summary: { readonly match: number; readonly mismatch: number; readonly refused: number };
  readonly cases: readonly {
    readonly page: string;
    readonly query: string;
    readonly outcome: 'match' | 'mismatch' | 'refused';
    readonly reason: string;
    readonly actual: { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] } | null;
  }[];
}

export interface QueryReport {
  readonly summary: {
    readonly ran: number;
    readonly refused: number;
    readonly failed: number;
    readonly invalid: number;
  };
  readonly queries: readonly {
    readonly id: string;
    readonly outcome: 'ran' | 'refused' | 'failed' | 'invalid';
    readonly reason: string;
  }[];
}

/** When `now()` is, where a case does not say. */
const DEFAULT_NOW = '2026-01-01T00:00:00Z';

type Json = Record<string, unknown>;

/**
 * Reads a suite: `{"cases": [{page, query, columns, rows, types?, ordered?, now?, tolerance?}]}`, or
 * `{"queries": [{id, query}], "tables": DIR}`, where the folder is relative to the file.
 * @throws SentinelError `suite-file` when it is neither
 */
export function readSuite(file: string): { cases: Case[] } | QueryList {
  const json = parseObject(file);
  if (Array.isArray(json.cases)) return { cases: json.cases.map((one: unknown) => readCase(object(one, file), file)) };
  if (!Array.isArray(json.queries) || typeof json.tables !== 'string') {
    throw malformed(file, 'it has neither "cases" nor "queries" with "tables"');
  }
  const queries = json.queries.map((one: unknown) => {
    const { id, query } = object(one, file);
    return { id: String(id), query: text(query, 'query', file) };
  });
  return { queries, tables: resolve(dirname(file), json.tables) };
}

function parseObject(file: string): Json {
  try {
    return object(JSON.parse(readFileSync(file, 'utf8')), file);
  } catch (error) {
    throw error instanceof SentinelError ? error : malformed(file, String(error));
  }
}

function readCase(json: Json, file: string): Case {
  const rows = Array.isArray(json.rows) ? json.rows : [];
  const ordered = json.ordered === true;
  return {
    page: typeof json.page === 'string' ? json.page : '',
    query: text(json.query, 'query', file),
    columns: texts(json.columns),
    rows: rows.map((row: unknown) => texts(row)),
    types: Array.isArray(json.types) ? texts(json.types) : undefined,
    isOrdered: ordered,
    tolerance: Array.isArray(json.tolerance) ? texts(json.tolerance) : [],
    now: typeof json.now === 'string' ? json.now : undefined,
  };
}

function object(json: unknown, file: string): Json {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw malformed(file, 'an object is missing');
  return { ...json };
}

function text(value: unknown, name: string, file: string): string {
  if (typeof value !== 'string') throw malformed(file, `"${name}" is not a text`);
  return value;
}

function texts(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [];
  return list.map((item) => (typeof item === 'string' ? item : item === null ? '' : JSON.stringify(item)));
}

function malformed(file: string, problem: string): SentinelError {
  return new SentinelError(
    'suite-file',
    `The suite ${file} cannot be read: ${problem}.`,
    'See docs/engine.md for the two shapes.',
  );
}

/** Runs the cases and compares what they return. */
export function runCases(cases: readonly Case[], catalog: Catalog): CaseReport {
  const engine = createEngine(catalog);
  const summary = { match: 0, mismatch: 0, refused: 0 };
  const results = cases.map((one) => {
    const { outcome, reason, actual } = runCase(one, engine);
    summary[outcome]++;
    return { page: one.page, query: one.query, outcome, reason, actual };
  });
  return { summary, cases: results };
}

function runCase(
  one: Case,
  engine: ReturnType<typeof createEngine>,
): Omit<CaseReport['cases'][number], 'page' | 'query'> {
  const outcome = attempt(engine, one.query, one.now ?? DEFAULT_NOW);
  if (outcome.outcome !== 'ran') return { outcome: 'refused', reason: outcome.reason, actual: null };
  const { result } = outcome.value;
  const problem = difference(one, result);
  const actual = {
    columns: result.columns.map(({ name }) => name),
    rows: result.rows.map((row) => result.columns.map(({ type }, i) => cellText(row[i] ?? null, type))),
  };
  return { outcome: problem === undefined ? 'match' : 'mismatch', reason: problem ?? '', actual };
}

type Attempt =
  | { outcome: 'ran'; value: Extract<Outcome, { outcome: 'ran' }> }
  | { outcome: 'refused' | 'failed' | 'invalid'; reason: string };

function attempt(engine: ReturnType<typeof createEngine>, query: string, now: string): Attempt {
  try {
    const prepared = engine.prepare(query);
    if (prepared.outcome === 'invalid') {
      return {
        outcome: 'invalid',
        reason: prepared.diagnostics.map(({ code, message }) => `${code} ${message}`).join('; '),
      };
    }
    if (prepared.outcome === 'refused') return { outcome: 'refused', reason: reasonOf(prepared.refused) };
    const ran = run(prepared.prepared, {}, { now });
    return ran.outcome === 'ran'
      ? { outcome: 'ran', value: ran }
      : { outcome: 'refused', reason: reasonOf(ran.refused) };
  } catch (error) {
    return { outcome: 'failed', reason: String(error instanceof Error ? error.message : error).slice(0, 300) };
  }
}

function reasonOf({
  construct,
  message,
  start,
  end,
}: {
  construct: string;
  message: string;
  start: number;
  end: number;
}): string {
  return `${construct} at ${start}-${end}: ${message}`;
}

/** Any alias is that of a watchlist whose columns nobody knows. */
class AnyWatchlist extends Map<string, null> {
  override has(): boolean {
    return true;
  }

  override get(): null {
    return null;
  }
}

/** Runs the queries over empty tables; `schemas` are folders of functions and of tables that the list's own folder does not have. */
export function runQueries({ queries, tables }: QueryList, schemas: readonly string[]): QueryReport {
  const engine = createEngine(openCatalog(schemas, new AnyWatchlist(), [tables]));
  const summary = { ran: 0, refused: 0, failed: 0, invalid: 0 };
  const results = queries.map(({ id, query }) => {
    const result = attempt(engine, query, DEFAULT_NOW);
    summary[result.outcome]++;
    return { id, outcome: result.outcome, reason: result.outcome === 'ran' ? '' : result.reason };
  });
  return { summary, queries: results };
}
