import { shorten } from '../../base/strings.js';
import type { Expectation } from '../../content/model.js';
import { type Prepared, run, toJson, toObjects } from '../../kql/index.js';
import { follow } from '../follow.js';
import type { Subject } from '../subject.js';
import { queryRange } from '../subject.js';
import type { Workbench } from '../workbench.js';
import { example, expectedOf, isTelling } from './example-cells.js';
import { type Face, type Form, facesOf, formsOf, nearMissesOf, stylesOf } from './forms.js';
import { type Lists, type LivingRow, passingRows, reducedLists } from './list-rows.js';
import { Listed } from './listed.js';
import { type Probe, Prober, type ReadTable, readTables, TICKS_PER_MINUTE, ticksOf } from './probe.js';
import { type QueryShape, shapeOf } from './query-shape.js';
import type { Missed, WronglyMatched } from './report.js';

/** What one hunt or rule caught. */
export interface Caught {
  reached: ReadonlySet<LivingRow>;
  missed: (Missed & { row: LivingRow })[];
  nearMisses: number;
  wronglyMatched: WronglyMatched[];
}

/** A column in which a query finds indicators of a list, under one of their faces. */
interface Place {
  kind: LivingRow['kind'];
  face: Face;
  table: string;
  column: string;
}

/** A row in which a query finds an indicator, and what it returns for it. */
export interface Sample extends Place {
  row: LivingRow;
  cells: Record<string, unknown>;
  expected: Expectation;
  /** A value that only looks like the indicator. */
  nearMiss: string | undefined;
}

/** A probe with what it stands for. */
interface Question extends Probe {
  row: LivingRow;
  how: string;
}

/** Indicators of each list that are tried in every column, to learn which columns a query looks at. */
const TRIED = 3;
/** Other families' indicators that a query is asked about. */
const DECOYS = 20;
/** Misses of one query whose lost step is looked for. */
const EXPLAINED = 5;
const MAX_STEP = 160;

/** Asks one query about indicators. */
export class Asker {
  readonly #shape: QueryShape;
  readonly #passing: readonly LivingRow[];
  readonly #decoys: readonly LivingRow[];
  readonly #listed: Listed;
  readonly #tables: ReadonlyMap<string, ReadTable>;
  readonly #prober: Prober;
  readonly #now: bigint;
  readonly #listOf: Lists;

