import { Fields } from '../../base/fields.js';
import { ALL_COLUMNS, INDICATOR_KINDS, rowReader } from '../../indicators/rows/row.js';
import type { Review } from '../../review/review.js';
import type { Evidence } from './evidence.js';

const ACTIONS = ['add', 'change', 'remove'] as const;

/**
 * A review as `--format json` printed it, read back. The file may come from a run that somebody else controls: what is
 * not of the known shape is empty, and every text is escaped where it is shown.
 */
export function parseReview(json: Record<string, unknown>): { base: string; review: Review; evidence: Evidence } {
  const all = new Fields(json);
  const [gained, cost] = [all.object('gained'), all.object('cost')];
  const review: Review = {
    reports: all.list('reports').map((one) => ({
      ...{ file: one.text('file'), action: oneOf(ACTIONS, one.text('action')), indicators: one.number('indicators') },
      ...{ families: one.texts('families'), sources: one.texts('sources') },
    })),
    rows: all.list('rows').map((one) => ({
      kind: oneOf(INDICATOR_KINDS, one.text('kind')),
      action: oneOf(ACTIONS, one.text('action')),
      row: row(one.object('row')),
      columns: ALL_COLUMNS.filter((column) => one.texts('columns').includes(column)),
    })),
    waiting: all.list('waiting').map((one) => ({
      ...{ value: one.text('value'), type: one.text('type'), family: one.text('family') },
      ...{ reason: one.text('reason'), report: one.text('report'), decision: one.text('decision') },
    })),
    detections: all.list('detections').map((one) => ({
      kind: oneOf(['hunt', 'rule'] as const, one.text('kind')),
      action: oneOf(ACTIONS, one.text('action')),
      ...{ id: one.text('id'), name: one.text('name'), file: one.text('file'), fields: one.texts('fields') },
      movedFrom: one.text('movedFrom') || undefined,
    })),
    gained: {
      techniques: gained.texts('techniques'),
      tables: gained.texts('tables'),
      kinds: INDICATOR_KINDS.filter((kind) => gained.texts('kinds').includes(kind)),
    },
    cost: { itemChanges: cost.number('itemChanges'), limit: cost.number('limit'), ofMonth: cost.number('ofMonth') },
    unreadable: all.texts('unreadable'),
  };
  return { base: all.text('base'), review, evidence: evidence(all.object('evidence')) };
}

function row(fields: Fields): Review['rows'][number]['row'] {
  return rowReader(ALL_COLUMNS)(ALL_COLUMNS.map((column) => fields.text(column)));
}

function evidence(fields: Fields): Evidence {
  const proof = fields.object('proof');
  const isThere = proof.text('summary') !== '';
  return {
    proof: isThere
      ? {
          ...{ summary: proof.text('summary'), failed: proof.number('failed'), notRun: proof.number('notRun') },
          ...{ unreached: proof.texts('unreached'), wronglyMatched: proof.number('wronglyMatched') },
          unnoticed: proof.number('unnoticed'),
        }
      : undefined,
    plans: fields.list('plans').map((plan) => ({
      ...{ workspace: plan.text('workspace'), summary: plan.text('summary') },
      ...{ changes: plan.texts('changes'), dangers: plan.texts('dangers') },
    })),
  };
}

function oneOf<T extends string>(known: readonly [T, ...T[]] | readonly T[], text: string): T {
  const found = known.find((one) => one === text) ?? known[0];
  if (found === undefined) throw new RangeError('nothing to choose from');
  return found;
}
