import type { Step } from '../plan.js';
import { stepsInside } from './needed.js';

/** Who reads what in a plan. */
export class StepUses {
  readonly #readers = new Map<Step, number>();
  readonly #reading = new Map<Step, boolean>();
  readonly #groups = new Map<Step, ReadonlySet<Step>>();

  constructor(
    plan: Step,
    private readonly isStored: (step: Step) => boolean,
  ) {
    this.#count(plan);
  }

  #count(step: Step): void {
    const count = this.#readers.get(step) ?? 0;
    this.#readers.set(step, count + 1);
    if (count === 0) for (const inner of stepsInside(step)) this.#count(inner);
  }

  /** Whether more than one step reads the rows of a step. */
  isReadAgain(step: Step): boolean {
    return (this.#readers.get(step) ?? 0) > 1;
  }

  /** Whether a step, or what its expressions read, comes from a table of the database. */
  readsDatabase(step: Step): boolean {
    const known = this.#reading.get(step);
    if (known !== undefined) return known;
    const reads = this.isStored(step) || stepsInside(step).some((one) => this.readsDatabase(one));
    this.#reading.set(step, reads);
    return reads;
  }

  /** Whether a step works on the rows of an mv-apply or partition around it, which are not there yet. */
  isOfGroup(step: Step): boolean {
    return this.#freeGroups(step).size > 0;
  }

  #freeGroups(step: Step): ReadonlySet<Step> {
    const known = this.#groups.get(step);
    if (known) return known;
    const free = new Set<Step>(step.kind === 'group' ? [step] : []);
    for (const inner of stepsInside(step)) for (const group of this.#freeGroups(inner)) free.add(group);
    if (step.kind === 'apply' || step.kind === 'partition') free.delete(step.group);
    this.#groups.set(step, free);
    return free;
  }
}
