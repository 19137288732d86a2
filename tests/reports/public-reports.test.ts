import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Indicator } from '../../scripts/indicators/indicator.js';
import type { Report } from '../../scripts/reports/report.js';
import { readSource } from '../../scripts/reports/sources.js';

/** What a file must give; the head of `expected.yaml` says what the fields mean. */
interface Expected {
  accepts?: string[];
  review?: string[];
  rejects?: string[];
  dates?: Record<string, string>;
  family?: string;
  actor?: string;
  published?: string;
  tlp?: string;
}

const FOLDER = join(__dirname, '../fixtures/public-reports');
const EXPECTED: Record<string, Expected> = parse(readFileSync(join(FOLDER, 'expected.yaml'), 'utf8'));

async function read(name: string): Promise<Report> {
  // The first folder is the publisher, and no part of the path that the report had there.
  const source = { file: name.slice(name.indexOf('/') + 1), path: join(FOLDER, name) };
  const { reports } = await readSource(source, { asOf: new Date('2026-06-01'), allowList: [] });
  const [report] = reports;
  if (report === undefined || reports.length > 1) throw new Error(`${name} gave ${reports.length} reports`);
  return report;
}

const told = ({ type, value, retracted }: Indicator) => `${type} ${value}${retracted ? ' (withdrawn)' : ''}`;

describe('a public report', () => {
  it.each(Object.entries(EXPECTED))('%s', async (name, expected) => {
    const report = await read(name);
    const firstSeen = new Map(report.indicators.map((indicator) => [indicator.value, indicator.firstSeen]));
    expect({
      accepts: report.indicators.map(told).sort(),
      review: report.reviews.map(({ value }) => value).sort(),
      notRejected: (expected.rejects ?? []).filter((value) => !report.rejected.some((one) => one.value === value)),
      dates: Object.fromEntries(Object.keys(expected.dates ?? {}).map((value) => [value, firstSeen.get(value)])),
      family: expected.family === undefined ? undefined : report.family,
      actor: expected.actor === undefined ? undefined : report.actor,
      published: expected.published === undefined ? undefined : (report.published ?? ''),
      tlp: expected.tlp === undefined ? undefined : report.tlp,
    }).toEqual({
      ...{ accepts: [...(expected.accepts ?? [])].sort(), review: [...(expected.review ?? [])].sort() },
      ...{ notRejected: [], dates: expected.dates ?? {} },
      ...{ family: expected.family, actor: expected.actor, published: expected.published, tlp: expected.tlp },
    });
  });
});
