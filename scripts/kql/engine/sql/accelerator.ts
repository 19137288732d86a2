import { compile, isInvariant } from '../interpret/expression.js';
import { evaluateStep } from '../interpret/step.js';
import type { Scan, Step } from '../plan.js';
import { NotRun, type Run, refuse } from '../run.js';
import { empty, type Row, type Value, type ValueType } from '../values/value.js';
import { type LogDatabase, type StoredTable, TIME, type TickRange } from './database.js';
import { Translator } from './expression.js';
import { joinRelation } from './join.js';
import type { Lifting } from './lifting.js';
import { type NeededColumns, neededColumns, stepsInside } from './needed.js';
import * as relations from './relation.js';
import { StepUses } from './step-uses.js';
import { fromStored, isStorable, literal, sqlType } from './storage.js';

type Relation = relations.Relation;

export interface AcceleratorSettings {
  /** Rows of a step that may be taken out of the database. */
  readonly rowBudget: number;
  /** Which events the run sees, and those without a time. */
  readonly range?: TickRange | undefined;
}

/**
 * Works out the steps of a plan that the database can, from the tables up to the first step that has no exact SQL, and
 * leaves their rows in the run, where the interpreter finds them.
 */
export class Accelerator {
  readonly #lifting: Lifting;
  readonly #translator: Translator;
  readonly #needed: NeededColumns;
  readonly #relations = new Map<Step, Promise<Relation | undefined>>();
  readonly #uses: StepUses;
  readonly #temporary: string[] = [];
  readonly #lists: { table: string; values: readonly Value[]; type: ValueType }[] = [];

  constructor(
    plan: Step,
    private readonly run: Run,
    private readonly database: LogDatabase,
    private readonly settings: AcceleratorSettings,
  ) {
    this.#lifting = database.lifting;
    this.#translator = new Translator(this.#lifting, run, (values, type) => this.#listTable(values, type));
    this.#needed = neededColumns(plan);
    this.#uses = new StepUses(plan, (step) => this.#storedTable(step) !== undefined);
  }

  /** Leaves in the run the rows of a step, or of the steps below it that the database can do. */
  async prepare(step: Step): Promise<void> {
    if (!this.#uses.readsDatabase(step) || this.run.known.has(step)) return;
    const relation = await this.#relation(step);
    if (relation) await this.#fetch(step, relation);
  }

  /** Removes what the run left in the database. */
  async close(): Promise<void> {
    this.#lifting.clear();
    await this.database.drop(this.#temporary);
  }

  #storedTable(step: Step): StoredTable | undefined {
    return step.kind === 'scan' && step.source === 'table' ? this.database.tables.get(step.name) : undefined;
  }

  #relation(step: Step): Promise<Relation | undefined> {
    const known = this.#relations.get(step);
    if (known) return known;
    const made = this.#uses.readsDatabase(step) ? this.#write(step) : Promise.resolve(undefined);
    this.#relations.set(step, made);
    return made;
  }

