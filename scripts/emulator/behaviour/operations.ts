import { randomUUID } from 'node:crypto';

/** An upload or a deletion of a watchlist that goes on after its request was answered. */
export interface Operation {
  id: string;
  alias: string;
  action: 'upload' | 'delete';
  /** Milliseconds. */
  started: number;
  finished: number;
  /** Its status never says that it is over. */
  hangs: boolean;
}

/** How long the status of an operation can be asked for, in milliseconds: a day. */
const KEPT = 24 * 60 * 60 * 1000;

/** What goes on in the background. It is over when the server ends. */
export class Operations {
  readonly #byId = new Map<string, Operation>();

  start(operation: Omit<Operation, 'id'>): Operation {
    for (const [id, { started }] of this.#byId) if (started < operation.started - KEPT) this.#byId.delete(id);
    const started = { ...operation, alias: operation.alias.toLowerCase(), id: randomUUID() };
    this.#byId.set(started.id, started);
    return started;
  }

  find(id: string): Operation | undefined {
    return this.#byId.get(id.toLowerCase());
  }

  /** What is under way for an alias, the newest first. */
  underWay(alias: string, now: number): Operation | undefined {
    return this.#latest(alias, ({ finished }) => finished > now);
  }

  lastDeletion(alias: string): Operation | undefined {
    return this.#latest(alias, ({ action }) => action === 'delete');
  }

  #latest(alias: string, wanted: (operation: Operation) => boolean): Operation | undefined {
    const found = [...this.#byId.values()].filter((one) => one.alias === alias.toLowerCase() && wanted(one));
    return found.at(-1);
  }
}
