import type { IndicatorKind } from '../content/model.js';
import { familySlug } from '../content/naming.js';
import { LongList } from '../indicators/rows/long-list.js';
import { plainCell } from '../indicators/rows/merge.js';
import type { IndicatorRow } from '../indicators/rows/row.js';
import type { IndicatorWatchlists } from './indicator-watchlist.js';

/** The slug of each row's family; a name's slug is worked out once, not once a row. */
export function slugReader(): (row: Pick<IndicatorRow, 'MalwareFamily'>) => string {
  const slugs = new Map<string, string>();
  return ({ MalwareFamily }) => {
    const slug = slugs.get(MalwareFamily) ?? familySlug(MalwareFamily);
    slugs.set(MalwareFamily, slug);
    return slug;
  };
}

/** How the repository spells each family, by slug: as the first row has it. */
export function familySpelling(lists: Iterable<Iterable<IndicatorRow>>): Map<string, string> {
  const spelling = new Map<string, string>();
  const slugOf = slugReader();
  for (const rows of lists) {
    for (const row of rows) {
      const slug = slugOf(row);
      if (!spelling.has(slug)) spelling.set(slug, row.MalwareFamily);
    }
  }
  return spelling;
}

/** Family that indicators without one are filed under. */
const NO_FAMILY = 'Unknown';

/** A hunt's name holds the family and the template's own words, in 256 characters. */
const MAX_NAME = 56;

/** A family as rows and hunts name it, and the slug that identifies it. */
export interface FamilyName {
  name: string;
  slug: string;
}

/** The families that reports name: each has the spelling that the repository, or the first report, gives it. */
export class Families {
  readonly #spelling: Map<string, string>;
  /** By the text of a report: working out a slug once a row would take longer than all else. */
  readonly #byText = new Map<string, FamilyName>();

  /** @param lists the rows of the repository */
  constructor(lists: Iterable<Iterable<IndicatorRow>>) {
    this.#spelling = familySpelling(lists);
  }

  of(text: string): FamilyName {
    const known = this.#byText.get(text);
    if (known) return known;
    const own = nameOf(text);
    const slug = familySlug(own);
    const family = { name: this.#spelling.get(slug) ?? own, slug };
    this.#spelling.set(slug, family.name);
    this.#byText.set(text, family);
    return family;
  }
}

/** A family's name as rows and hunts hold it; never half of a surrogate pair. */
function nameOf(text: string): string {
  return (
    plainCell(text)
      .slice(0, MAX_NAME)
      .replace(/[\ud800-\udbff]$/, '')
      .trim() || NO_FAMILY
  );
}

/** The rows of the wanted families, by slug and kind, in the order of the files. */
export function rowsByFamily(
  watchlists: IndicatorWatchlists,
  wanted: { has(slug: string): boolean },
): Map<string, Map<IndicatorKind, IndicatorRow[]>> {
  const result = new Map<string, Map<IndicatorKind, IndicatorRow[]>>();
  for (const [kind, watchlist] of watchlists) {
    const bySlug = new Map<string, LongList<IndicatorRow>>();
    // By the name, so that a row costs one look; null for a family that is not wanted.
    const byName = new Map<string, LongList<IndicatorRow> | null>();
    for (const row of watchlist.rows) {
      let list = byName.get(row.MalwareFamily);
      if (list === undefined) {
        const slug = familySlug(row.MalwareFamily);
        list = wanted.has(slug) ? (bySlug.get(slug) ?? new LongList()) : null;
        if (list !== null) bySlug.set(slug, list);
        byName.set(row.MalwareFamily, list);
      }
      list?.push(row);
    }
    for (const [slug, list] of bySlug) result.set(slug, (result.get(slug) ?? new Map()).set(kind, list.toArray()));
  }
  return result;
}