  /**
   * A step in SQL, once what its expressions read is worked out; undefined leaves the step to the interpreter. Rows in the
   * database never have columns that only the data knows: what looks for one is not in SQL.
   */
  async #write(step: Step): Promise<Relation | undefined> {
    const inputs = mainInputs(step);
    for (const inner of stepsInside(step)) if (!inputs.includes(inner)) await this.prepare(inner);
    const relation = await this.#writeOver(step);
    if (!relation) {
      for (const input of inputs) await this.prepare(input);
      return undefined;
    }
    if (step.kind === 'summarize' && step.keys.length === 0) {
      await this.#fetch(step, relation);
      return undefined;
    }
    return relation;
  }

  async #writeOver(step: Step): Promise<Relation | undefined> {
    if (step.kind === 'scan') return this.#scan(step);
    if (step.kind === 'join') {
      const [left, right] = [await this.#given(step.left), await this.#given(step.right)];
      return left && right && joinRelation(step, left, right, this.#writing(step));
    }
    if (step.kind === 'union') {
      const inputs: Relation[] = [];
      for (const { input } of step.inputs) {
        const relation = await this.#given(input);
        if (!relation) return undefined;
        inputs.push(relation);
      }
      return relations.unionRelation(step, inputs, this.#writing(step));
    }
    const [inner] = mainInputs(step);
    const input = inner && (await this.#relation(inner));
    return input && this.#overOne(step, input);
  }

  #writing(step: Step): relations.Writing {
    return { translator: this.#translator, needed: this.#neededOf(step) };
  }

  #neededOf(step: Step): readonly number[] {
    return [...(this.#needed.get(step) ?? step.columns.keys())].sort((a, b) => a - b);
  }

  #overOne(step: Step, input: Relation): Relation | Promise<Relation> | undefined {
    const writing = this.#writing(step);
    switch (step.kind) {
      case 'where':
        return relations.whereRelation(step, input, writing);
      case 'project':
        return relations.projectRelation(step, input, writing);
      case 'summarize':
        return relations.summarizeRelation(step, input, writing);
      case 'distinct':
        return relations.distinctRelation(step, input, writing);
      case 'sort': {
        const sorted = relations.sortRelation(step, input, writing);
        return sorted && step.limit ? relations.takeRelation(this.#count(step.limit), sorted) : sorted;
      }
      case 'take':
        return isInvariant(step.limit) ? relations.takeRelation(this.#count(step.limit), input) : undefined;
      case 'shared':
        return this.#uses.isReadAgain(step) ? this.#stored(step, input) : input;
      default:
        return undefined;
    }
  }

  #count(limit: Parameters<typeof compile>[0]): number {
    const value = compile(limit).evaluate([], this.run);
    return typeof value === 'bigint' && value > 0n ? Number(value) : 0;
  }

  /** The rows of a table in the range of the run. */
  #scan(step: Scan): Relation | undefined {
    const table = this.#storedTable(step);
    if (!table || Object.keys(step.properties).length > 0) return undefined;
    const columns = this.#neededOf(step).map((i) => {
      const { name, type } = step.columns[i] ?? { name: '', type: 'unknown' as const };
      const place = table.columns.findIndex((column) => column.name === name);
      if (place !== -1 && table.columns[place]?.type !== type)
        return refuse(step.name, `The logs of ${step.name} have another type in ${name} than ${type}.`, step.at);
      if (place !== -1) return `c${place} AS c${i}`;
      return `${literal(empty(type), type) ?? `CAST(NULL AS ${sqlType(type)})`} AS c${i}`;
    });
    const time = table.columns.findIndex(({ name }) => name === TIME);
    const { range } = this.settings;
    const from =
      range && time !== -1
        ? `${table.from} WHERE c${time} >= ${range.from} AND c${time} < ${range.to} OR c${time} IS NULL`
        : table.from;
    return relations.scanRelation(columns, from);
  }

  /** A side of a join or union; what only the interpreter has is brought into the database. */
  async #given(step: Step): Promise<Relation | undefined> {
    const relation = await this.#relation(step);
    if (relation) return relation;
    if (this.#uses.isOfGroup(step)) return undefined;
    const result = evaluateStep(step, this.run);
    this.run.known.set(step, result);
    const { rows, late } = result;
    if (late.length > 0) return undefined;
    const needed = this.#neededOf(step);
    const columns = needed.map((i) => step.columns[i] ?? { name: '', type: 'unknown' as const });
    if (!columns.every(({ type }) => isStorable(type))) return undefined;
    const table = await this.database.createTemporary(columns, picked(rows, needed));
    if (table === undefined) return undefined;
    this.#temporary.push(table);
    return relations.scanRelation(
      needed.map((i, at) => `c${at} AS c${i}`),
      table,
    );
  }

  /** Rows that several steps read are worked out once. */
  async #stored(step: Step, input: Relation): Promise<Relation> {
    const table = `temp.main.${this.database.newName()}`;
    this.#temporary.push(table);
    const columns = this.#neededOf(step).map((i) => `c${i}`);
    await this.#ask(step, () =>
      this.database.connection.run(
        `CREATE TEMP TABLE ${table} AS SELECT ${columns.join(', ') || '0 AS nothing'} FROM (${input.sql}) ORDER BY ${relations.orderBy(input)}`,
      ),
    );
    return relations.scanRelation(columns, table);
  }

  #listTable(values: readonly Value[], type: ValueType): string {
    const table = `temp.main.${this.database.newName()}`;
    this.#temporary.push(table);
    this.#lists.push({ table, values, type });
    return table;
  }

  async #fetch(step: Step, relation: Relation): Promise<void> {
    // What the interpreter would be asked for row by row, it does better without the database between.
    if (relation.isWidened && (step.kind === 'project' || step.kind === 'sort' || step.kind === 'union')) {
      for (const input of mainInputs(step)) await this.prepare(input);
      return;
    }
    const needed = this.#neededOf(step);
    const { rowBudget } = this.settings;
    const columns = needed.map((i) => `c${i}`).join(', ') || '0';
    const nothing: Row = step.columns.map(({ type }) => empty(type));
    const types = needed.map((i) => step.columns[i]?.type ?? 'unknown');
    const rows: Row[] = [];
    await this.#ask(step, async () => {
      const all = `SELECT * FROM (${relation.sql}) LIMIT ${rowBudget + 1}`;
      const sql = `SELECT ${columns} FROM (${all}) ORDER BY ${relations.orderBy(relation)}`;
      for await (const chunk of this.database.rows(sql)) {
        for (const cells of chunk) {
          const row: Value[] = [...nothing];
          for (const [at, i] of needed.entries()) row[i] = fromStored(cells[at], types[at] ?? 'unknown');
          rows.push(row);
        }
        this.run.checkDeadline();
      }
      if (rows.length > rowBudget) await this.#overBudget(step, relation);
    });
    this.run.known.set(step, { rows, late: [] });
  }

  async #overBudget(step: Step, relation: Relation): Promise<never> {
    const counted = await this.database.connection.runAndReadAll(`SELECT count(*) FROM (${relation.sql})`);
    const count = String(counted.getRows()[0]?.[0]);
    return refuse(
      'row budget',
      `This step would take ${count} rows out of the database; ${this.settings.rowBudget} are allowed.`,
      step.at,
    );
  }

  /** Runs SQL within the deadline of the run. What the database cannot do is a refusal, never an exception. */
  async #ask<T>(step: Step, work: () => Promise<T>): Promise<T> {
    this.run.at = step.at;
    try {
      await this.#writeLists();
      return await this.database.within(this.run.remaining(), work);
    } catch (error) {
      if (this.#lifting.failure !== undefined) throw this.#lifting.failure;
      if (error instanceof NotRun) throw error;
      this.run.checkDeadline();
      const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
      if (/out of memory/i.test(message))
        return refuse('memory limit', 'This step needs more memory than one query may take.', step.at);
      return refuse('database', `The database cannot do this step: ${message}`, step.at);
    }
  }

  async #writeLists(): Promise<void> {
    for (let list = this.#lists.pop(); list; list = this.#lists.pop()) {
      const { table, values, type } = list;
      await this.database.writeList(table, values, type);
    }
  }
}

function* picked(rows: readonly Row[], places: readonly number[]): Generator<Row> {
  for (const row of rows) yield places.map((i) => row[i] ?? null);
}

/** The inputs whose rows a step works on. */
function mainInputs(step: Step): readonly Step[] {
  switch (step.kind) {
    case 'join':
      return [step.left, step.right];
    case 'union':
      return step.inputs.map(({ input }) => input);
    default:
      return 'input' in step ? [step.input] : [];
  }
}
