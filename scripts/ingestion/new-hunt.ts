import { SentinelError } from '../base/errors.js';
import { didYouMean } from '../base/spelling.js';
import type { Configuration, HuntTemplate } from '../content/model.js';
import { ANY_FAMILY, familySlug } from '../content/naming.js';
import { hasIndicators } from '../indicators/indicator-table.js';
import { familySpelling, rowsByFamily } from './families.js';
import { anyFamily, type Family, huntFile, huntYaml, renderHunt } from './hunt.js';
import { HuntFiles } from './hunt-files.js';
import { loadIndicatorWatchlists } from './indicator-watchlist.js';

export interface NewHuntOptions {
  root: string;
  configuration: Configuration;
  templates: readonly HuntTemplate[];
  /** Id of the template. */
  template: string;
  /** A family of the watchlists in any spelling, or `any-family`. */
  family: string;
}

/**
 * The hunt that a template makes for a family of the watchlists, as ingest makes it: for one that was removed, and for a
 * template that came later. Throws a `SentinelError` for what is not there, and for a hunt that is.
 */
export function newHunt(options: NewHuntOptions): { file: string; text: string } {
  const { root, configuration, templates } = options;
  const template = templates.find(({ id }) => id === options.template);
  const ids = templates.map(({ id }) => id);
  if (!template) {
    const message = `There is no template '${options.template}'${didYouMean(options.template, ids) || '.'}`;
    throw new SentinelError('usage', message, `Templates: ${ids.join(', ')}.`);
  }
  const family = familyOf(options);
  const found = new HuntFiles(root).find(family.slug, template);
  if (found) throw new SentinelError('usage', `The hunt is there: ${found.file}.`, 'Edit it, or remove it first.');
  if (!hasIndicators(template.indicators, family.rows, configuration.minimumConfidence)) {
    const whose = family.name ?? 'any family';
    const message = `The watchlists have no indicators of ${whose} that ${template.id} hunts (${template.indicators}).`;
    throw new SentinelError('usage', message, 'Read a report about it first: sentinel ingest.');
  }
  return { file: huntFile(family.slug, template), text: huntYaml(renderHunt(template, family, [], configuration)) };
}

function familyOf({ root, family }: NewHuntOptions): Family {
  const watchlists = loadIndicatorWatchlists(root);
  const slug = family === ANY_FAMILY ? ANY_FAMILY : familySlug(family);
  if (slug === ANY_FAMILY) return anyFamily(new Map([...watchlists].map(([kind, { rows }]) => [kind, rows])));
  const spelling = familySpelling([...watchlists.values()].map(({ rows }) => rows));
  const name = spelling.get(slug);
  if (name !== undefined) return { name, slug, rows: rowsByFamily(watchlists, new Set([slug])).get(slug) ?? new Map() };
  const message = `The watchlists know no family '${family}'${didYouMean(family, spelling.values()) || '.'}`;
  throw new SentinelError('usage', message, `'${ANY_FAMILY}' stands for all of them.`);
}
