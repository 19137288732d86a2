import { convert, parseDynamic, toText } from '../../values/convert.js';
import { isBag, isList, type Value } from '../../values/value.js';
import { binary, dynamic, type Entry, entry, type Family, text, unary, variadic } from '../entry.js';

/** An item of an array by position (negative: from the end) or of a bag by name. */
function itemOf(value: Value, key: Value): Value {
  if (isList(value) && typeof key === 'bigint') {
    const at = Number(key);
    return value[at < 0 ? value.length + at : at] ?? null;
  }
  return isBag(value) && typeof key === 'string' ? (value.get(key) ?? null) : null;
}

/** `d.name` and `d[key]`; a text that holds JSON is not looked into. */
const index = binary('dynamic', dynamic, dynamic, itemOf);

function bagKeys(value: Value): Value {
  return isBag(value) ? [...value.keys()] : null;
}

/** `pack("a", 1, "b", 2)`. */
const pack: Entry = entry('dynamic', (args) => {
  const values = args.map((argument, i) => (i % 2 === 0 ? text.read(argument) : dynamic.read(argument)));
  return (row, run) => {
    const bag = new Map<string, Value>();
    for (let i = 0; i + 1 < values.length; i += 2)
      bag.set(toText(values[i]?.(row, run) ?? '', 'string'), values[i + 1]?.(row, run) ?? null);
    return bag;
  };
});

/** The columns of a row as a bag; the first argument tells to leave out what is empty. */
const packColumns: Entry = entry('dynamic', ([ignores, ...pairs]) => {
  const inner = pack.compile(pairs, { name: 'pack_all', type: 'dynamic', at: { start: 0, end: 0 }, refuse: fail });
  return (row, run) => {
    const bag = inner(row, run);
    if (ignores?.evaluate(row, run) !== true || !isBag(bag)) return bag;
    return new Map([...bag].filter(([, value]) => value !== null && value !== ''));
  };
});

function fail(message: string): never {
  throw new Error(message);
}

const packArray: Entry = entry('dynamic', (args) => {
  const values = args.map((argument) => dynamic.read(argument));
  return (row, run) => values.map((read) => read(row, run) ?? null);
});

function merge(bags: readonly Value[]): Value {
  const merged = new Map<string, Value>();
  for (const bag of bags) {
    if (!isBag(bag)) continue;
    for (const [name, value] of bag) if (!merged.has(name)) merged.set(name, value);
  }
  return merged;
}

function without(bag: Value, names: Value): Value {
  if (!isBag(bag) || !isList(names)) return bag;
  const paths = names.map((name) => toText(name, 'dynamic'));
  return paths.reduce<Value>((rest, path) => removed(rest, pathOf(path)), bag);
}

