import { join } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { SentinelError } from '../base/errors.js';
import { isDay } from '../base/instant.js';
import type { ReportSettings } from '../content/model.js';
import type { ReadOptions } from '../reports/reader.js';
import type { Report } from '../reports/report.js';
import type { Reading, Unread } from '../reports/sources.js';
import type { Command, Context, Values } from './command.js';

/** `threatfox:recent` stands for what the service published in the last days. */
const FEEDS = new Set(['threatfox:recent']);

export const ingest: Command = {
  summary: 'Reads reports and feeds; writes hunts, watchlists and their provenance.',
  arguments: '<file, folder or feed>…',
  takes: [0, Number.POSITIVE_INFINITY],
  formats: ['text', 'json', 'markdown'],
  options: {
    'dry-run': { type: 'boolean', help: 'say what would be written, and write nothing' },
    family: { type: 'string', value: 'NAME', help: 'the malware family of the reports, whatever they say' },
    source: { type: 'string', value: 'NAME', help: 'who publishes them' },
    'first-seen': { type: 'string', value: 'DAY', help: 'the day of what has no day of its own, as YYYY-MM-DD' },
    accept: {
      type: 'string',
      multiple: true,
      value: 'REASON',
      help: 'accept what waits for review for this reason, or a part of it',
    },
    'allow-tlp': {
      type: 'boolean',
      help: 'take reports marked TLP:AMBER+STRICT or TLP:RED: this repository is not public',
    },
    base: {
      type: 'string',
      value: 'REF',
      help: 'the branch or commit against which versions of changed hunts rise, once (default: the last commit)',
    },
    refresh: {
      type: 'boolean',
      help: 'read no report: render what ingest owns of generated hunts from the templates of today, after an upgrade',
    },
    days: { type: 'string', value: 'N', help: 'for threatfox:recent: the last 1 to 7 days (default: 1)' },
  },
  examples: [
    ['sentinel ingest reports', 'every report of a folder; what is known already changes nothing'],
    ['sentinel ingest report.html --dry-run', 'what it would change'],
    ['sentinel ingest https://blog.example/post', 'fetches a report over https and keeps it in reports/'],
    ['unzip -p iocs.zip | sentinel ingest -', 'what comes over a pipe'],
    ['sentinel ingest reports/acme --family Remcos', 'a family for all reports of a folder'],
    ['sentinel ingest reports --accept "not defanged"', 'take what waits for one reason'],
    ['sentinel ingest threatfox:recent --days 3', 'from the feed; needs THREATFOX_AUTH_KEY'],
    ['sentinel ingest --refresh --dry-run', 'what an upgrade of the templates would change in hunts'],
  ],
  async run(context, paths, values) {
    if ((values.refresh === true) !== (paths.length === 0)) throw wrongArguments(paths);
    if (values.refresh === true) return refresh(context, values);
    const { ingestReports } = await import('../ingestion/ingest.js');
    const { loadTemplates } = await import('../ingestion/templates.js');
    const { loadConfiguration } = await import('../content/configuration.js');
    const { writeFilesUnless } = await import('../base/files.js');
    const { formatIngestion } = await import('../output/ingestion/ingestion.js');
    const { readBaseOrLastCommit } = await import('../checks/changes/base.js');
    const { interruptible } = await import('./interrupt.js');
    const { locked } = await import('./lock.js');
    const { root, asOf } = context;
    const configuration = loadConfiguration(root);
    const templates = loadTemplates(root);
    const base = await readBaseOrLastCommit(root, typeof values.base === 'string' ? values.base : undefined);
    const { testsOfTemplates } = await import('../testing/first-tests.js');
    const testsOf = testsOfTemplates(root, configuration);
    const dryRun = values['dry-run'] === true;
    const accept = Array.isArray(values.accept) ? values.accept.filter((reason) => typeof reason === 'string') : [];
    try {
      const result = await interruptible(async (signal) => {
        const { reports, unread } = await readAll(context, paths, values, signal);
        const merge = async () => {
          context.progress('merging');
          const ingestion = ingestReports(reports, { root, configuration, templates, asOf, base, testsOf, accept });
          context.progress(`writing ${ingestion.changes.size} files`);
          if (!dryRun) await writeFilesUnless(signal, root, ingestion.changes);
          return ingestion;
        };
        const waits = (holder: string) => context.progress(`waiting for process ${holder}, which is ingesting`);
        const ingestion = dryRun ? await merge() : await locked(root, signal, merge, waits);
        return { unread, ingestion, dryRun };
      });
      context.progress('');
      await context.printPieces(formatIngestion(result, context.format, context.color));
      return result.unread.length > 0 ? 1 : 0;
    } finally {
      context.progress('');
    }
  },
};

function wrongArguments([path]: string[]): SentinelError {
  const wrong = path === undefined ? 'an argument is missing' : `--refresh reads no report: '${path}' is one too many`;
  return new SentinelError('usage', `sentinel ingest: ${wrong}.`, `Usage: sentinel ingest ${ingest.arguments}`);
}

