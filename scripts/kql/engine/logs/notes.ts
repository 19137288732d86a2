/** What was noticed while logs were read: each kind of thing once, with how often it happened and one example. */
export class Notes {
  readonly #found = new Map<string, { count: number; example: string }>();

  /** @param what a sentence with `{n}` for the number, such as `{n} values of Port do not fit the type int` */
  add(what: string, example = ''): void {
    const known = this.#found.get(what);
    if (known) known.count++;
    else this.#found.set(what, { count: 1, example });
  }

  /** The sentences, in the order in which they first happened. */
  texts(): string[] {
    return [...this.#found].map(([what, { count, example }]) => {
      const sentence = what.replace('{n}', String(count));
      return example === '' ? sentence : `${sentence} (such as ${JSON.stringify(example.slice(0, 60))})`;
    });
  }
}
