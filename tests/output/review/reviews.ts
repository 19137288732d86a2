import { rowReader } from '../../../scripts/indicators/rows/row';
import type { Review } from '../../../scripts/review/review';

export const read = rowReader(['Indicator', 'Port', 'MalwareFamily', 'FirstSeen', 'ValidUntil', 'Source']);

export const NOTHING: Review = {
  reports: [],
  rows: [],
  waiting: [],
  detections: [],
  gained: { techniques: [], tables: [], kinds: [] },
  cost: { itemChanges: 0, limit: 20_000, ofMonth: 0 },
  unreadable: [],
};

export const REVIEW: Review = {
  reports: [{ file: 'reports/new.md', action: 'add', families: ['Bad'], sources: ['Post'], indicators: 2 }],
  rows: [
    {
      kind: 'ip',
      action: 'add',
      row: read(['192.0.2.7', '443', 'Bad', '2026-05-06', '2026-06-20', 'Post']),
      columns: [],
    },
    {
      kind: 'domain',
      action: 'change',
      row: read(['bad.example', '', 'Bad', '', '', 'Post']),
      columns: ['ValidUntil'],
    },
    { kind: 'domain', action: 'remove', row: read(['gone.example', '', 'Bad', '', '', 'Post']), columns: [] },
  ],
  waiting: [
    {
      value: 'cdn.example',
      type: 'domain',
      family: 'Bad, very',
      reason: 'top site',
      report: 'reports/new.md@01',
      decision: '',
    },
    { value: 'old.example', type: 'domain', family: 'Bad', reason: 'top site', report: 'r', decision: 'reject' },
  ],
  detections: [
    {
      kind: 'hunt',
      action: 'add',
      id: '1',
      name: 'New one',
      file: 'hunts/bad/new.yaml',
      movedFrom: undefined,
      fields: [],
    },
    {
      kind: 'rule',
      action: 'change',
      id: '2',
      name: 'Rule',
      file: 'analytic-rules/r.yaml',
      movedFrom: 'analytic-rules/q.yaml',
      fields: ['query', 'version'],
    },
  ],
  gained: { techniques: ['T1568'], tables: ['DnsEvents'], kinds: ['ip'] },
  cost: { itemChanges: 3, limit: 20_000, ofMonth: 0.00003 },
  unreadable: [],
};

export const TEST = {
  summary: { passed: 41, failed: 1, notRun: 2 },
  reachability: {
    indicators: 12,
    reached: 11,
    nearMisses: 48,
    unreached: [{ indicator: 'bad.example', file: 'x' }],
    wronglyMatched: [{}],
  },
  mutants: { made: 30, noticed: 28, unnoticed: [{}, {}] },
};

export const PLAN = {
  workspace: 'production',
  changes: [
    { kind: 'huntingQuery', name: 'New one', action: 'create' },
    { kind: 'watchlist', name: 'Domains', action: 'unchanged' },
    { kind: 'analyticRule', name: 'Old rule', action: 'delete' },
  ],
  summary: { create: 1, update: 0, replace: 0, delete: 1, unchanged: 1, itemChanges: 3 },
};
