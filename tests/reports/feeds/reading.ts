import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { detectFeed } from '../../../scripts/reports/feeds/detect.js';
import { readFeed } from '../../../scripts/reports/feeds/feed.js';
import type { Report } from '../../../scripts/reports/report.js';

export const OPTIONS = { file: 'reports/download', allowList: [], asOf: new Date('2026-06-01T00:00:00Z') };

export function fixture(name: string): Buffer {
  return readFileSync(join(__dirname, '../../fixtures/feeds', name));
}

/** Reads a feed as the product does: its format told by its beginning. */
export function read(content: string | Uint8Array): Report {
  const bytes = Buffer.from(content);
  const feed = detectFeed(bytes);
  if (feed === undefined) throw new Error('not a feed');
  return readFeed(feed, bytes, OPTIONS);
}

/** `type value`, in the order of the feed. */
export function values(report: Report): string[] {
  return report.indicators.map(({ type, value }) => `${type} ${value}`);
}

/** Codes of the warnings, but for the one that indicators are undated, which most of these are. */
export function codes(report: Report): string[] {
  return report.warnings.map(({ code }) => code).filter((code) => code !== 'undated');
}
