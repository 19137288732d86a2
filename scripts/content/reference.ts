import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCHEMA_FOLDER } from '../base/system/package-folder.js';

/** A technique of MITRE ATT&CK. */
export interface Technique {
  name: string;
  /** In the service's spelling: `CommandAndControl`. */
  tactics: readonly string[];
}

/** Tables that the workspace fills by itself. Official content also writes them where a connector's id belongs. */
export const OWN_TABLES = new Set(
  'Watchlist SecurityAlert SecurityIncident SentinelHealth SentinelAudit ThreatIntelIndicators ThreatIntelligenceIndicator BehaviorAnalytics IdentityInfo UserPeerAnalytics Anomalies Usage Operation LAQueryLogs Heartbeat'.split(
    ' ',
  ),
);

let techniques: ReadonlyMap<string, Technique> | undefined;
let retired: ReadonlyMap<string, Technique> | undefined;
let moved: ReadonlyMap<string, Technique> | undefined;
let tables: ReadonlyMap<string, UndescribedTable> | undefined;
let connectors: ReadonlyMap<string, readonly string[]> | undefined;

/** Techniques and sub-techniques of ATT&CK Enterprise by id. */
export function attackTechniques(): ReadonlyMap<string, Technique> {
  techniques ??= readTechniques('attack-enterprise.tsv');
  return techniques;
}

/** Those that ATT&CK has given up, while the service's own matrix, which lags behind, still has them. */
export function retiredTechniques(): ReadonlyMap<string, Technique> {
  retired ??= readTechniques('attack-retired.tsv');
  return retired;
}

/** Those that changed tactics within the last year, with the tactics that they had: content may still name these. */
export function movedTechniques(): ReadonlyMap<string, Technique> {
  moved ??= readTechniques('attack-moved.tsv');
  return moved;
}

/** A table of Microsoft whose columns no schema describes: since when it gets no new rows, and what took its place. */
export interface UndescribedTable {
  retired?: { since: string; use: string | undefined };
}

/** Microsoft's tables whose columns no schema describes, by name. */
export function undescribedTables(): ReadonlyMap<string, UndescribedTable> {
  tables ??= new Map(
    readTable('tables.tsv').map(([name = '', since, use]) => [
      name,
      since === undefined ? {} : { retired: { since, use } },
    ]),
  );
  return tables;
}

/** What Microsoft's analyser of KQL can say, by its code; `…` in a message stands for a name or a value. */
export function analyserCodes(): ReadonlyMap<string, { severity: 'error' | 'warning'; message: string }> {
  const rows = readTable('kql-codes.tsv');
  return new Map(
    rows.map(([code = '', severity, message = '']) => [
      code,
      { severity: severity === 'warning' ? 'warning' : 'error', message },
    ]),
  );
}

/** Tables that a data connector fills, or at least names, by the connector's id. */
export function dataConnectors(): ReadonlyMap<string, readonly string[]> {
  connectors ??= new Map(readTable('connectors.tsv').map(([id = '', tables]) => [id, listOf(tables)]));
  return connectors;
}

function readTechniques(file: string): ReadonlyMap<string, Technique> {
  return new Map(readTable(file).map(([id = '', name = '', tactics]) => [id, { name, tactics: listOf(tactics) }]));
}

/** Rows of a tab-separated file whose first line is a remark. */
function readTable(name: string): string[][] {
  return readFileSync(join(SCHEMA_FOLDER, 'reference', name), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'));
}

function listOf(cell: string | undefined): string[] {
  return cell === undefined || cell === '' ? [] : cell.split(',');
}
