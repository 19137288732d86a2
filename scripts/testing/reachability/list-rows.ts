import { milliseconds } from '../../base/duration.js';
import { parseInstant } from '../../base/instant.js';
import type { IndicatorKind } from '../../content/model.js';
import type { Repository } from '../../content/repository.js';
import { instantOfEnd } from '../../indicators/lifetime.js';
import { INDICATOR_KINDS, type IndicatorRow, rowReader, watchlistAlias } from '../../indicators/rows/row.js';
import type { Step } from '../../kql/engine/plan.js';
import { type Prepared, run, type Table, type Value } from '../../kql/index.js';
import { facesOf } from './forms.js';
import type { QueryShape } from './query-shape.js';

/** The lists that a query reads, by alias. */
export type Lists = (alias: string) => Table;

/** A row of a list of indicators, whose life goes on. */
export interface LivingRow {
  kind: IndicatorKind;
  row: IndicatorRow;
  /** Its place in the list. */
  index: number;
  /** Milliseconds since 1970 at which its life begins, less the margin; -Infinity where nobody knows. */
  from: number;
  /** At which it ends; Infinity where it does not. */
  until: number;
  /** As the report names it, with its port. */
  label: string;
  /** The file of the list. */
  file: string;
  line: number;
}

/** The rows of the repository's lists that live at an instant and are certain enough to be hunted. */
export function livingRows(repository: Repository, asOf: Date): LivingRow[] {
  const now = asOf.getTime();
  return everyRow(repository).filter(({ from, until }) => from <= now - MINUTE && now < until);
}

/** The rows that are certain enough to be hunted, whenever they lived. */
export function everyRow({ watchlists, configuration }: Repository): LivingRow[] {
  const margin = milliseconds(configuration.margin);
  return INDICATOR_KINDS.flatMap((kind) => {
    const list = watchlists.find(({ value }) => value.watchlistAlias === watchlistAlias(kind));
    if (!list) return [];
    const toRow = rowReader(list.items.header);
    return list.items.rows.flatMap(({ cells, line }, index): LivingRow[] => {
      const row = toRow(cells);
      const seen = parseInstant(row.FirstSeen);
      const from = seen ? seen.getTime() - margin : Number.NEGATIVE_INFINITY;
      const until = instantOfEnd(row.ValidUntil);
      if (Number(row.Confidence) < configuration.minimumConfidence) return [];
      const label = row.Port === '' ? row.Indicator : `${row.Indicator}:${row.Port}`;
      return [{ kind, row, index, from, until, label, file: list.itemsFile, line }];
    });
  });
}

const MINUTE = 60_000;

/** The rows that a query's own filters let pass, of those that live. */
export function passingRows(
  prepared: Prepared,
  { lists, inline }: QueryShape,
  living: readonly LivingRow[],
  listOf: Lists,
  now: bigint,
): Set<LivingRow> {
  const passing = new Set<LivingRow>();
  for (const { alias, step } of lists) {
    const own = living.filter(({ kind }) => watchlistAlias(kind) === alias);
    if (own.length === 0) continue;
    const part: Prepared = { ...prepared, plan: step, columns: step.columns };
    const ran = run(part, { watchlist: listOf }, { now });
    if (ran.outcome !== 'ran') continue;
    const { columns, rows } = ran.result;
    const place = (name: string) => columns.findIndex((column) => column.name === name);
    const [key, port, family] = [place('SearchKey'), place('Port'), place('MalwareFamily')];
    const keys = new Set(rows.map((row) => rowKey(row[key], port === -1 ? '' : row[port], row[family])));
    for (const one of own) {
      if (keys.has(rowKey(one.row.Indicator, port === -1 ? '' : one.row.Port, one.row.MalwareFamily))) passing.add(one);
    }
  }
  for (const step of inline) for (const one of inlineRows(prepared, step, living, now)) passing.add(one);
  return passing;
}

/** The living rows whose indicator stands in a table of the query itself, under one of its faces. */
function inlineRows(prepared: Prepared, step: Step, living: readonly LivingRow[], now: bigint): LivingRow[] {
  const ran = run({ ...prepared, plan: step, columns: step.columns }, {}, { now });
  if (ran.outcome !== 'ran') return [];
  const place = (name: string) => step.columns.findIndex((column) => column.name === name);
  const [value, family] = [place('Indicator'), place('MalwareFamily')];
  const keys = new Set(ran.result.rows.map((row) => `${String(row[value]).toLowerCase()}\n${String(row[family])}`));
  return living.filter(({ kind, row }) =>
    facesOf(kind, row.Indicator).some((face) => keys.has(`${face.value.toLowerCase()}\n${row.MalwareFamily}`)),
  );
}

function rowKey(indicator: Value | undefined, port: Value | undefined, family: Value | undefined): string {
  return `${String(indicator)}\n${String(port)}\n${String(family)}`;
}

/** The lists of the repository with some of their rows alone: a query over thousands of rows is asked about a few. */
export function reducedLists(rows: Iterable<LivingRow>, listOf: Lists): Lists {
  const places = new Map<string, number[]>();
  for (const { kind, index } of rows) {
    const alias = watchlistAlias(kind);
    const list = places.get(alias) ?? [];
    places.set(alias, list);
    list.push(index);
  }
  const reduced = new Map<string, Table>();
  const isIndicators = new Set(INDICATOR_KINDS.map(watchlistAlias));
  return (alias) => {
    // The team's own lists, such as an allow-list, stay whole.
    if (!isIndicators.has(alias)) return listOf(alias);
    let table = reduced.get(alias);
    if (!table) {
      const { columns, rows: all } = listOf(alias);
      table = { columns, rows: (places.get(alias) ?? []).map((index) => all[index] ?? []) };
      reduced.set(alias, table);
    }
    return table;
  };
}
