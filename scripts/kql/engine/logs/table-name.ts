/** Which tables there are. */
export interface KnownTables {
  tableNames(): readonly string[];
}

/** Finds tables by the names that files, envelopes and columns give them, in any case. */
export class TableNames {
  readonly #byLowerCase: ReadonlyMap<string, string>;

  constructor(tables: KnownTables) {
    this.#byLowerCase = new Map(tables.tableNames().map((name) => [name.toLowerCase(), name]));
  }

  /** The table of a name in any case; undefined when there is none. */
  known(name: string): string | undefined {
    return this.#byLowerCase.get(name.toLowerCase());
  }

  /** What stands in a column `Type`: a known table, or one of the team's own. Shifted columns hold anything. */
  fromType(value: unknown): string | undefined {
    if (typeof value !== 'string' || !/^\w{1,100}$/.test(value)) return undefined;
    return this.known(value) ?? (value.endsWith('_CL') ? value : undefined);
  }

  /** The table of a diagnostic setting's category: Entra's tables add `AAD` to most of theirs. */
  fromCategory(category: string): string | undefined {
    return this.known(category) ?? this.known(`AAD${category}`);
  }

  /**
   * The table that a path names as a whole word: the file's own name before its folders'. Undefined where none does, or
   * where a name holds two tables.
   */
  fromPath(path: string): string | undefined {
    for (const part of path.split(/[\\/]/).reverse()) {
      const found = new Set<string>();
      const words = part.split(/[^A-Za-z0-9_]+/);
      for (const word of words) {
        const whole = this.known(word);
        if (whole !== undefined) found.add(whole);
        else for (const piece of word.split('_')) this.#addKnown(piece, found);
      }
      if (found.size > 1) return undefined;
      const [table] = found;
      if (table !== undefined) return table;
    }
    return undefined;
  }

  #addKnown(word: string, found: Set<string>): void {
    const table = this.known(word);
    if (table !== undefined) found.add(table);
  }
}
