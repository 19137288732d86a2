import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringifyCsv } from '../scripts/base/csv.js';
import { PACKAGE_FOLDER } from '../scripts/base/system/package-folder.js';
import { DEFAULTS } from '../scripts/content/configuration.js';
import type { HuntingQuery, HuntTemplate, IndicatorKind } from '../scripts/content/model.js';
import type { FamilyRows } from '../scripts/indicators/indicator-table.js';
import {
  COLUMNS,
  INDICATOR_KINDS,
  type IndicatorRow,
  toCells,
  watchlistAlias,
} from '../scripts/indicators/rows/row.js';
import { huntYaml, renderHunt } from '../scripts/ingestion/hunt.js';
import { loadTemplates } from '../scripts/ingestion/templates.js';

/** How many hunts a large repository has. */
export const HUNTS = 1_000;

const VALUES: Record<IndicatorKind, string> = {
  ip: '192.0.2.7',
  domain: 'c2.example.com',
  url: 'http://c2.example.com/a',
  'file-hash': 'a'.repeat(64),
  email: 'sender@c2.example.com',
};

/** Writes a repository of hunts that templates made, some thirty families, and its five lists of one indicator each. */
export function writeHunts(
  root: string,
  edit: (hunt: HuntingQuery, index: number, template: HuntTemplate, rows: FamilyRows) => HuntingQuery,
): void {
  const templates = loadTemplates(PACKAGE_FOLDER);
  for (let index = 0; index < HUNTS; index++) {
    const family = Math.floor(index / templates.length);
    const template = templates[index % templates.length];
    if (!template) continue;
    const name = `Family ${family}`;
    const rows = new Map(INDICATOR_KINDS.map((kind) => [kind, valuesOf(kind).map((value) => row(kind, value, name))]));
    const hunt = renderHunt(template, { name, slug: `family-${family}`, rows }, [], DEFAULTS);
    write(root, `hunts/family-${family}/${template.id}.yaml`, huntYaml(edit(hunt, index, template, rows)));
  }
  for (const kind of INDICATOR_KINDS) writeWatchlist(root, kind, [[VALUES[kind], 'Unknown RAT']]);
}

/** A step of its own for each hunt, so that none can profit from another. */
export function addStep(hunt: HuntingQuery, index: number): HuntingQuery {
  return { ...hunt, query: `${hunt.query.trim()}\n| extend Remark${index} = ${index}\n` };
}

const valuesOf = (kind: IndicatorKind) => (kind === 'ip' ? [VALUES.ip, '198.51.100.0/24'] : [VALUES[kind]]);

function row(kind: IndicatorKind, value: string, family: string): IndicatorRow {
  return {
    Indicator: value,
    Port: '',
    HashType: kind === 'file-hash' ? 'sha256' : '',
    MalwareFamily: family,
    ThreatType: 'botnet_cc',
    Confidence: '75',
    FirstSeen: '2026-05-06',
    ValidUntil: '2026-06-20',
    Source: 'ThreatFox',
    Report: 'reports/a.md@0123456789ab',
  };
}

/** Writes an indicator list and its definition. @param values each with its family */
export function writeWatchlist(
  root: string,
  kind: IndicatorKind,
  values: readonly (readonly [value: string, family: string])[],
): void {
  const alias = watchlistAlias(kind);
  const cells = values.map(([value, family]) => toCells(kind, row(kind, value, family)));
  write(root, `watchlists/${alias}.csv`, stringifyCsv([...COLUMNS[kind]], cells));
  const definition = `watchlistAlias: ${alias}\ndisplayName: List of ${kind}\nprovider: Bench\nitemsSearchKey: Indicator\n`;
  write(root, `watchlists/${alias}.yaml`, definition);
}

function write(root: string, file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}
