/** Items in a block. */
const BLOCK = 4096;

/** Collects items of an unknown number in blocks: an array that grows leaves more than twice its size behind. */
export class LongList<T> {
  readonly #blocks: T[][] = [];
  #last: T[] = [];

  push(item: T): void {
    if (this.#last.length === 0 || this.#last.length === BLOCK) {
      this.#last = [];
      this.#blocks.push(this.#last);
    }
    this.#last.push(item);
  }

  toArray(): T[] {
    const all: T[] = [];
    return all.concat(...this.#blocks);
  }
}
