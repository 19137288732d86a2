import { toBool, toReal } from '../../values/convert.js';
import { compareValues, keyOf, sameValues } from '../../values/order.js';
import { sequence } from '../../values/sequence.js';
import { isList, type Value } from '../../values/value.js';
import {
  binary,
  count,
  dynamic,
  type Entry,
  entry,
  type Family,
  optional,
  ternary,
  unary,
  variadic,
} from '../entry.js';

function overList(work: (list: readonly Value[]) => Value): Entry {
  return unary('dynamic', dynamic, (value) => (isList(value) ? work(value) : null));
}

function concat(lists: readonly Value[]): Value {
  return lists.flatMap((list) => (isList(list) ? list : []));
}

/** From one position to another, both included; negative ones count from the end. */
const slice = entry('dynamic', (args) => {
  const [list, first, last] = [dynamic.read(args[0]), count.read(args[1]), count.read(args[2])];
  return (row, run) => {
    const value = list(row, run);
    if (!isList(value)) return null;
    const place = (at: number) => (at < 0 ? value.length + at : at);
    return value.slice(Math.max(0, place(first(row, run) ?? 0)), Math.max(0, place(last(row, run) ?? -1) + 1));
  };
});

function rotate(list: readonly Value[], by: number): Value {
  if (list.length === 0) return list;
  const at = ((by % list.length) + list.length) % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
}

function shift(list: readonly Value[], by: number, fill: Value): Value {
  return list.map((_item, i) => {
    const from = i + by;
    return from >= 0 && from < list.length ? (list[from] ?? null) : fill;
  });
}

const shifter = (direction: number): Entry =>
  ternary('dynamic', dynamic, count, optional(dynamic, null), (list, by, fill) =>
    isList(list) ? shift(list, by * direction, fill) : null,
  );

const rotator = (direction: number): Entry =>
  binary('dynamic', dynamic, count, (list, by) => (isList(list) ? rotate(list, by * direction) : null));

/** Parts of an array between positions. */
function splitAt(list: Value, places: Value): Value {
  if (!isList(list)) return null;
  const cuts = (isList(places) ? places : [places]).map((place) => {
    const at = Number(place);
    return at < 0 ? Math.max(0, list.length + at) : Math.min(at, list.length);
  });
  const parts: Value[] = [];
  let from = 0;
  for (const cut of cuts) {
    parts.push(list.slice(from, Math.max(from, cut)));
    from = Math.max(from, cut);
  }
  return [...parts, list.slice(from)];
}

const indexOf = entry('long', (args) => {
  const [list, value] = [dynamic.read(args[0]), dynamic.read(args[1])];
  const [start, length, occurrence] = [
    optional(count, 0).read(args[2]),
    optional(count, -1).read(args[3]),
    optional(count, 1).read(args[4]),
  ];
  return (row, run) => {
    const items = list(row, run);
    if (!isList(items)) return null;
    const wanted = value(row, run) ?? null;
    const first = start(row, run) ?? 0;
    const from = first < 0 ? Math.max(0, items.length + first) : first;
    const size = length(row, run) ?? -1;
    const end = size < 0 ? items.length : Math.min(items.length, from + size);
    let left = occurrence(row, run) ?? 1;
    for (let i = from; i < end; i++) if (sameValues(items[i] ?? null, wanted) && --left === 0) return BigInt(i);
    return -1n;
  };
});

/** Orders the first array, and the others along with it. Nulls go to the end. */
function sort(descending: boolean): Entry {
  return entry('dynamic', (args) => {
    const others = args.at(-1)?.type === 'bool' ? args.slice(0, -1) : args;
    const nullsLast = others.length < args.length ? args.at(-1)?.evaluate : undefined;
    const lists = others.map((argument) => dynamic.read(argument));
    return (row, run) => {
      const values = lists.map((read) => read(row, run) ?? null);
      const [first] = values;
      if (!isList(first)) return null;
      const isLast = nullsLast ? nullsLast(row, run) === true : true;
      const order = first
        .map((_item, i) => i)
        .sort((a, b) => compareItems(first[a] ?? null, first[b] ?? null, descending, isLast));
      const sorted = values.map((list) =>
        isList(list) && list.length === first.length ? order.map((i) => list[i] ?? null) : null,
      );
      return sorted.length === 1 ? (sorted[0] ?? null) : sorted;
    };
  });
}

function compareItems(a: Value, b: Value, descending: boolean, nullsLast: boolean): number {
  if (a === null || b === null) return a === b ? 0 : (a === null) === nullsLast ? 1 : -1;
  return compareValues(a, b) * (descending ? -1 : 1);
}

