import { counted } from '../../base/strings.js';
import type { Refresh, RefreshedHunt } from '../../ingestion/refresh.js';
import { oneLine } from '../text.js';

/** What `ingest --refresh` did to each generated hunt. */
export function formatRefresh({ changes, hunts }: Refresh, dryRun: boolean, format: string): string {
  const written = dryRun ? [] : [...changes.keys()];
  if (format === 'json') return `${JSON.stringify({ hunts, written }, null, 2)}\n`;
  const told = hunts.filter(({ indicators, followsTemplate }) => indicators !== 'same' || !followsTemplate);
  const lines = told.map((hunt) => `${oneLine(hunt.file)}: ${describe(hunt, dryRun)}`);
  const files = changes.size === 0 ? 'no file changes' : `${changes.size} ${dryRun ? 'would change' : 'written'}`;
  return [...lines, `${counted(hunts.length, 'generated hunt')} held against the templates; ${files}.`, ''].join('\n');
}

function describe({ indicators, followsTemplate }: RefreshedHunt, dryRun: boolean): string {
  if (indicators === 'no-markers') return 'its markers are gone: it is yours, and was left alone';
  const changed = `the indicators' part ${dryRun ? 'would be' : 'was'} rendered anew`;
  const query = followsTemplate
    ? 'the query below it is what the template says'
    : 'the query below it is not what the template says today (edited, or of an earlier template): it stays as it is';
  return indicators === 'changed' ? `${changed}; ${query}` : query;
}
