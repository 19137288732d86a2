import { stringifyCsv } from '../base/csv.js';
import { ALL_COLUMNS } from '../indicators/rows/row.js';
import type { Coverage } from './attack.js';
import type { Inventory } from './inventory.js';
import { navigatorLayer } from './navigator.js';
import { tableCoverage } from './pages/coverage.js';

/** The files for other programs, by path: JSON and CSV of all that the pages show, and the ATT&CK Navigator layer. */
export function exportFiles(inventory: Inventory, coverage: Coverage): Map<string, string> {
  return new Map([
    ['catalog.json', json(catalogJson(inventory, coverage))],
    ['attack-layer.json', json(navigatorLayer(coverage, 'Sentinel Content'))],
    ['coverage.csv', coverageCsv(coverage)],
    ['indicators.csv', indicatorsCsv(inventory)],
  ]);
}

function catalogJson(
  { asOf, detections, families, indicators, hunts, deployments }: Inventory,
  coverage: Coverage,
): object {
  return {
    asOf: asOf.toISOString(),
    families: families.map(({ name, slug, indicators: own, hunts: ownHunts, reports }) => ({
      ...{ name, slug, indicators: own.length, reports },
      hunts: ownHunts.map(({ file }) => file),
    })),
    detections: detections.map(({ kind, file, page, value, tables, kinds }) => ({
      ...{ kind, file, page, tables, indicatorKinds: kinds },
      ...{ id: value.id, name: value.name, tactics: value.tactics ?? [], techniques: value.relevantTechniques ?? [] },
      tests: value.tests?.length ?? 0,
    })),
    techniques: coverage.covered.map(({ id, technique, detections: own }) => ({
      ...{ id, name: technique.name, tactics: technique.tactics },
      detections: own.map(({ file }) => file),
    })),
    tables: tableCoverage(detections),
    indicators: indicators.map(({ kind, row, life }) => ({ kind, ...row, state: life.state })),
    records: { hunts, deployments },
  };
}

function coverageCsv({ byTactic }: Coverage): string {
  const rows = [...byTactic].flatMap(([tactic, techniques]) =>
    techniques
      .flatMap((technique) => [technique, ...technique.subTechniques])
      .map(({ id, technique, detections }) => [tactic, id, technique.name, String(detections.length)]),
  );
  return stringifyCsv(['Tactic', 'Technique', 'Name', 'HuntsAndRules'], rows);
}

function indicatorsCsv({ indicators }: Inventory): string {
  const rows = indicators.map(({ kind, row, life }) => [kind, life.state, ...ALL_COLUMNS.map((column) => row[column])]);
  return stringifyCsv(['Kind', 'State', ...ALL_COLUMNS], rows);
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}
