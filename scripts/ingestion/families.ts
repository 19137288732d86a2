import type { Configuration, IndicatorKind } from '../content/model.js';
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

/** A source that names more families than this is a feed: nobody reads a hunt for each of them. */
const MOST_FAMILIES_OF_A_REPORT = 3;

/** Which reports are feeds: of many families, so that hunts over any family cover their indicators. */
export class Feeds {
  readonly #families = new Map<string, Set<string>>();

  /** @param hunts as the configuration has it: with `family` there are no feeds, with `table` there is nothing else */
  constructor(
    private readonly hunts: Configuration['hunts'],
    lists: Iterable<Iterable<IndicatorRow>>,
  ) {
    if (hunts !== 'auto') return;
    for (const rows of lists) {
      for (const { Report, MalwareFamily } of rows)
        for (const report of Report.split(' ')) this.#add(report, MalwareFamily);
    }
  }

  #add(report: string, family: string): void {
    const families = this.#families.get(report);
    if (!families) this.#families.set(report, new Set([family]));
    else if (families.size <= MOST_FAMILIES_OF_A_REPORT) families.add(family);
  }

  /** Whether a source with indicators of so many families is a feed. */
  isFeed(families: number): boolean {
    return this.hunts === 'auto' ? families > MOST_FAMILIES_OF_A_REPORT : this.hunts === 'table';
  }

  /** Whether a row is there because of feeds alone. */
  isFromFeed({ Report }: IndicatorRow): boolean {
    if (this.hunts !== 'auto') return this.hunts === 'table';
    return Report.split(' ').every((report) => this.isFeed(this.#families.get(report)?.size ?? 0));
  }
}