/** Brings generated hunts up to today's templates. */
async function refresh(context: Context, values: Values): Promise<number> {
  const { refreshHunts } = await import('../ingestion/refresh.js');
  const { loadTemplates } = await import('../ingestion/templates.js');
  const { loadConfiguration } = await import('../content/configuration.js');
  const { writeFilesUnless } = await import('../base/files.js');
  const { readBaseOrLastCommit } = await import('../checks/changes/base.js');
  const { formatRefresh } = await import('../output/ingestion/refresh.js');
  const { interruptible } = await import('./interrupt.js');
  const { locked } = await import('./lock.js');
  const { root, format } = context;
  const options = {
    root,
    configuration: loadConfiguration(root),
    templates: loadTemplates(root),
    base: await readBaseOrLastCommit(root, typeof values.base === 'string' ? values.base : undefined),
  };
  const dryRun = values['dry-run'] === true;
  const result = await interruptible(async (signal) => {
    if (dryRun) return refreshHunts(options);
    const work = async () => {
      const done = refreshHunts(options);
      await writeFilesUnless(signal, root, done.changes);
      return done;
    };
    return locked(root, signal, work, (holder) =>
      context.progress(`waiting for process ${holder}, which is ingesting`),
    );
  });
  context.progress('');
  context.print(formatRefresh(result, dryRun, format));
  return 0;
}

async function readAll(
  context: Context,
  paths: string[],
  values: Values,
  signal: AbortSignal,
): Promise<{ reports: Report[]; unread: Unread[] }> {
  const { findSources, readSource } = await import('../reports/sources.js');
  const { loadAllowList } = await import('../indicators/screening/allow-list-file.js');
  const { oneLine } = await import('../output/text.js');
  const { throttled } = await import('../output/progress.js');
  const { FolderSettings, withSettings } = await import('../reports/settings.js');
  const options = { asOf: context.asOf, allowList: loadAllowList(context.root), signal };
  const settings = new FolderSettings(context.root, settingsOf(values));
  const reports: Report[] = [];
  for (const feed of paths.filter((path) => FEEDS.has(path))) {
    context.progress(`asking ${feed}`);
    reports.push(await readThreatFox(feed, values, options));
  }
  const { readStream } = await import('../reports/sources.js');
  const { download, isAddress } = await import('../reports/download.js');
  const isPath = (path: string) => !FEEDS.has(path) && path !== '-' && !isAddress(path);
  const local = paths.filter(isPath);
  const failed: Unread[] = [];
  const take = (reading: Reading, path: string) => {
    failed.push(...reading.unread);
    for (const read of reading.reports) {
      const report = withSettings(read, settings.for(path));
      if (!isRestricted(report) || values['allow-tlp'] === true) reports.push(report);
      else failed.push({ file: report.file, error: restricted(report) });
    }
  };
  for (const url of paths.filter((path) => !FEEDS.has(path) && isAddress(path))) {
    context.progress(`fetching ${oneLine(url)}`);
    try {
      local.push(await download(url, join(context.root, 'reports'), signal));
    } catch (error) {
      if (signal.aborted || !(error instanceof SentinelError)) throw error;
      failed.push({ file: url, error });
    }
  }
  if (paths.includes('-')) {
    context.progress('reading standard input');
    take(
      await readStream('standard input', addAbortSignal(signal, process.stdin), { ...options, signal }),
      join(context.root, '-'),
    );
  }
  const { found, unread } = findSources(context.root, local);
  const say = throttled(context.progress);
  const wanted = found.filter(({ path }) => !settings.leavesOut(path));
  for (const [index, source] of wanted.entries()) {
    const onProgress = (bytes: number) => say(`${index + 1}/${wanted.length} ${oneLine(source.file)}${size(bytes)}`);
    onProgress(0);
    // Small files are read at once: without a turn of the event loop no signal would be heard between them.
    await setImmediate();
    try {
      take(await readSource(source, options), source.path);
    } catch (error) {
      if (signal.aborted || !(error instanceof SentinelError)) throw error;
      unread.push({ file: source.file, error });
    }
  }
  return { reports, unread: [...unread, ...failed] };
}

async function readThreatFox(
  feed: string,
  values: Values,
  options: ReadOptions & { signal: AbortSignal },
): Promise<Report> {
  const { fetchThreatFox } = await import('../reports/feeds/threatfox-api.js');
  const { readBytes } = await import('../reports/sources.js');
  const { THREATFOX_AUTH_KEY, SENTINEL_THREATFOX_URL } = process.env;
  const days = typeof values.days === 'string' ? Number(values.days) : 1;
  const endpoint = SENTINEL_THREATFOX_URL ? { endpoint: SENTINEL_THREATFOX_URL } : {};
  const answer = await fetchThreatFox({ authKey: THREATFOX_AUTH_KEY, days, signal: options.signal, ...endpoint });
  return readBytes(feed, answer, options);
}

function size(bytes: number): string {
  return bytes < 1_000_000 ? '' : `, ${Math.round(bytes / 1_000_000)} MB`;
}

/** What the command line says of all reports of a run. */
function settingsOf(values: Values): ReportSettings {
  const { family, source, 'first-seen': firstSeen } = values;
  return {
    ...(typeof family === 'string' ? { family } : {}),
    ...(typeof source === 'string' ? { source } : {}),
    ...(typeof firstSeen === 'string' ? { firstSeen: checkedDay(firstSeen) } : {}),
  };
}

function checkedDay(text: string): string {
  if (isDay(text)) return text;
  throw new SentinelError(
    'usage',
    `--first-seen takes a day such as 2026-05-31, not '${text}'`,
    'Write it as YYYY-MM-DD.',
    {
      exitCode: 2,
    },
  );
}

/** Markings that keep a report within one organisation, or to named persons. */
function isRestricted({ tlp }: Report): boolean {
  return tlp === 'amber+strict' || tlp === 'red';
}

function restricted({ file, tlp }: Report): SentinelError {
  const message = `${file} is marked TLP:${tlp.toUpperCase()}, which must not stand in a public place`;
  return new SentinelError('tlp-restricted', message, 'Give --allow-tlp where only those may read this repository.', {
    exitCode: 1,
  });
}