function numbersOf(list: readonly Value[]): number[] | undefined {
  const numbers: number[] = [];
  for (const item of list) {
    if (item === null) continue;
    const number = typeof item === 'string' ? null : toReal(item, 'dynamic');
    if (number === null) return undefined;
    numbers.push(number);
  }
  return numbers;
}

function sum(value: Value): Value {
  const numbers = isList(value) ? numbersOf(value) : undefined;
  return numbers && numbers.length > 0 ? numbers.reduce((total, number) => total + number, 0) : null;
}

/** Each item of the second or third, as the condition's item is true. */
function choose(conditions: Value, yes: Value, no: Value): Value {
  if (!isList(conditions)) return null;
  const item = (from: Value, i: number) => (isList(from) ? (from[i] ?? null) : from);
  return conditions.map((condition, i) => {
    const holds = toBool(typeof condition === 'string' ? null : condition, 'dynamic');
    return holds === null ? null : item(holds ? yes : no, i);
  });
}

function distinct(list: readonly Value[]): Value[] {
  return [...new Map(list.map((item) => [keyOf(item), item])).values()];
}

function setUnion(lists: readonly Value[]): Value {
  return distinct(lists.flatMap((list) => (isList(list) ? list : [])));
}

function setIntersect(lists: readonly Value[]): Value {
  const [first, ...others] = lists.map((list) => (isList(list) ? list : []));
  const keys = others.map((list) => new Set(list.map(keyOf)));
  return distinct((first ?? []).filter((item) => keys.every((set) => set.has(keyOf(item)))));
}

function setDifference(lists: readonly Value[]): Value {
  const [first, ...others] = lists.map((list) => (isList(list) ? list : []));
  const keys = others.map((list) => new Set(list.map(keyOf)));
  return distinct((first ?? []).filter((item) => keys.every((set) => !set.has(keyOf(item)))));
}

const keys = (list: Value) =>
  JSON.stringify((isList(list) ? distinct(list) : []).map((item) => String(keyOf(item))).sort());

/** What two sets share, as a part of all that they have. */
function jaccard(a: Value, b: Value): Value {
  const shared = setIntersect([a, b]);
  const all = setUnion([a, b]);
  return isList(shared) && isList(all) && all.length > 0 ? shared.length / all.length : Number.NaN;
}

/** Longer arrays end here. */
const MAX_RANGE = 1_048_576;

const rangeEntry: Entry = {
  returns: 'dynamic',
  compile(args) {
    const [from, to, step] = args;
    const isTime = from?.type === 'datetime' || from?.type === 'timespan';
    return (row, run) => {
      const by = step ? step.evaluate(row, run) : isTime ? 36_000_000_000n : 1n;
      const values = sequence([from?.evaluate(row, run) ?? null, to?.evaluate(row, run) ?? null, by], run, MAX_RANGE);
      const read = dynamic.read({
        type: from?.type ?? 'long',
        constant: undefined,
        at: { start: 0, end: 0 },
        evaluate: ([value]) => value ?? null,
      });
      return values.map((value) => read([value], run) ?? null);
    };
  },
};

function repeat(value: Value, times: number): Value {
  return times < 0 ? null : new Array<Value>(Math.min(times, 1_048_576)).fill(value);
}

export const arrays: Family = {
  array_length: unary('long', dynamic, (value) => (isList(value) ? BigInt(value.length) : null)),
  arraylength: unary('long', dynamic, (value) => (isList(value) ? BigInt(value.length) : null)),
  array_concat: variadic('dynamic', dynamic, concat),
  array_slice: slice,
  array_split: binary('dynamic', dynamic, dynamic, splitAt),
  array_index_of: indexOf,
  array_reverse: overList((list) => [...list].reverse()),
  array_rotate_left: rotator(1),
  array_rotate_right: rotator(-1),
  array_shift_left: shifter(1),
  array_shift_right: shifter(-1),
  array_sort_asc: sort(false),
  array_sort_desc: sort(true),
  array_sum: unary('real', dynamic, sum),
  array_iff: ternary('dynamic', dynamic, dynamic, dynamic, choose),
  array_iif: ternary('dynamic', dynamic, dynamic, dynamic, choose),
  set_union: variadic('dynamic', dynamic, setUnion),
  set_intersect: variadic('dynamic', dynamic, setIntersect),
  set_difference: variadic('dynamic', dynamic, setDifference),
  set_has_element: binary('bool', dynamic, dynamic, (list, item) =>
    isList(list) ? list.some((one) => sameValues(one, item)) : null,
  ),
  set_equals: binary('bool', dynamic, dynamic, (a, b) => keys(a) === keys(b)),
  jaccard_index: binary('real', dynamic, dynamic, jaccard),
  range: rangeEntry,
  repeat: binary('dynamic', dynamic, count, repeat),
};
