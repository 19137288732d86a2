import { rmSync } from 'node:fs';
import { atCommit } from '../../scripts/content/at-commit';
import { loadRepository } from '../../scripts/content/repository';
import { type Review, reviewChange } from '../../scripts/review/review';
import { CONFIGURATION, DOMAIN_LIST, domains, hunt, repository, write } from './repository';

const KEPT = '5f0c7f0e-1f2b-4b0c-9a3e-6a1f0d3c2b10';
const GONE = '5f0c7f0e-1f2b-4b0c-9a3e-6a1f0d3c2b11';
const NEW = '5f0c7f0e-1f2b-4b0c-9a3e-6a1f0d3c2b12';

const BEFORE = {
  'sentinel.config.yaml': CONFIGURATION,
  'reports/old.md': 'old',
  'hunts/bad/kept.yaml': hunt(KEPT, 'Kept', 'DnsEvents'),
  'hunts/bad/gone.yaml': hunt(GONE, 'Gone', 'DnsEvents'),
  'watchlists/ioc-domain.yaml': DOMAIN_LIST,
  'watchlists/ioc-domain.csv': domains(
    'changed.example,Bad,botnet_cc,50,2026-05-01,2026-06-01,Post,reports/old.md@0123456789ab',
    'gone.example,Bad,botnet_cc,50,2026-05-01,2026-06-01,Post,reports/old.md@0123456789ab',
    'same.example,Bad,botnet_cc,50,2026-05-01,2026-06-01,Post,reports/old.md@0123456789ab',
  ),
  'review.csv': 'Value,Type,MalwareFamily,Reason,Report,Decision\r\nold.example,domain,Bad,top site,r,\r\n',
};

const AFTER = {
  'reports/old.md': null,
  'reports/new.md': 'new',
  'hunts/bad/gone.yaml': null,
  'hunts/bad/kept.yaml': null,
  'hunts/bad/moved.yaml': hunt(KEPT.toUpperCase(), 'Kept', 'DnsEvents | where Name == "x"'),
  'hunts/bad/new.yaml': hunt(NEW, 'New', '_GetWatchlist("ioc-domain")', 'T1568'),
  'hunts/bad/broken.yaml': 'id: [',
  'watchlists/ioc-domain.csv': domains(
    'changed.example,Bad,botnet_cc,90,2026-05-01,2026-07-01,Post,reports/old.md@0123456789ab',
    'new.example,Bad,botnet_cc,50,2026-05-01,2026-06-01,ThreatFox; Post,reports/new.md@0123456789ab',
    'same.example,Bad,botnet_cc,50,2026-05-01,2026-06-01,Post,reports/old.md@0123456789ab',
  ),
  'review.csv':
    'Value,Type,MalwareFamily,Reason,Report,Decision\r\nnew.example,domain,Bad,top site,r,\r\nold.example,domain,Bad,top site,r,accept\r\n',
};

let review: Review;
let root: string;
beforeAll(async () => {
  root = repository(BEFORE);
  write(root, AFTER);
  review = await atCommit(root, 'HEAD', Object.keys(BEFORE), (folder) =>
    reviewChange(loadRepository(folder), loadRepository(root)),
  );
});
afterAll(() => rmSync(root, { recursive: true }));

describe('what a change brings', () => {
  it('are the reports that came and went, with what their rows are about', () => {
    expect(review.reports).toEqual([
      { file: 'reports/new.md', action: 'add', families: ['Bad'], sources: ['Post', 'ThreatFox'], indicators: 1 },
      { file: 'reports/old.md', action: 'remove', families: ['Bad'], sources: ['Post'], indicators: 2 },
    ]);
  });

  it('are rows, each with what differs', () => {
    expect(review.rows.map(({ kind, action, row, columns }) => [kind, action, row.Indicator, columns])).toEqual([
      ['domain', 'change', 'changed.example', ['Confidence', 'ValidUntil']],
      ['domain', 'remove', 'gone.example', []],
      ['domain', 'add', 'new.example', []],
    ]);
    expect(review.cost).toEqual({ itemChanges: 3, limit: expect.any(Number), ofMonth: 0.00003 });
  });

  it('are the values that wait, and those that got a decision', () => {
    expect(review.waiting.map(({ value, decision }) => [value, decision])).toEqual([
      ['new.example', ''],
      ['old.example', 'accept'],
    ]);
  });

  it('are hunts by their id in any case: one that moved is no new one', () => {
    expect(review.detections.map(({ action, file, movedFrom, fields }) => [action, file, movedFrom, fields])).toEqual([
      ['remove', 'hunts/bad/gone.yaml', undefined, []],
      ['change', 'hunts/bad/moved.yaml', 'hunts/bad/kept.yaml', ['id', 'query']],
      ['add', 'hunts/bad/new.yaml', undefined, []],
    ]);
  });

  it('is what is reached now and was not before', () => {
    expect(review.gained).toEqual({ techniques: ['T1568'], tables: [], kinds: ['domain'] });
  });

  it('names files that cannot be read', () => {
    expect(review.unreadable).toEqual(['hunts/bad/broken.yaml']);
  });
});
