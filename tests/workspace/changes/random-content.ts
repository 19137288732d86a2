import fc from 'fast-check';
import type { Repository } from '../../../scripts/content/repository.js';
import type { FaultName, FaultRates } from '../../../scripts/emulator/behaviour/faults.js';
import { hunt, repository, rule, watchlist } from '../workspace.js';

const id = (kind: string, index: number) => `${kind}0000000-0000-4000-8000-00000000000${index}`;

const ALIASES = ['list-a', 'list-b'] as const;
const NAMES = ['North', 'South', 'West'];

export interface Shape {
  hunts: { present: boolean; version: number; list: number }[];
  functions: { present: boolean; version: number }[];
  rules: { present: boolean; severity: 'Low' | 'High'; version: number }[];
  /** Which rule has which name: rules swap theirs. */
  names: number[];
  lists: { present: boolean; rows: [string, string][] }[];
}

const present = fc.integer({ min: 0, max: 4 }).map((dice) => dice > 0);
const version = fc.integer({ min: 1, max: 3 });

/** How many of each there may be. */
interface Counts {
  hunts: number;
  functions: number;
  rules: number;
  lists: number;
}

function shapesOf({ hunts, functions, rules, lists }: Counts): fc.Arbitrary<Shape> {
  const exactly = (length: number) => ({ minLength: length, maxLength: length });
  const row = fc.tuple(fc.constantFrom('k1', 'k2', 'k3', 'k4', 'k5'), fc.constantFrom('', 'x', 'y'));
  const rows = fc.uniqueArray(row, { selector: ([key]) => key, maxLength: 5 });
  const severity = fc.constantFrom('Low' as const, 'High' as const);
  return fc.record({
    hunts: fc.array(fc.record({ present, version, list: fc.integer({ min: 0, max: lists }) }), exactly(hunts)),
    functions: fc.array(fc.record({ present, version }), exactly(functions)),
    rules: fc.array(fc.record({ present, severity, version }), exactly(rules)),
    names: fc.shuffledSubarray([0, 1, 2], exactly(3)),
    lists: fc.array(fc.record({ present, rows }), exactly(lists)),
  });
}

export const shapes = shapesOf({ hunts: 3, functions: 1, rules: 3, lists: 2 });

/** Few enough that hundreds of deployments take seconds, and with each kind of dependency. */
export const smallShapes = shapesOf({ hunts: 1, functions: 0, rules: 2, lists: 1 });

/** A repository of a few resources that read each other, swap names, come, go and change. */
export function toRepository(shape: Shape): Repository {
  const lists = shape.lists.flatMap(({ present: isThere, rows }, index) =>
    isThere ? [watchlist(ALIASES[index] ?? '', ['Key', 'Value'], rows)] : [],
  );
  const queryOf = (list: number, number: number) => {
    const alias = ALIASES[list];
    const isThere = alias !== undefined && lists.some(({ value }) => value.watchlistAlias === alias);
    return isThere ? `_GetWatchlist('${alias}')\n| take ${number}\n` : `DnsEvents\n| take ${number}\n`;
  };
  return repository({
    watchlists: lists,
    functions: shape.functions.flatMap(({ present: isThere, version: number }, index) =>
      isThere
        ? [{ id: id('f', index), functionAlias: `Parser${index}`, name: `Parser ${index}`, query: queryOf(0, number) }]
        : [],
    ),
    hunts: shape.hunts.flatMap(({ present: isThere, version: number, list }, index) =>
      isThere ? [hunt({ id: id('a', index), name: `Hunt ${index}`, query: queryOf(list, number) })] : [],
    ),
    rules: shape.rules.flatMap(({ present: isThere, severity, version: number }, index) =>
      isThere
        ? [
            rule({
              id: id('b', index),
              name: `Rule ${NAMES[shape.names[index] ?? 0]}`,
              severity,
              query: `DnsEvents\n| where Name == "${number}"\n`,
            }),
          ]
        : [],
    ),
  });
}

/** Faults after which a deployment goes on, or is run again. */
const STRIKING: readonly FaultName[] = [
  ...(['too-many-requests', 'server-error', 'unavailable', 'bad-gateway', 'gateway-timeout'] as const),
  ...(['drop-before', 'drop-after', 'cut-answer', 'conflict', 'lost-rows', 'forbidden'] as const),
];

/** Ways in which the service behaves all the time. */
const HABITS: readonly FaultName[] = ['changed-case', 'changed-order', 'ignored-etags', 'hanging-operations'];

export const faultRates: fc.Arbitrary<FaultRates> = fc
  .tuple(
    fc.subarray([...STRIKING], { minLength: 1, maxLength: 5 }),
    fc.subarray([...HABITS]),
    fc.constantFrom(0.03, 0.1, 0.25),
  )
  .map(([striking, habits, rate]) =>
    Object.fromEntries([...striking.map((name) => [name, rate]), ...habits.map((name) => [name, 1])]),
  );
