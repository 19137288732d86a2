import { toText } from '../../values/convert.js';
import { fold, hasTerm, type TermEdges, termsOf } from '../../values/text.js';
import type { Value } from '../../values/value.js';
import { flatten } from '../comparison.js';
import { type Argument, type Entry, type Evaluate, type Family, text } from '../entry.js';

type Matches = (text: string, part: string) => boolean;

const BOTH: TermEdges = { start: true, end: true };

/** An operator that looks for one text in another. Without `_cs` in its name, case does not matter. */
function finder(matches: Matches, { isFolded, isNegated }: { isFolded: boolean; isNegated: boolean }): Entry {
  return {
    returns: 'bool',
    compile([left, right]) {
      const a = text.read(left);
      const b = text.read(right);
      const form = isFolded ? fold : (value: string) => value;
      const constant = typeof right?.constant === 'string' ? form(right.constant) : undefined;
      return (row, run) => {
        const part = constant ?? form(b(row, run) ?? '');
        return matches(form(a(row, run) ?? ''), part) !== isNegated;
      };
    },
  };
}

const FINDERS: Record<string, Matches> = {
  contains: (value, part) => value.includes(part),
  startswith: (value, part) => value.startsWith(part),
  endswith: (value, part) => value.endsWith(part),
  has: (value, part) => hasTerm(value, part, BOTH),
  hasprefix: (value, part) => hasTerm(value, part, { start: true, end: false }),
  hassuffix: (value, part) => hasTerm(value, part, { start: false, end: true }),
};

/** Needles up to which each is simply looked for. */
const FEW = 8;

/** Tells which texts hold one of many needles, by the terms that they share. */
export function needleIndex(needles: readonly string[]): (text: string) => boolean {
  const known = new Set(needles.map(fold));
  if (known.size <= FEW) return (value) => [...known].some((needle) => hasTerm(value, needle, BOTH));
  const byTerm = new Map<string, string[]>();
  const withoutTerm: string[] = [];
  for (const needle of known) {
    // The longest term is the rarest.
    const [term] = termsOf(needle).sort((a, b) => b.length - a.length);
    if (term === undefined) withoutTerm.push(needle);
    else byTerm.set(term, [...(byTerm.get(term) ?? []), needle]);
  }
  return (value) => {
    for (const term of termsOf(value)) {
      if (byTerm.get(term)?.some((needle) => hasTerm(value, needle, BOTH))) return true;
    }
    return withoutTerm.some((needle) => value.includes(needle));
  };
}

/** The texts of a list to look for; arrays stand for their items. */
export function textsOf(value: Value, argument: Pick<Argument, 'type'>): string[] {
  return flatten(value, argument.type).flatMap((item) => (item.value === null ? [] : [toText(item.value, item.type)]));
}

function hasMany(prepare: (needles: readonly string[]) => (text: string) => boolean): Entry {
  return {
    returns: 'bool',
    compile([left, ...list]) {
      const read = text.read(left);
      const values = (...[row, run]: Parameters<Evaluate>) =>
        list.map((argument) => argument.constant ?? argument.evaluate(row, run));
      let last: { values: Value[]; test: (text: string) => boolean } | undefined;
      return (row, run) => {
        const now = values(row, run);
        if (!last || now.some((value, i) => value !== last?.values[i])) {
          const needles = now.flatMap((value, i) => {
            const argument = list[i];
            return argument ? textsOf(value, argument) : [];
          });
          last = { values: now, test: prepare(needles) };
        }
        run.tick();
        return last.test(fold(read(row, run) ?? ''));
      };
    },
  };
}

function allOf(needles: readonly string[]): (text: string) => boolean {
  const folded = needles.map(fold);
  return (value) => folded.every((needle) => hasTerm(value, needle, BOTH));
}

function findersByName(): Family {
  const family: Record<string, Entry> = { has_any: hasMany(needleIndex), has_all: hasMany(allOf) };
  for (const [name, matches] of Object.entries(FINDERS)) {
    family[name] = finder(matches, { isFolded: true, isNegated: false });
    family[`!${name}`] = finder(matches, { isFolded: true, isNegated: true });
    family[`${name}_cs`] = finder(matches, { isFolded: false, isNegated: false });
    family[`!${name}_cs`] = finder(matches, { isFolded: false, isNegated: true });
  }
  return family;
}

export const searchOperators: Family = findersByName();
