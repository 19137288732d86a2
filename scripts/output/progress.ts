/** Milliseconds between two words of progress: a person reads no faster, and a terminal may be far away. */
const INTERVAL_MS = 100;

/** Says what is going on, but not more often than a person can read; what comes too soon is dropped. */
export function throttled(say: (text: string) => void, now = () => performance.now()): (text: string) => void {
  let next = Number.NEGATIVE_INFINITY;
  return (text) => {
    const time = now();
    if (time < next) return;
    next = time + INTERVAL_MS;
    say(text);
  };
}
