import { parseCsv } from '../../base/csv.js';
import { SourceText } from '../../base/source.js';
import type { Repository } from '../../content/repository.js';
import { type ArmResource, INSIGHTS } from '../azure/arm.js';
import { textOf } from '../resources/fields.js';
import type { Reader } from '../resources/handler.js';
import type { Exported } from './arm-template.js';

/** What resources of a file are to the handlers: a workspace that has these and nothing else. */
export function readerOf(resources: readonly Exported[], repository: Repository, now: Date): Reader {
  const lists = new Map<string, ArmResource[]>();
  const add = (path: string, resource: ArmResource) => lists.set(path, [...(lists.get(path) ?? []), resource]);
  for (const { collection, name, kind, properties } of resources) {
    const path = collection === 'savedSearches' ? collection : `${INSIGHTS}/${collection}`;
    add(path, { id: `${path}/${name}`, name, properties, ...(kind === undefined ? {} : { kind }) });
    if (collection === 'watchlists') {
      itemsOf(properties).forEach((itemsKeyValue, index) => {
        add(`${path}/${name}/watchlistItems`, { id: `${index}`, name: `${index}`, properties: { itemsKeyValue } });
      });
    }
  }
  const list = async (path: string) => lists.get(path) ?? [];
  return {
    arm: { list, query: async () => [] },
    list,
    wanted: () => undefined,
    readsAll: true,
    owner: { id: '', repository: '', takesOver: false },
    now,
    repository,
    knownItems: () => undefined,
  };
}

/** Rows of a list that its template carries, below the lines that it skips. */
function itemsOf(properties: Record<string, unknown>): Record<string, string>[] {
  const raw = textOf(properties.rawContent);
  if (raw === '') return [];
  const skipped = Number(properties.numberOfLinesToSkip ?? 0);
  const lines = raw.split(/\r?\n/).slice(Number.isInteger(skipped) && skipped > 0 ? skipped : 0);
  const { header, rows } = parseCsv(new SourceText('rawContent', lines.join('\n')));
  return rows.map(({ cells }) => Object.fromEntries(header.map((column, index) => [column, cells[index] ?? ''])));
}