/** `$.a.b` as its names; a plain name is itself. */
function pathOf(path: string): string[] {
  if (!path.startsWith('$')) return [path];
  const names = path.slice(1).matchAll(/\.([^.[\]]+)|\[(?:'([^']*)'|"([^"]*)"|(\d+))\]/g);
  return [...names].map((match) => match[1] ?? match[2] ?? match[3] ?? match[4] ?? '');
}

function removed(bag: Value, [first, ...rest]: readonly string[]): Value {
  if (!isBag(bag) || first === undefined || !bag.has(first)) return bag;
  const copy = new Map(bag);
  if (rest.length === 0) copy.delete(first);
  else copy.set(first, removed(copy.get(first) ?? null, rest));
  return copy;
}

const setKey: Entry = entry('dynamic', (args) => {
  const [bag, name, value] = [dynamic.read(args[0]), text.read(args[1]), dynamic.read(args[2])];
  return (row, run) => changed(bag(row, run) ?? null, pathOf(name(row, run) ?? ''), value(row, run) ?? null);
});

function changed(bag: Value, [first, ...rest]: readonly string[], value: Value): Value {
  if (first === undefined) return value;
  const copy = new Map(isBag(bag) ? bag : []);
  copy.set(first, changed(copy.get(first) ?? null, rest, value));
  return copy;
}

function hasKey(bag: Value, name: string): boolean | null {
  let value: Value = bag;
  for (const key of pathOf(name)) {
    if (isList(value) && /^\d+$/.test(key)) {
      if (Number(key) >= value.length) return false;
      value = value[Number(key)] ?? null;
    } else if (isBag(value)) {
      if (!value.has(key)) return false;
      value = value.get(key) ?? null;
    } else return value === null && bag === null ? null : false;
  }
  return true;
}

/** `$.a.b[0]['c']` in JSON; undefined where the path is none. */
function follow(value: Value, path: string): Value {
  let found = value;
  for (const [, name, quoted, double, place] of path
    .slice(1)
    .matchAll(/\.([^.[\]]+)|\[(?:'([^']*)'|"([^"]*)"|(-?\d+))\]/g)) {
    found = itemOf(found, place === undefined ? (name ?? quoted ?? double ?? '') : BigInt(place));
  }
  return found;
}

const TYPED = new Set(['long', 'int', 'real', 'double', 'bool', 'datetime', 'timespan', 'guid', 'decimal']);

/** `extract_json("$.a", text [, typeof(type)])`. */
const extractJson: Entry = {
  compile(args, site) {
    const path = text.read(args[0]);
    const source = args[1]?.type === 'dynamic' ? dynamic.read(args[1]) : undefined;
    const value = text.read(args[1]);
    const isTyped = typeof args[2]?.constant === 'string' && TYPED.has(args[2].constant);
    return (row, run) => {
      const document = source ? (source(row, run) ?? null) : parseDynamic(value(row, run) ?? '');
      const found = follow(typeof document === 'string' ? parseDynamic(document) : document, path(row, run) ?? '$');
      if (isTyped) return convertTo(found, site.type);
      return site.type === 'dynamic' ? found : toText(found, 'dynamic');
    };
  },
};

function convertTo(value: Value, type: Parameters<typeof convert>[1]): Value {
  return type === 'unknown' ? value : convert(value, 'dynamic', type);
}

/** All ways in a value: `$.a`, `$.a.b`, `$.list[0]`. */
function treepath(value: Value): Value {
  const paths: string[] = [];
  const visit = (at: Value, path: string): void => {
    if (isBag(at)) {
      for (const [name, item] of at) {
        const own = `${path}['${name}']`;
        paths.push(own);
        visit(item, own);
      }
    } else if (isList(at) && at.length > 0) {
      paths.push(`${path}[0]`);
      visit(at[0] ?? null, `${path}[0]`);
    }
  };
  visit(value, '');
  return paths;
}

/** `zip([1, 2], ["a", "b"])`: pairs by position. */
function zip(lists: readonly Value[]): Value {
  const length = Math.max(0, ...lists.map((list) => (isList(list) ? list.length : 1)));
  return Array.from({ length }, (_, i) =>
    lists.map((list) => (isList(list) ? (list[i] ?? null) : i === 0 ? list : null)),
  );
}

export const access: Family = {
  index,
  pack,
  bag_pack: pack,
  pack_dictionary: pack,
  pack_columns: packColumns,
  pack_array: packArray,
  bag_keys: unary('dynamic', dynamic, bagKeys),
  bag_merge: variadic('dynamic', dynamic, merge),
  bag_remove_keys: binary('dynamic', dynamic, dynamic, without),
  bag_set_key: setKey,
  bag_has_key: binary('bool', dynamic, text, hasKey),
  bag_zip: binary('dynamic', dynamic, dynamic, (keys, values) =>
    isList(keys)
      ? new Map(keys.map((key, i) => [toText(key, 'dynamic'), isList(values) ? (values[i] ?? null) : null]))
      : null,
  ),
  extract_json: extractJson,
  extractjson: extractJson,
  treepath: unary('dynamic', dynamic, treepath),
  zip: variadic('dynamic', dynamic, zip),
};
