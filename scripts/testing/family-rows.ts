import { familySlug } from '../content/naming.js';
import type { Watchlist } from '../content/repository.js';
import type { FamilyRows } from '../indicators/indicator-table.js';
import { INDICATOR_KINDS, rowReader, watchlistAlias } from '../indicators/rows/row.js';
import type { Subject } from './subject.js';

/** The rows of the family that a generated hunt is about; of all families, where it names none. */
export function familyRows({ value }: Subject, watchlists: readonly Watchlist[]): FamilyRows {
  const slugs = new Set((value.tags ?? []).flatMap((tag) => (typeof tag === 'string' ? [familySlug(tag)] : [])));
  return new Map(
    INDICATOR_KINDS.map((kind) => {
      const list = watchlists.find((one) => one.value.watchlistAlias === watchlistAlias(kind));
      if (!list) return [kind, []];
      const toRow = rowReader(list.items.header);
      const rows = list.items.rows.map(({ cells }) => toRow(cells));
      const own = rows.filter(({ MalwareFamily }) => slugs.has(familySlug(MalwareFamily)));
      return [kind, own.length > 0 ? own : rows];
    }),
  );
}
