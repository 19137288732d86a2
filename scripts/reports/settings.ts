import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { SentinelError } from '../base/errors.js';
import type { IngestSettings, ReportSettings } from '../content/model.js';
import { checkSchema } from '../content/schemas.js';
import { YamlFile } from '../content/yaml/yaml-file.js';
import type { Indicator } from '../indicators/indicator.js';
import { matches } from '../indicators/lists/reviews.js';
import { hostOfUrl } from '../indicators/parse.js';
import type { Report } from './report.js';

/** Beside reports, the one name that is no report. */
export const SETTINGS_FILE = 'ingest.yaml';

/** The settings of the folders between the root and a report; nearer ones win, and what the command line says over all. */
export class FolderSettings {
  readonly #known = new Map<string, IngestSettings>();

  /** @param own what the command line says */
  constructor(
    private readonly root: string,
    private readonly own: ReportSettings = {},
  ) {}

  /** Throws a `SentinelError` `ingest-settings` for a file of settings that is wrong. */
  for(path: string): ReportSettings {
    const folders: string[] = [];
    for (let folder = dirname(path); ; folder = dirname(folder)) {
      folders.unshift(folder);
      if (folder === this.root || dirname(folder) === folder || !inside(this.root, folder)) break;
    }
    let settings: ReportSettings = {};
    const exclude: string[] = [];
    for (const folder of folders) {
      const { files = {}, ...ofFolder } = this.#of(folder);
      const ofFile =
        dirname(path) === folder && Object.hasOwn(files, basename(path)) ? (files[basename(path)] ?? {}) : {};
      settings = { ...settings, ...ofFolder, ...ofFile };
      exclude.push(...(ofFolder.exclude ?? []), ...(ofFile.exclude ?? []));
    }
    return { ...settings, ...this.own, exclude };
  }

  /** Whether the settings say that a file is not read. */
  leavesOut(path: string): boolean {
    if (basename(path) === SETTINGS_FILE) return true;
    for (let folder = dirname(path); inside(this.root, folder); folder = dirname(folder)) {
      const name = relative(folder, path).split(/[\\/]/).join('/');
      if (this.#of(folder).exclude?.some((pattern) => pattern.includes('/') && matches(pattern, name))) return true;
      if (folder === dirname(folder)) break;
    }
    return false;
  }

  #of(folder: string): IngestSettings {
    const known = this.#known.get(folder);
    if (known) return known;
    const settings = readSettings(join(folder, SETTINGS_FILE));
    this.#known.set(folder, settings);
    return settings;
  }
}

function readSettings(path: string): IngestSettings {
  if (!existsSync(path)) return {};
  const yaml = YamlFile.parse(path, readFileSync(path, 'utf8'));
  const checked =
    yaml.diagnostics.length > 0 ? { diagnostics: yaml.diagnostics } : checkSchema('ingest-settings', yaml);
  if ('value' in checked) return checked.value;
  const [first] = checked.diagnostics;
  const line = first?.range.start.line ?? 1;
  throw new SentinelError(
    'ingest-settings',
    `${path}:${line} ${first?.message ?? 'is not valid'}`,
    first?.help ?? 'Correct the file.',
    {
      exitCode: 2,
      line,
    },
  );
}

/** A report as its settings have it. */
export function withSettings(report: Report, settings: ReportSettings): Report {
  const { family, source, firstSeen, confidence, exclude = [] } = settings;
  const isExcluded = ({ type, value }: Pick<Indicator, 'type' | 'value'>) =>
    exclude.some((pattern) => isMeant(pattern, type, value));
  const excluded = [...report.indicators, ...report.reviews].filter(isExcluded);
  return {
    ...report,
    ...(family === undefined ? {} : { family, certainty: 'high' }),
    ...(source === undefined ? {} : { source }),
    indicators: report.indicators
      .filter((indicator) => !isExcluded(indicator))
      .map((indicator) => ({
        ...indicator,
        family: family ?? indicator.family,
        firstSeen: indicator.firstSeen === report.published ? (firstSeen ?? indicator.firstSeen) : indicator.firstSeen,
        confidence: indicator.confidence ?? confidence ?? null,
      })),
    reviews: report.reviews.filter((review) => !isExcluded(review)),
    rejected: [...report.rejected, ...excluded.map(({ value }) => ({ value, reason: `excluded by ${SETTINGS_FILE}` }))],
    warnings: firstSeen === undefined ? report.warnings : report.warnings.filter(({ code }) => code !== 'undated'),
  };
}

/** A pattern for a host is meant for its URLs and mail addresses, too; `*.acme.example` for `acme.example` as well. */
function isMeant(pattern: string, type: string, value: string): boolean {
  if (matches(pattern, value)) return true;
  const host =
    type === 'url' ? hostOfUrl(value).host : type === 'email' ? value.slice(value.lastIndexOf('@') + 1) : value;
  return matches(pattern, host) || (pattern.startsWith('*.') && host === pattern.slice(2));
}

function inside(root: string, folder: string): boolean {
  const path = relative(root, folder);
  return !path.startsWith('..') && !path.startsWith('/');
}
