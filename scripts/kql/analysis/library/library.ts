/// <reference types="@kusto/language-service-next" />

declare global {
  // In the library, not in its typings.
  namespace Bridge {
    function is(value: unknown, type: unknown, ignoreFn?: boolean, allowNull?: boolean): boolean;
    function as(value: unknown, type: unknown, allowNull?: boolean): unknown;
    function cast(value: unknown, type: unknown, allowNull?: boolean): unknown;
    function ref(target: Members, name?: string | number | readonly number[]): { v: unknown };
    function isArray(value: unknown, type?: unknown): boolean;
    function geti(target: Members, name: string, otherName?: string): string;
    function toArray<T>(list: System.Collections.Generic.IEnumerable$1<T> | T[]): T[];
    interface Class {
      getCachedType(generic: object, types: ArrayLike<unknown>): unknown;
    }
  }
  namespace System {
    interface String {
      startsWith(text: string, start: string, comparison?: number): boolean;
      endsWith(text: string, end: string, comparison?: number): boolean;
    }
  }
  namespace System.Array {
    function toEnumerable<T>(array: T[]): System.Collections.Generic.IEnumerable$1<T>;
    /** An array as a list of the library. */
    function init<T>(array: T[], type: unknown): System.Collections.Generic.IReadOnlyList$1<T>;
    function getCount(list: { Count?: unknown }, type?: unknown): number;
    function getItem(list: { getItem?: unknown }, index: number, type?: unknown): unknown;
  }
}

type Members = Record<string, unknown>;

const LOADED = Symbol.for('sentinel-content.loaded');

/**
 * Loads Microsoft's parser and binder, which is .NET code compiled to JavaScript, into the globals `Kusto`, `System` and
 * `Bridge`; once, later calls change nothing. Helpers of the compiler's runtime that each query calls some ten thousand
 * times are replaced by others that do the same for what the library is made of, in half the time.
 */
export function loadLibrary({ asItComes = false } = {}): void {
  // The order matters, and the package's main file alone throws.
  require('@kusto/language-service-next/bridge.min.js');
  require('@kusto/language-service-next/Kusto.Language.Bridge.min.js');
  if (LOADED in Bridge) return;
  Object.assign(Bridge, { [LOADED]: true });
  if (asItComes) return;
  quickenTypeTests();
  quickenMembers();
  quickenLists();
  quickenGenerics();
  quickenTexts();
  quickenParsing();
}

/** Whether a value is of a type follows from its class alone: for the library's classes as JavaScript says. */
function quickenTypeTests(): void {
  const { is, as, cast } = Bridge;
  const own = new Map<unknown, boolean>();
  const isOwn = (type: unknown): type is LibraryClass => {
    const known = own.get(type);
    if (known !== undefined) return known;
    const answer = isClass(type) && type.$$name.startsWith('Kusto.') && !type.$is && !type.$literal;
    own.set(type, answer);
    return answer;
  };
  const implementing = new Map<unknown, Map<unknown, boolean>>();
  const implementsInterface = (value: object, type: object) => {
    const byType = implementing.get(value.constructor) ?? new Map<unknown, boolean>();
    implementing.set(value.constructor, byType);
    const known = byType.get(type) ?? is(value, type);
    byType.set(type, known);
    return known;
  };
  Object.assign(Bridge, {
    is(value: unknown, type: unknown, ignoreFn?: boolean, allowNull?: boolean) {
      if (value === null || value === undefined) return is(value, type, ignoreFn, allowNull);
      if (isOwn(type)) return value instanceof type;
      const isByClass = typeof value === 'object' && isInterface(type) && isClass(value.constructor);
      return isByClass ? implementsInterface(value, type) : is(value, type, ignoreFn, allowNull);
    },
    as: (value: unknown, type: unknown, allowNull?: boolean) =>
      isOwn(type) ? (value instanceof type ? value : null) : as(value, type, allowNull),
    cast: (value: unknown, type: unknown, allowNull?: boolean) =>
      isOwn(type) && value instanceof type ? value : cast(value, type, allowNull),
    // What is boxed is never null.
    hasValue: (value: unknown) => value !== null && value !== undefined,
  });
}

type LibraryClass = (new () => object) & { $kind: 'class'; $$name: string; $is?: unknown; $literal?: unknown };

function isClass(type: unknown): type is LibraryClass {
  return typeof type === 'function' && '$kind' in type && type.$kind === 'class' && '$$name' in type;
}

