import type { FileChanges, FileText } from '../base/files.js';
import type { Base } from '../checks/changes/base.js';
import type { Configuration, HuntTemplate } from '../content/model.js';
import { YamlFile } from '../content/yaml/yaml-file.js';
import { familySpelling, rowsByFamily } from './families.js';
import { analystPart, anyFamily, type Family, refreshHunt } from './hunt.js';
import { HuntFiles } from './hunt-files.js';
import { loadIndicatorWatchlists } from './indicator-watchlist.js';
import { raiseVersion } from './versions.js';

export interface RefreshOptions {
  root: string;
  configuration: Configuration;
  templates: readonly HuntTemplate[];
  /** What versions rise against; without it, what is there now. */
  base?: Base | undefined;
}

/** A generated hunt, held against today's template. */
export interface RefreshedHunt {
  file: string;
  /** The part that ingest writes: rendered anew, as it was, or gone with its markers, so that the hunt is left alone. */
  indicators: 'changed' | 'same' | 'no-markers';
  /** Whether the analyst's part is what the template says today; where not, an analyst or an earlier template wrote it. */
  followsTemplate: boolean;
}

export interface Refresh {
  changes: FileChanges;
  hunts: RefreshedHunt[];
}

/**
 * Renders the part of generated hunts that ingest owns from today's templates; the analyst's part stays to the byte. No
 * hunt is made or removed, and no row changes. Pure but for reading the files that are there.
 */
export function refreshHunts({ root, configuration, templates, base }: RefreshOptions): Refresh {
  const lists = loadIndicatorWatchlists(root);
  const spelling = familySpelling([...lists.values()].map(({ rows }) => rows));
  const rows = rowsByFamily(lists, spelling);
  const own = [...spelling].map(([slug, name]): Family => ({ name, slug, rows: rows.get(slug) ?? new Map() }));
  const any = anyFamily(new Map([...lists].map(([kind, list]) => [kind, list.rows])));
  const files = new HuntFiles(root);
  const changes = new Map<string, FileText | null>();
  const hunts: RefreshedHunt[] = [];
  for (const family of [...own, any]) {
    for (const template of templates) {
      const found = files.find(family.slug, template);
      if (!found) continue;
      const { file, text } = found;
      const after = refreshHunt(text, template, family, configuration);
      const followsTemplate = analystPart(queryOf(file, text)) === template.query.trim();
      if (after === undefined) hunts.push({ file, indicators: 'no-markers', followsTemplate });
      else {
        hunts.push({ file, indicators: after === text ? 'same' : 'changed', followsTemplate });
        if (after !== text) changes.set(file, raiseVersion(file, text, after, base));
      }
    }
  }
  return { changes, hunts };
}

function queryOf(file: string, text: string): string {
  const { data } = YamlFile.parse(file, text);
  return typeof data === 'object' && data !== null && 'query' in data ? String(data.query) : '';
}
