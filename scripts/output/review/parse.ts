import { Fields } from '../../base/fields.js';
import { ALL_COLUMNS, INDICATOR_KINDS, rowReader } from '../../indicators/rows/row.js';
import type { Review } from '../../review/review.js';
import type { Evidence, Remark } from './evidence.js';

const ACTIONS = ['add', 'change', 'remove'] as const;

/**
 * A review as `--format json` printed it, read back. The file may come from a run that somebody else controls: what is
 * not of the known shape is empty, and every text is escaped where it is shown.
 */
export function parseReview(json: Record<string, unknown>): { base: string; review: Review; evidence: Evidence } {
  const all = new Fields(json);
  const [gained, cost, size] = [all.object('gained'), all.object('cost'), all.object('size')];
  const review: Review = {
    reports: all.list('reports').map((one) => ({
      ...{ file: one.text('file'), action: oneOf(ACTIONS, one.text('action')), indicators: one.number('indicators') },
      ...{ families: one.texts('families'), sources: one.texts('sources'), title: one.text('title') },
      ...{ published: one.text('published'), tlp: one.text('tlp'), rejected: one.number('rejected') },
    })),
    rows: all.list('rows').map((one) => {
      const columns = ALL_COLUMNS.filter((column) => one.texts('columns').includes(column));
      return {
        ...{ kind: oneOf(INDICATOR_KINDS, one.text('kind')), action: oneOf(ACTIONS, one.text('action')), columns },
        row: row(one.object('row')),
        before: Object.fromEntries(columns.map((column) => [column, one.object('before').text(column)])),
      };
    }),
    waiting: all.list('waiting').map((one) => ({
      ...{ value: one.text('value'), type: one.text('type'), family: one.text('family') },
      ...{ reason: one.text('reason'), report: one.text('report'), decision: one.text('decision') },
      ...{ line: one.number('line'), accepted: one.text('accepted') },
    })),
    detections: all.list('detections').map((one) => ({
      kind: oneOf(['hunt', 'rule'] as const, one.text('kind')),
      action: oneOf(ACTIONS, one.text('action')),
      ...{ id: one.text('id'), name: one.text('name'), file: one.text('file'), fields: one.texts('fields') },
      ...{ movedFrom: one.text('movedFrom') || undefined, byIngest: one.flag('byIngest') === true },
    })),
    gained: {
      techniques: gained.texts('techniques'),
      tables: gained.texts('tables'),
      kinds: INDICATOR_KINDS.filter((kind) => gained.texts('kinds').includes(kind)),
    },
    cost: { itemChanges: cost.number('itemChanges'), limit: cost.number('limit'), ofMonth: cost.number('ofMonth') },
    size: { files: size.number('files'), added: size.number('added'), removed: size.number('removed') },
    unreadable: all.texts('unreadable'),
  };
  return { base: all.text('base'), review, evidence: evidence(all.object('evidence')) };
}

function row(fields: Fields): Review['rows'][number]['row'] {
  return rowReader(ALL_COLUMNS)(ALL_COLUMNS.map((column) => fields.text(column)));
}

function evidence(fields: Fields): Evidence {
  const [findings, proof] = [fields.object('findings'), fields.object('proof')];
  return {
    findings: findings.has('errors')
      ? {
          ...{ errors: findings.number('errors'), warnings: findings.number('warnings') },
          list: remarks(findings, 'list'),
        }
      : undefined,
    proof: proof.has('summary')
      ? {
          ...{ summary: proof.text('summary'), failed: proof.number('failed'), notRun: proof.number('notRun') },
          ...{ unreached: proof.texts('unreached'), wronglyMatched: proof.number('wronglyMatched') },
          ...{ unnoticed: proof.number('unnoticed'), remarks: remarks(proof, 'remarks') },
        }
      : undefined,
    plans: fields.list('plans').map((plan) => ({
      ...{ workspace: plan.text('workspace'), summary: plan.text('summary') },
      ...{ changes: plan.texts('changes'), dangers: plan.texts('dangers') },
    })),
  };
}

function remarks(fields: Fields, name: string): Remark[] {
  return fields.list(name).map((one) => ({ place: one.text('place'), text: one.text('text') }));
}

function oneOf<T extends string>(known: readonly [T, ...T[]] | readonly T[], text: string): T {
  const found = known.find((one) => one === text) ?? known[0];
  if (found === undefined) throw new RangeError('nothing to choose from');
  return found;
}