function isInterface(type: unknown): type is object {
  return typeof type === 'function' && '$isInterface' in type && type.$isInterface === true && !('$is' in type);
}

/** Kept with the library, which copies of this module may share: tests load each file's modules anew. */
const COMPLETING = Symbol.for('sentinel-content.completing');

/** Does work that completes a query: what needs the grammar of a database, which nothing else does. */
export function withGrammar<T>(work: () => T): T {
  Object.assign(Bridge, { [COMPLETING]: true });
  try {
    return work();
  } finally {
    Object.assign(Bridge, { [COMPLETING]: false });
  }
}

/** How variables are passed by reference, and members of interfaces found. */
function quickenMembers(): void {
  const { ref, geti } = Bridge;
  const shortNames = new Map<string, string>();
  Object.assign(Bridge, {
    ref: (target: Members, name?: string | number | readonly number[]) =>
      typeof name === 'string' || typeof name === 'number' ? new Place(target, name) : ref(target, name),
    geti(target: Members, name: string, otherName = name) {
      if (target[name] !== undefined) return name;
      if (target[otherName] !== undefined) return otherName;
      const short = shortNames.get(otherName) ?? geti({}, otherName);
      shortNames.set(otherName, short);
      return short;
    },
  });
}

class Place {
  constructor(
    readonly target: Members,
    readonly name: string | number,
  ) {}

  get v(): unknown {
    return this.target[this.name];
  }

  set v(value: unknown) {
    this.target[this.name] = value;
  }
}

/** Every list has these members under one name; the runtime first tries those that an interface would give them. */
function quickenLists(): void {
  const { isArray } = Bridge;
  const { getCount, getItem } = System.Array;
  Object.assign(Bridge, {
    isArray: (value: unknown, type?: unknown) => (type === undefined && Array.isArray(value)) || isArray(value, type),
  });
  Object.assign(System.Array, {
    getCount(list: { Count?: unknown }, type?: unknown) {
      if (Array.isArray(list)) return list.length;
      const count = list.Count;
      return typeof count === 'number' ? count : getCount(list, type);
    },
    getItem(list: { getItem?: unknown }, index: number, type?: unknown) {
      if (type === undefined) return getItem(list, index);
      if (Array.isArray(list)) return list[index];
      return isClass(type) && typeof list.getItem === 'function' ? list.getItem(index) : getItem(list, index, type);
    },
  });
}

/** `List$1(T)` looks for itself among all types of lists that were ever made; most generic types have one parameter. */
function quickenGenerics(): void {
  const { getCachedType } = Bridge.Class;
  const known = new WeakMap<object, Map<unknown, unknown>>();
  Object.assign(Bridge.Class, {
    getCachedType(generic: object, types: ArrayLike<unknown>) {
      if (types.length !== 1) return getCachedType(generic, types);
      const byType = known.get(generic) ?? new Map<unknown, unknown>();
      known.set(generic, byType);
      const found = byType.get(types[0]) ?? getCachedType(generic, types);
      if (found) byType.set(types[0], found);
      return found;
    },
  });
}

/** The library looks for signs such as quotes; to compare in a language, its rules would have to be loaded first. */
function quickenTexts(): void {
  const { startsWith, endsWith } = System.String;
  Object.assign(System.String, {
    startsWith: (text: string, start: string, comparison?: number) =>
      comparison === undefined ? text.startsWith(start) : startsWith(text, start, comparison),
    endsWith: (text: string, end: string, comparison?: number) =>
      comparison === undefined ? text.endsWith(end) : endsWith(text, end, comparison),
  });
}

/**
 * A database would have a grammar of its own, for completion only, that takes longer to make than a query to bind; and the
 * tokens of a query are asked for twice, first by us.
 */
function quickenParsing(): void {
  const { Parsing } = Kusto.Language;
  const { ParseTokens } = Parsing.TokenParser;
  let last: { text: string | null; options: unknown; tokens: ReturnType<typeof ParseTokens> } | undefined;
  const { From } = Parsing.QueryGrammar;
  Object.assign(Parsing.QueryGrammar, {
    From: (globals: Kusto.Language.GlobalState | null) =>
      Reflect.get(Bridge, COMPLETING) === true ? From(globals) : { QueryBlock: null },
  });
  Object.assign(Parsing.TokenParser, {
    ParseTokens(text: string | null, options?: Kusto.Language.ParseOptions | null) {
      if (last?.text !== text || last?.options !== options) {
        last = { text, options, tokens: ParseTokens(text, options) };
      }
      return last.tokens;
    },
  });
}
