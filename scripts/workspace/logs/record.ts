import type { HuntOutcome } from './hunting.js';
import type { TimeRange } from './search.js';

/** What a hunt is recorded with. */
export interface HuntRecord {
  recordedAt: Date;
  source: { workspace: string } | { logs: string };
  range: TimeRange;
  hunts: readonly HuntOutcome[];
}

/** Where records of hunts lie. */
const FOLDER = 'records/hunts';

/** The file of a record and its text: what was hunted, when, over which range, and with how many hits; no hit itself. */
export function recordFile({ recordedAt, source, range, hunts }: HuntRecord): [file: string, text: string] {
  const instant = recordedAt.toISOString().slice(0, 19);
  const record = {
    recordedAt: `${instant}Z`,
    source,
    from: range.from.toISOString(),
    to: range.to.toISOString(),
    hunts: hunts.map(({ file, id, name, outcome, rows, indicators, alerts, reason }) => ({
      ...{ file, id, name, outcome, rows },
      indicators: indicators.map(({ of, hits }) => ({ indicator: of, hits })),
      ...(alerts === undefined ? {} : { alerts }),
      ...(reason === undefined ? {} : { reason }),
    })),
    summary: summaryOf(hunts),
  };
  return [`${FOLDER}/${instant.replaceAll(':', '-')}Z.json`, `${JSON.stringify(record, null, 2)}\n`];
}

/** How many hunts ran and did not, and what they found together. */
export function summaryOf(hunts: readonly HuntOutcome[]): {
  ran: number;
  hits: number;
  notRun: number;
  failed: number;
} {
  const count = (outcome: HuntOutcome['outcome']) => hunts.filter((hunt) => hunt.outcome === outcome).length;
  return {
    ran: count('ran'),
    hits: hunts.reduce((sum, { rows }) => sum + rows, 0),
    notRun: count('not-run'),
    failed: count('failed'),
  };
}