  constructor(
    private readonly subject: Subject,
    private readonly prepared: Prepared,
    living: readonly LivingRow[],
    bench: Workbench,
    asOf: Date,
    listOf: Lists = (alias) => bench.list(alias),
  ) {
    this.#now = ticksOf(asOf.getTime());
    this.#listOf = listOf;
    this.#shape = shapeOf(prepared);
    const passing = passingRows(prepared, this.#shape, living, listOf, this.#now);
    this.#passing = [...passing];
    this.#listed = new Listed(this.#passing);
    const kinds = new Set(this.#passing.map(({ kind }) => kind));
    const isOther = (row: LivingRow) =>
      !passing.has(row) &&
      kinds.has(row.kind) &&
      facesOf(row.kind, row.row.Indicator).every(({ face, value }) => !this.#listed.covers(face, value));
    this.#decoys = living.filter(isOther).slice(0, DECOYS);
    const lists = reducedLists([...this.#passing, ...this.#decoys], listOf);
    this.#tables = readTables(prepared, subject.value.query, bench);
    this.#prober = new Prober(prepared, this.#shape, this.#tables, { watchlist: lists });
  }

  /** Whether there is a living indicator that the query should find. */
  get readsIndicators(): boolean {
    return this.#passing.length > 0;
  }

  /** An indicator that the query finds, with the row in which it finds it. */
  sample(): Sample | undefined {
    for (const place of this.#passing.length > 0 ? this.#places() : []) {
      const [found] = this.#rowsOf(place);
      const [form] = found ? formsOf(place.face, found.value, stylesOf(place.column)) : [];
      if (!found || !form) continue;
      const question = this.#question(found.row, place, form);
      const row = this.#prober.rowOf(question, 0);
      const columns = this.#tables.get(place.table)?.columns ?? [];
      const all = Object.fromEntries(
        columns.map(({ name, type }, index) => [name, example(name, toJson(row[index] ?? null, type))]),
      );
      const few = Object.fromEntries(
        Object.entries(all).filter(([name]) => isTelling(name, question, this.#shape, columns)),
      );
      for (const cells of [few, all]) {
        const sources = {
          ...this.#prober.sourcesOf([]),
          table: (name: string) => (name === place.table ? [cells] : undefined),
        };
        const ran = run(this.prepared, sources, { now: this.#now });
        if (ran.outcome !== 'ran' || ran.result.rows.length === 0) continue;
        const [nearMiss] = nearMissesOf(place.face, found.value, stylesOf(place.column));
        const expected = expectedOf(toObjects(ran.result));
        const { kind, face, table, column } = place;
        return { kind, face, table, column, row: found.row, cells, expected, nearMiss: nearMiss?.value };
      }
    }
    return undefined;
  }

  /** @param isRule a rule is asked on the listed port alone */
  askAll(isRule: boolean): Caught | { reason: string } {
    const places = this.#places();
    const caught: Caught = { reached: new Set(), missed: [], nearMisses: 0, wronglyMatched: [] };
    if (places.length === 0) return this.#withoutPlace(caught);
    this.#askForms(places, isRule, caught);
    this.#askNearMisses(places, caught);
    return caught;
  }

  /** The columns in which the query finds indicators: each column that its text names is tried. */
  #places(): Place[] {
    const questions = new Map<Question, Place>();
    for (const [kind, rows] of byKind(this.#passing)) {
      for (const row of rows.slice(0, TRIED)) {
        for (const question of this.#trials(row))
          questions.set(question, { kind, face: question.face, table: question.table, column: question.column });
      }
    }
    const found = this.#prober.found([...questions.keys()], this.#now);
    const places = new Map<string, Place>();
    for (const question of found) {
      const place = questions.get(question as Question);
      if (place) places.set(`${place.kind} ${place.face} ${place.table} ${place.column}`, place);
    }
    return [...places.values()];
  }

  #trials(row: LivingRow): (Question & { face: Face })[] {
    const trials: (Question & { face: Face })[] = [];
    for (const { face, value } of facesOf(row.kind, row.row.Indicator)) {
      for (const { name: table, columns } of this.#tables.values()) {
        for (const { name: column, type } of columns) {
          if (type !== 'string') continue;
          const [form] = formsOf(face, value, stylesOf(column));
          if (form) trials.push({ ...this.#question(row, { face, table, column }, form), face });
        }
      }
    }
    return trials;
  }

  #question(
    row: LivingRow,
    { table, column }: Pick<Place, 'face' | 'table' | 'column'>,
    { value, how }: Form,
  ): Question {
    const port = row.row.Port === '' ? undefined : BigInt(row.row.Port);
    return { table, column, value, port, time: this.#now - TICKS_PER_MINUTE, row, how };
  }

  /**
   * Of a query that finds no indicator in any column: why that may be right, or each indicator in the column in which it
   * comes furthest.
   */
  #withoutPlace(caught: Caught): Caught | { reason: string } {
    const [first] = this.#passing;
    const trials = first ? this.#trials(first) : [];
    if (trials.length === 0) return { reason: 'it reads no table with columns of text that are known' };
    const ends = trials.map((trial) => ({ trial, end: this.#lostAt(trial)?.start ?? 0 }));
    const furthest = ends.reduce((best, one) => (one.end > best.end ? one : best));
    const [summary] = this.#shape.summaries;
    if (summary !== undefined && furthest.end > summary) return { reason: 'it asks for more than one event' };
    const { table, column } = furthest.trial;
    for (const row of this.#passing) {
      const question = this.#trials(row).find((trial) => trial.table === table && trial.column === column);
      if (question) caught.missed.push(this.#missed(question, caught.missed.length < EXPLAINED));
    }
    return caught;
  }

  // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one branch an expectation, each with its own words.
  #askForms(places: readonly Place[], isRule: boolean, caught: Caught): void {
    const plain: Question[] = [];
    const boundaries: Question[] = [];
    for (const place of places) {
      for (const { row, value } of this.#rowsOf(place)) {
        for (const form of formsOf(place.face, value, stylesOf(place.column), place.kind === 'domain'))
          plain.push(this.#question(row, place, form));
        const [first] = formsOf(place.face, value, stylesOf(place.column));
        if (!first) continue;
        if (!isRule && place.face === 'address') {
          const other = row.row.Port === '4444' ? 4445n : 4444n;
          plain.push({ ...this.#question(row, place, first), port: other, how: 'on another port' });
        }
        const { from, until } = this.#listed.lifeOf(row, place.face, value, isRule);
        if (Number.isFinite(from)) {
          boundaries.push({
            ...this.#question(row, place, first),
            time: ticksOf(from),
            how: 'at the first moment of its life',
          });
        }
        if (Number.isFinite(until)) {
          boundaries.push({
            ...this.#question(row, place, first),
            time: ticksOf(until) - 1n,
            how: 'at the last moment of its life',
          });
        }
      }
    }
    const found = this.#prober.found(plain, this.#now);
    for (const question of this.#foundAtTheirTime(boundaries)) found.add(question);
    const reached = new Set<LivingRow>();
    for (const question of [...plain, ...boundaries]) {
      if (found.has(question)) reached.add(question.row);
      else caught.missed.push(this.#missed(question, caught.missed.length < EXPLAINED));
    }
    caught.reached = reached;
  }

  /** The rows that a place is asked about, each with the value of that face. */
  #rowsOf({ kind, face }: Place): { row: LivingRow; value: string }[] {
    return this.#passing
      .filter((row) => row.kind === kind)
      .flatMap((row) =>
        facesOf(kind, row.row.Indicator).flatMap((one) => (one.face === face ? [{ row, value: one.value }] : [])),
      );
  }

  /**
   * Questions about other times than now are asked on the clock of their own: one run for each time, over the indicators
   * alone that it asks for, since the lists are read anew in each run.
   */
  #foundAtTheirTime(questions: readonly Question[]): Set<Probe> {
    const byTime = new Map<bigint, Question[]>();
    for (const question of questions) {
      const list = byTime.get(question.time) ?? [];
      byTime.set(question.time, list);
      list.push(question);
    }
    const found = new Set<Probe>();
    for (const [time, list] of byTime) {
      const lists = reducedLists(this.#listed.withSame(list.map(({ row }) => row)), this.#listOf);
      for (const question of this.#prober.found(list, time + TICKS_PER_MINUTE, lists)) found.add(question);
    }
    return found;
  }

  // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one branch an expectation, each with its own words.
  #askNearMisses(places: readonly Place[], caught: Caught): void {
    const now: Question[] = [];
    const outside: Question[] = [];
    const columnsOf = (wanted: Face) =>
      new Set(places.filter(({ face }) => face === wanted).map(({ table, column }) => `${table} ${column}`));
    const [hostColumns, addressColumns] = [columnsOf('host'), columnsOf('address')];
    for (const place of places) {
      for (const { row, value } of this.#rowsOf(place)) {
        // Where the address of a URL is hunted, any URL on it is meant.
        if (place.face === 'url' && addressColumns.has(`${place.table} ${place.column}`) && hasAddress(row)) continue;
        const styles = stylesOf(place.column);
        const face = hostColumns.has(`${place.table} ${place.column}`) ? 'host' : place.face;
        for (const form of nearMissesOf(place.face, value, styles)) {
          if (!this.#listed.covers(place.face, form.value) && !this.#listed.covers(face, form.value)) {
            now.push(this.#question(row, place, form));
          }
        }
        const [first] = formsOf(place.face, value, styles);
        if (!first || this.#listed.isBelowAnother(place.face, value)) continue;
        // A URL is found through its host, too, whose life is another.
        if (face !== place.face && this.#listed.covers(face, value)) continue;
        const { from, until } = this.#listed.lifeOf(row, place.face, value, false);
        if (Number.isFinite(from)) {
          outside.push({ ...this.#question(row, place, first), time: ticksOf(from) - 1n, how: 'before its life' });
        }
        if (Number.isFinite(until)) {
          outside.push({ ...this.#question(row, place, first), time: ticksOf(until), how: 'after its life' });
        }
      }
      for (const row of this.#decoys) {
        for (const { face, value } of facesOf(row.kind, row.row.Indicator)) {
          if (face !== place.face || row.kind !== place.kind) continue;
          const [first] = formsOf(face, value, stylesOf(place.column));
          if (first)
            now.push({
              ...this.#question(row, place, first),
              how: `an indicator of ${row.row.MalwareFamily}, which it does not hunt`,
            });
        }
      }
    }
    const found = [...this.#prober.found(now, this.#now), ...this.#foundAtTheirTime(outside)];
    caught.nearMisses = now.length + outside.length;
    for (const question of found) caught.wronglyMatched.push(this.#wronglyMatched(question as Question));
  }

  #wronglyMatched({ value, how, row, column, table }: Question): WronglyMatched {
    const { file, yaml } = this.subject;
    const message = `'${value}' in ${table}.${column} is found: ${how}`;
    return { value, indicator: row.label, file, message, range: yaml.rangeOfKey(['query']) };
  }

  #missed(question: Question, isExplained: boolean): Missed & { row: LivingRow } {
    const { row, column, table, value, how } = question;
    const { file, yaml } = this.subject;
    const lostAt = isExplained ? this.#lostAt(question) : undefined;
    const part = { text: this.prepared.query, start: 0, readsIndicators: false };
    const range = lostAt ? queryRange(this.subject, part, lostAt) : yaml.rangeOfKey(['query']);
    const step =
      lostAt && shorten(this.prepared.query.slice(lostAt.start, lostAt.end).replace(/\s+/g, ' ').trim(), MAX_STEP);
    const message = `'${value}' in ${table}.${column} (${how}) is not found${step === undefined ? '' : `: lost at \`${step}\``}`;
    return { row, indicator: row.label, file, message, range, isFault: true };
  }

  #lostAt(question: Question) {
    const sources = this.#prober.sourcesOf([question]);
    const row = this.#prober.rowOf(question, 0);
    const columns = this.#tables.get(question.table)?.columns ?? [];
    const now = question.time + TICKS_PER_MINUTE;
    return follow(this.prepared, sources, { now }, { table: question.table, columns, row }).lostAt;
  }
}

function hasAddress({ kind, row }: LivingRow): boolean {
  return facesOf(kind, row.Indicator).some(({ face }) => face === 'address');
}

function byKind(rows: readonly LivingRow[]): Map<LivingRow['kind'], LivingRow[]> {
  const kinds = new Map<LivingRow['kind'], LivingRow[]>();
  for (const row of rows) {
    const list = kinds.get(row.kind) ?? [];
    kinds.set(row.kind, list);
    list.push(row);
  }
  return kinds;
}
