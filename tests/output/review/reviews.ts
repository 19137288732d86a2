import { rowReader } from '../../../scripts/indicators/rows/row';
import type { Evidence } from '../../../scripts/output/review/evidence';
import type { Review } from '../../../scripts/review/review';

export const read = rowReader(['Indicator', 'Port', 'MalwareFamily', 'FirstSeen', 'ValidUntil', 'Source']);

export const NOTHING: Review = {
  reports: [],
  rows: [],
  waiting: [],
  detections: [],
  gained: { techniques: [], tables: [], kinds: [] },
  cost: { itemChanges: 0, limit: 20_000, ofMonth: 0 },
  size: { files: 0, added: 0, removed: 0 },
  unreadable: [],
};

export const NO_EVIDENCE: Evidence = { findings: undefined, proof: undefined, plans: [] };

export const REVIEW: Review = {
  reports: [
    {
      ...{ file: 'reports/new.md', action: 'add', families: ['Bad'], sources: ['Post'], indicators: 2 },
      ...{ title: 'Bad is back', published: '2026-05-28T00:00:00Z', tlp: 'green', rejected: 3 },
    },
  ],
  rows: [
    {
      kind: 'ip',
      action: 'add',
      row: read(['192.0.2.7', '443', 'Bad', '2026-05-06', '2026-06-20', 'Post']),
      columns: [],
      before: {},
    },
    {
      kind: 'domain',
      action: 'change',
      row: read(['bad.example', '', 'Bad', '', '', 'Post']),
      columns: ['ValidUntil', 'Confidence'],
      before: { ValidUntil: '2026-06-01', Confidence: '' },
    },
    {
      ...{ kind: 'domain', action: 'remove', row: read(['gone.example', '', 'Bad', '', '', 'Post']), columns: [] },
      before: {},
    },
  ],
  waiting: [
    {
      value: 'cdn.example',
      type: 'domain',
      family: 'Bad, very',
      reason: 'top site',
      report: 'reports/new.md@01',
      decision: '',
      line: 2,
      accepted: 'cdn.example,domain,"Bad, very",top site,Indicators,Post,,reports/new.md@01,accept',
    },
    {
      ...{ value: 'old.example', type: 'domain', family: 'Bad', reason: 'top site', report: 'r', decision: 'reject' },
      ...{ line: 3, accepted: 'old.example,domain,Bad,top site,r,accept' },
    },
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
      byIngest: false,
    },
    {
      ...{ kind: 'hunt', action: 'change', id: '3', name: 'Grown', file: 'hunts/bad/grown.yaml', movedFrom: undefined },
      ...{ fields: ['query', 'version'], byIngest: true },
    },
    {
      ...{ kind: 'hunt', action: 'remove', id: '4', name: 'Gone', file: 'hunts/bad/gone.yaml', movedFrom: undefined },
      ...{ fields: [], byIngest: false },
    },
    {
      kind: 'rule',
      action: 'change',
      id: '2',
      name: 'Rule',
      file: 'analytic-rules/r.yaml',
      movedFrom: 'analytic-rules/q.yaml',
      fields: ['query', 'version'],
      byIngest: false,
    },
  ],
  gained: { techniques: ['T1568'], tables: ['DnsEvents'], kinds: ['ip'] },
  cost: { itemChanges: 3, limit: 20_000, ofMonth: 0.00003 },
  size: { files: 9, added: 120, removed: 4 },
  unreadable: [],
};

const place = (file: string, line: number) => ({ file, range: { start: { line, column: 1 } } });

export const VALIDATION = {
  diagnostics: [
    { ...place('hunts/a.yaml', 3), severity: 'warning', message: 'It is old' },
    { ...place('hunts/b.yaml', 7), severity: 'error', message: 'It is wrong' },
  ],
  summary: { errors: 1, warnings: 1 },
};

export const TEST = {
  tests: [
    { ...place('hunts/a.yaml', 30), name: 'beacon', outcome: 'failed', message: 'expected 2 rows, got 1\nand more' },
    { ...place('hunts/a.yaml', 40), name: 'quiet', outcome: 'passed', message: '' },
  ],
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
