import fc from 'fast-check';
import { isObject } from '../../../scripts/base/objects';
import { formatReview } from '../../../scripts/output/review/markdown';
import { parseReview } from '../../../scripts/output/review/parse';

const REVIEW = {
  base: 'abc',
  reports: [{ file: 'reports/a.md', action: 'add', families: ['Bad'], sources: ['Post'], indicators: 1 }],
  rows: [
    {
      kind: 'domain',
      action: 'change',
      row: {
        Indicator: 'bad.example',
        Port: '',
        HashType: '',
        MalwareFamily: 'Bad',
        ThreatType: '',
        Confidence: '50',
        FirstSeen: '',
        ValidUntil: '',
        Source: 'Post',
        Report: 'r',
      },
      columns: ['Confidence'],
    },
  ],
  waiting: [{ value: 'x', type: 'domain', family: 'Bad', reason: 'top site', report: 'r', decision: '' }],
  detections: [{ kind: 'rule', action: 'remove', id: '1', name: 'n', file: 'f', fields: ['query'], movedFrom: 'g' }],
  gained: { techniques: ['T1568'], tables: ['DnsEvents'], kinds: ['ip'] },
  cost: { itemChanges: 1, limit: 20, ofMonth: 0.5 },
  unreadable: ['z'],
  evidence: {
    proof: { summary: 's', failed: 1, notRun: 2, unreached: ['u'], wronglyMatched: 3, unnoticed: 4 },
    plans: [{ workspace: 'w', summary: 's', changes: ['c'], dangers: ['d'] }],
  },
};

describe('a review that was printed as JSON', () => {
  it('is read back as it was', () => {
    const { base, review, evidence } = parseReview(REVIEW);
    expect({ base, ...review, evidence }).toEqual(REVIEW);
  });

  it('has no proof where there was none', () => {
    expect(parseReview({ ...REVIEW, evidence: { plans: [] } }).evidence).toEqual({ proof: undefined, plans: [] });
  });

  it('is safe to show, whatever somebody wrote into it', () => {
    fc.assert(
      fc.property(fc.json(), fc.string({ unit: 'binary' }), (json, text) => {
        const value: unknown = JSON.parse(json);
        const rows = [{ ...REVIEW.rows[0], kind: text, row: { Indicator: `${text}</details>@team<script>` } }];
        const { review, evidence } = parseReview({ ...REVIEW, ...(isObject(value) ? value : {}), rows });
        const shown = formatReview(review, evidence);
        expect(shown).not.toMatch(/<script>|@team/);
        expect(shown.match(/<details>/g)?.length).toBe(shown.match(/<\/details>/g)?.length);
      }),
    );
  });
});
