import { SentinelError } from '../../base/errors.js';
import type { Connection } from '../azure/connection.js';
import { statusOf, toSentinelError } from '../azure/errors.js';
import type { Lane, ResourceKind, Step } from '../resources/handler.js';
import type { Change, Deployment, PlannedChange } from './change.js';
import { isDue } from './dependencies.js';
import { type RefusedRow, sendStep } from './send.js';

/** What a deployment did. */
export interface Outcome {
  applied: Change[];
  failed: { change: Change; error: string }[];
  /** Changes that were not made: what nobody asked for, and what follows an interruption or a failure of the connection. */
  left: { change: Change; reason: string }[];
  /** Whether it was interrupted or lost its connection: the rest was not tried. */
  stopped: boolean;
}

export interface ApplyOptions {
  /** Aborted when the deployment is to end: requests under way are finished, no other is sent. */
  signal?: AbortSignal;
  onChange?: (change: Change, done: number, total: number) => void;
}

/** The outcome of a deployment that nobody agreed to. */
export function nothingDone({ plan }: Deployment): Outcome {
  const pending = plan.changes.filter(({ action }) => action !== 'unchanged');
  return {
    applied: [],
    failed: [],
    left: pending.map((change) => ({ change, reason: 'not agreed to' })),
    stopped: true,
  };
}

/** How many requests of a lane are under way at once. */
const WIDTHS: Record<Lane, number> = { parallel: 32, savedSearch: 1, listDeletion: 1, upload: 4 };

/**
 * Makes the changes of a plan, each after those that it builds on, as many at once as the service allows. A refused
 * change does not stop the others; a lost connection or credential does. What failed is in the next plan again.
 */
export async function applyDeployment(
  deployment: Deployment,
  connection: Connection,
  options: ApplyOptions = {},
): Promise<Outcome> {
  const run = new Run(deployment, connection, options);
  return run.finish();
}

type Result = 'applied' | 'failed' | 'left';

class Run {
  readonly #outcome: Outcome = { applied: [], failed: [], left: [], stopped: false };
  readonly #lanes = new Map<Lane, Gate>();
  readonly #results = new Map<string, Promise<Result>>();
  readonly #forbidden = new Map<ResourceKind, string>();
  readonly #due: PlannedChange[];
  #done = 0;
  #stop: string | undefined;

  constructor(
    private readonly deployment: Deployment,
    private readonly connection: Connection,
    private readonly options: ApplyOptions,
  ) {
    this.#due = deployment.changes.filter(isDue);
  }

  async finish(): Promise<Outcome> {
    const { signal } = this.options;
    const interrupt = () => {
      this.#stop = 'interrupted';
      this.connection.throttle.interrupt();
    };
    if (signal?.aborted) interrupt();
    signal?.addEventListener('abort', interrupt);
    for (const planned of this.#due) this.#resultOf(planned);
    await Promise.all(this.#results.values());
    signal?.removeEventListener('abort', interrupt);
    for (const { change } of this.deployment.changes) {
      if (change.action !== 'unchanged' && !change.done) {
        this.#outcome.left.push({ change, reason: change.notes.join(' ') });
      }
    }
    return this.#inOrder({ ...this.#outcome, stopped: this.#stop !== undefined });
  }

  /** As the plan lists them, whatever was quickest. */
  #inOrder(outcome: Outcome): Outcome {
    const places = new Map(this.deployment.changes.map(({ change }, index) => [change, index]));
    const place = (change: Change) => places.get(change) ?? 0;
    const byPlace = (a: { change: Change }, b: { change: Change }) => place(a.change) - place(b.change);
    outcome.applied.sort((a, b) => place(a) - place(b));
    outcome.failed.sort(byPlace);
    outcome.left.sort(byPlace);
    return outcome;
  }

  /** There are no circles: the plan has opened them. */
  #resultOf(planned: PlannedChange): Promise<Result> {
    const known = this.#results.get(planned.key);
    if (known) return known;
    const before = planned.after
      .map((key) => this.#due.find((other) => other.key === key))
      .filter((other) => other !== undefined);
    const result = Promise.all(before.map((other) => this.#resultOf(other))).then((results) =>
      this.#make(planned, results),
    );
    this.#results.set(planned.key, result);
    return result;
  }

  async #make(planned: PlannedChange, before: readonly Result[]): Promise<Result> {
    const { change } = planned;
    const isHelper = planned.key.includes('#');
    if (this.#stop === undefined && planned.needs && before.some((result) => result !== 'applied')) {
      return this.#leave(change, 'what still reads it could not be changed');
    }
    const refused: RefusedRow[] = [];
    try {
      for (const stage of planned.steps) {
        const results = await Promise.allSettled(stage.map((step) => this.#send(step, change)));
        for (const result of results) {
          if (result.status === 'rejected') throw result.reason;
          refused.push(...result.value);
        }
      }
    } catch (error) {
      return this.#fail(change, error);
    }
    if (refused.length > 0) return this.#refuse(change, refused);
    if (!isHelper) {
      this.#outcome.applied.push(change);
      this.options.onChange?.(change, ++this.#done, this.#due.length);
    }
    return 'applied';
  }

  async #send(step: Step, { kind }: Change): Promise<RefusedRow[]> {
    const gate = this.#lanes.get(step.lane) ?? new Gate(WIDTHS[step.lane]);
    this.#lanes.set(step.lane, gate);
    await gate.enter();
    try {
      if (this.#stop !== undefined) throw new SentinelError('interrupted', this.#stop, '');
      const forbidden = this.#forbidden.get(kind);
      if (forbidden !== undefined) throw new SentinelError('forbidden', forbidden, '');
      return await sendStep(step, this.connection);
    } catch (error) {
      this.#heed(error, kind);
      throw error;
    } finally {
      gate.leave();
    }
  }

  /** What a failure means for the requests that come next: the identity may write some kinds and not others. */
  #heed(error: unknown, kind: ResourceKind): void {
    const known = toSentinelError(error, this.deployment.plan.workspace);
    if (statusOf(known) === 403) this.#forbidden.set(kind, known.message);
    if (['credential-rejected', 'no-credential', 'unreachable'].includes(known.code)) this.#stop ??= known.message;
  }

  #fail(change: Change, error: unknown): Result {
    const known = toSentinelError(error, this.deployment.plan.workspace);
    if (known.code === 'interrupted') return this.#leave(change, this.#stop ?? known.message);
    this.#outcome.failed.push({ change, error: known.message });
    return 'failed';
  }

  #refuse(change: Change, refused: readonly RefusedRow[]): Result {
    const list = refused.slice(0, 5).map(({ key, error }) => `${key}: ${error}`);
    const more = refused.length > 5 ? `; and ${refused.length - 5} more` : '';
    const count = refused.length === 1 ? '1 row was' : `${refused.length} rows were`;
    this.#outcome.failed.push({
      change,
      error: `${count} refused, the others are in place: ${list.join('; ')}${more}`,
    });
    return 'failed';
  }

  #leave(change: Change, reason: string): Result {
    this.#outcome.left.push({ change, reason });
    return 'left';
  }
}

/** Lets in so many at once, in the order of their coming. */
class Gate {
  readonly #waiting: (() => void)[] = [];
  #inside = 0;
  #next = 0;

  constructor(private readonly width: number) {}

  async enter(): Promise<void> {
    if (this.#inside < this.width) {
      this.#inside++;
      return;
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  leave(): void {
    const next = this.#waiting[this.#next];
    if (!next) {
      this.#inside--;
      return;
    }
    this.#next++;
    next();
  }
}
