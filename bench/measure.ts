/** One measurement: how the subject compares with a named baseline of the same run. */
export interface Measurement {
  what: string;
  subject: string;
  baseline: string;
  /** What the ratio should be, in words: `at least 5 times as fast`. */
  target: string;
  /** Baseline's time over the subject's, or whatever the target speaks of. */
  ratio: number;
  met: boolean;
}

/** Median of the milliseconds that some runs take; the first run warms up and does not count. */
export async function median(work: () => unknown, runs = 3): Promise<number> {
  const [time = 0] = await medians([work], runs);
  return time;
}

/** The median of each of several works that take turns: whatever slows the machine down slows all of them. */
export async function medians(works: readonly (() => unknown)[], runs: number): Promise<number[]> {
  const times = works.map((): number[] => []);
  for (let run = -1; run < runs; run++) {
    for (const [index, work] of works.entries()) {
      const start = performance.now();
      await work();
      if (run >= 0) times[index]?.push(performance.now() - start);
    }
  }
  return times.map((all) => all.sort((a, b) => a - b)[runs >> 1] ?? 0);
}

/** Numbers that look random and are the same in every run (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export function ms(milliseconds: number): string {
  return milliseconds < 10 ? `${milliseconds.toFixed(1)} ms` : `${Math.round(milliseconds)} ms`;
}
