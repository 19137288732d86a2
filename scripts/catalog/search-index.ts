import type { Coverage } from './attack.js';
import type { Inventory } from './inventory.js';
import type { Page } from './layout.js';
import { slugPage, techniqueAnchor } from './pages/paths.js';

type Entry = readonly [kind: string, title: string, page: string, text: string];

/**
 * What the search box looks through, as a script that sets `searchIndex`: a page that was opened from a folder may load
 * scripts, and may not ask for data.
 */
export function searchIndex(inventory: Inventory, coverage: Coverage, docs: readonly Page[]): string {
  const entries: Entry[] = [
    ...inventory.families.map(({ name, slug }): Entry => ['family', name, slugPage(slug), '']),
    ...inventory.detections.map(
      ({ kind, value, page, tables, file }): Entry => [kind, value.name, page, [file, ...tables, value.id].join(' ')],
    ),
    ...coverage.covered.map(
      ({ id, technique }): Entry => ['technique', `${id} ${technique.name}`, techniqueAnchor(id), ''],
    ),
    ...docs.map(({ title, path }): Entry => ['page', title, path, '']),
    ...inventory.families.flatMap(({ name, slug, indicators }) =>
      indicators.map(({ kind, row }): Entry => [`${kind} of ${name}`, row.Indicator, slugPage(slug), row.Port]),
    ),
  ];
  // Line separators end a statement in older readers; `<` could close the script where it is copied into a page.
  const text = JSON.stringify(entries).replace(
    /[<\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `window.searchIndex = ${text};\n`;
}
