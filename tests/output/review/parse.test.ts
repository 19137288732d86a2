import fc from 'fast-check';
import { isObject } from '../../../scripts/base/objects';
import { formatReview } from '../../../scripts/output/review/markdown';
import { parseReview } from '../../../scripts/output/review/parse';

const REVIEW = {
  base: 'abc',
  reports: [
    {
      ...{ file: 'reports/a.md', action: 'add', families: ['Bad'], sources: ['Post'], indicators: 1 },
      ...{ title: 't', published: '2026-05-28', tlp: 'green', rejected: 2 },
    },
  ],
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
      before: { Confidence: '40' },
    },
  ],
  waiting: [
    {
      ...{ value: 'x', type: 'domain', family: 'Bad', reason: 'top site', report: 'r', decision: '' },
      ...{ line: 2, accepted: 'x,domain,Bad,top site,r,accept' },
    },
  ],
  detections: [
    {
      ...{ kind: 'rule', action: 'remove', id: '1', name: 'n', file: 'f', fields: ['query'], movedFrom: 'g' },
      byIngest: true,
    },
  ],
  gained: { techniques: ['T1568'], tables: ['DnsEvents'], kinds: ['ip'] },
  cost: { itemChanges: 1, limit: 20, ofMonth: 0.5 },
  size: { files: 1, added: 2, removed: 3 },
  unreadable: ['z'],
  evidence: {
    findings: { errors: 1, warnings: 2, list: [{ place: 'p:1', text: 't' }] },
    proof: {
      summary: 's',
      failed: 1,
      notRun: 2,
      unreached: ['u'],
      wronglyMatched: 3,
      unnoticed: 4,
      remarks: [{ place: 'p:2', text: 'u' }],
    },
    plans: [{ workspace: 'w', summary: 's', changes: ['c'], dangers: ['d'] }],
  },
};

describe('a review that was printed as JSON', () => {
  it('is read back as it was', () => {
    const { base, review, evidence } = parseReview(REVIEW);
    expect({ base, ...review, evidence }).toEqual(REVIEW);
  });

  it('has no findings and no proof where there were none', () => {
    const none = { findings: undefined, proof: undefined, plans: [] };
    expect(parseReview({ ...REVIEW, evidence: { plans: [] } }).evidence).toEqual(none);
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
