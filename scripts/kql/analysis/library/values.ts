/** The library's lists as arrays. */
export function toArray<T>(list: System.Collections.Generic.IEnumerable$1<T> | T[] | null | undefined): T[] {
  return list ? Bridge.toArray(list) : [];
}

/** The typings allow null nearly everywhere; where the library never gives it, say so. */
export function present<T>(value: T | null): T {
  if (value === null) throw new Error('The Kusto library returned null where it never does.');
  return value;
}
