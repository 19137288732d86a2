import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import type { Report } from '../scripts/reports/report.js';
import { findSources, readSource } from '../scripts/reports/sources.js';

/** What an independent reader found in a file: `must` is listed as an indicator, `may` stands elsewhere. */
interface Truth {
  file: string;
  /** The folder that the file had at its publisher: it often names the family. */
  folder: string;
  /** Where it lies. */
  path: string;
  must: [string, string][];
  may: [string, string][];
  family?: string;
}

interface Score {
  file: string;
  must: number;
  accepted: number;
  review: number;
  rejected: number;
  vanished: string[];
  invented: string[];
  /** Values that are true and were not accepted. */
  missed: string[];
  family: string;
  familyRight: boolean | null;
}

const FIXTURES = resolve(__dirname, '../tests/fixtures/public-reports');

/**
 * How much of what reports list is read: over the fixtures of the tests, or over a folder that holds `reports.json` and
 * the files in `reports/`. Prints a line a file; with `--values` what was missed and invented.
 */
export async function run(args: readonly string[]): Promise<boolean> {
  const [folder] = args.filter((arg) => !arg.startsWith('--'));
  const scores: Score[] = [];
  for (const truth of folder === undefined ? fixtures() : truthsOf(folder)) scores.push(await score(truth));
  print(scores, args.includes('--values'));
  const total = (count: (score: Score) => number) => scores.reduce((sum, one) => sum + count(one), 0);
  const must = total((one) => one.must);
  const accepted = total((one) => one.accepted);
  const named = scores.filter((one) => one.familyRight !== null);
  return (
    accepted >= 0.97 * must &&
    total((one) => one.review) <= 0.02 * must &&
    total((one) => one.vanished.length) === 0 &&
    total((one) => one.invented.length) * 500 <= accepted &&
    named.filter((one) => one.familyRight).length >= 0.9 * named.length
  );
}

function truthsOf(folder: string): Truth[] {
  const truths: Truth[] = JSON.parse(readFileSync(join(folder, 'reports.json'), 'utf8'));
  return truths.map((truth) => ({ ...truth, path: join(folder, 'reports', truth.file) }));
}

/** What the fixtures' own expectations say; what they leave to a person or reject is no loss. */
function fixtures(): Truth[] {
  const expected: Record<string, { accepts?: string[]; family?: string }> = parse(
    readFileSync(join(FIXTURES, 'expected.yaml'), 'utf8'),
  );
  return Object.entries(expected).map(([name, { accepts = [], family }]) => {
    const must = accepts.map((line): [string, string] => {
      const [type = '', value = ''] = line.replace(/ \(withdrawn\)$/, '').split(/ (.*)/s);
      return type === 'url' ? [type, value] : splitKey(keysOf(type, value)[0] ?? '');
    });
    const folder = name.split('/').slice(1, -1).join('/');
    return {
      ...{ file: name.split('/').at(-1) ?? '', folder, path: join(FIXTURES, name), must, may: [] },
      ...(family ? { family } : {}),
    };
  });
}

function splitKey(key: string): [string, string] {
  const blank = key.indexOf(' ');
  return [key.slice(0, blank), key.slice(blank + 1)];
}

// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one branch a way in which a report may be wrong.
async function score(truth: Truth): Promise<Score> {
  const { path } = truth;
  const options = { asOf: new Date('2026-11-24'), allowList: [] };
  let report: Report | undefined;
  let failure = '';
  try {
    const [source] = findSources(dirname(path), [path]).found;
    if (source) [report] = (await readSource({ ...source, file: join(truth.folder, truth.file) }, options)).reports;
  } catch (error) {
    failure = error instanceof Error ? error.message : String(error);
  }
  const accepted = new Set(report?.indicators.flatMap(({ type, value }) => keysOf(type, value)) ?? []);
  const review = new Set(report?.reviews.flatMap(({ type, value }) => keysOf(type, value)) ?? []);
  const rejected = (report?.rejected ?? []).map(({ value }) => bare(value)).join('\n');
  const known = new Set([...truth.must, ...truth.may].flatMap(([type, value]) => truthKeys(type, value)));
  const result: Score = {
    ...{ file: truth.file, must: truth.must.length, accepted: 0, review: 0, rejected: 0 },
    ...{ vanished: [], invented: [], missed: [] },
    family: failure || familyOf(report),
    familyRight: truth.family === undefined ? null : sameFamily(familyOf(report), truth.family),
  };
  for (const [type, value] of truth.must) {
    const keys = truthKeys(type, value);
    if (keys.some((key) => accepted.has(key))) {
      result.accepted++;
      continue;
    }
    const where = keys.some((key) => review.has(key)) ? 'review' : rejected.includes(bare(value)) ? 'rejected' : '';
    result.missed.push(`${where || 'vanished'} ${type} ${value}`);
    if (where === '') result.vanished.push(value);
    else result[where]++;
  }
  for (const { type, value } of report?.indicators ?? []) {
    if (!keysOf(type, value).some((key) => known.has(key))) result.invented.push(`${type} ${value}`);
  }
  return result;
}

function familyOf(report: Report | undefined): string {
  return report?.family ?? '';
}

function sameFamily(found: string, expected: string): boolean {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  return expected.split('|').some((name) => plain(found) !== '' && plain(found) === plain(name));
}

/** The truth's keys have no scheme, no default port and lower-case hashes. */
function truthKeys(type: string, value: string): string[] {
  return type === 'url' ? [`url ${bare(value)}`] : [`${type} ${value.toLowerCase()}`];
}

function keysOf(type: string, value: string): string[] {
  switch (type) {
    case 'ip:port':
      return [`ip ${value.slice(0, value.lastIndexOf(':')).replace(/[[\]]/g, '')}`];
    case 'url':
      return [`url ${bare(value)}`];
    case 'md5':
    case 'sha1':
    case 'sha256':
      return [`hash ${value}`];
    default:
      return [`${type} ${value.toLowerCase()}`];
  }
}

function bare(url: string): string {
  const plain = url.replace(/^[a-z]+:\/\//i, '');
  const slash = plain.indexOf('/') === -1 ? plain.length : plain.indexOf('/');
  return (
    plain
      .slice(0, slash)
      .toLowerCase()
      .replace(/:(?:80|443)$/, '') + plain.slice(slash)
  ).replace(/\/$/, '');
}

function print(scores: readonly Score[], values: boolean): void {
  const write = (text: string) => process.stdout.write(`${text}\n`);
  write('  true  accepted  review  rejected  vanished  invented  file (family)');
  const line = (
    one: Omit<Score, 'missed' | 'family' | 'familyRight' | 'vanished' | 'invented'>,
    lost: number,
    made: number,
  ) =>
    `${String(one.must).padStart(6)}${String(one.accepted).padStart(10)}${String(one.review).padStart(8)}` +
    `${String(one.rejected).padStart(10)}${String(lost).padStart(10)}${String(made).padStart(10)}  ${one.file}`;
  for (const one of scores) {
    const right = one.familyRight === false ? 'WRONG ' : '';
    write(`${line(one, one.vanished.length, one.invented.length)} (${right}${one.family})`);
    if (!values) continue;
    for (const value of [...one.missed, ...one.invented.map((text) => `invented ${text}`)].slice(0, 30))
      write(`      ${value}`);
  }
  const sum = (count: (one: Score) => number) => scores.reduce((all, one) => all + count(one), 0);
  const total = {
    file: 'all',
    must: sum((one) => one.must),
    accepted: sum((one) => one.accepted),
    review: sum((one) => one.review),
    rejected: sum((one) => one.rejected),
  };
  write(
    line(
      total,
      sum((one) => one.vanished.length),
      sum((one) => one.invented.length),
    ),
  );
  const named = scores.filter((one) => one.familyRight !== null);
  if (named.length > 0) write(`  family right: ${named.filter((one) => one.familyRight).length} of ${named.length}`);
}
