import { rmSync } from 'node:fs';
import { atCommit, sizeOfChange } from '../../scripts/content/at-commit';
import { loadRepository } from '../../scripts/content/repository';
import { withTitles } from '../../scripts/review/reports';
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
  'reports/new.md': '# Bad is back\n\nPublished 28 May 2026\n\nThe server is new[.]example and 10.0.0.5.\n',
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
  'review.csv': [
    'Value,Type,MalwareFamily,Reason,Section,Source,Count,Report,Decision',
    'new.example,domain,Bad,"top site, again",Indicators,Post,,r,',
    'old.example,domain,Bad,top site,,,,r,Accept ',
    '',
  ].join('\r\n'),
};

const SILENT = { title: '', published: '', tlp: '', rejected: 0 };

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
  it('are the reports that came and went, with what their rows are about and what they say of themselves', async () => {
    expect(review.reports).toEqual([
      {
        file: 'reports/new.md',
        action: 'add',
        families: ['Bad'],
        sources: ['Post', 'ThreatFox'],
        indicators: 1,
        ...SILENT,
      },
      { file: 'reports/old.md', action: 'remove', families: ['Bad'], sources: ['Post'], indicators: 2, ...SILENT },
    ]);
    expect(await withTitles(root, review.reports, { asOf: new Date('2026-05-31'), allowList: [] })).toEqual([
      expect.objectContaining({ title: 'Bad is back', published: '2026-05-28', rejected: 2 }),
      expect.objectContaining({ file: 'reports/old.md', ...SILENT }),
    ]);
  });

  it('are rows, each with what differs', () => {
    expect(
      review.rows.map(({ kind, action, row, columns, before }) => [kind, action, row.Indicator, columns, before]),
    ).toEqual([
      [
        ...['domain', 'change', 'changed.example', ['Confidence', 'ValidUntil']],
        { Confidence: '50', ValidUntil: '2026-06-01' },
      ],
      ['domain', 'remove', 'gone.example', [], {}],
      ['domain', 'add', 'new.example', [], {}],
    ]);
    expect(review.cost).toEqual({ itemChanges: 3, limit: expect.any(Number), ofMonth: 0.00003 });
  });

  it('are the values that wait, and those that got a decision, each with its line as it reads once accepted', () => {
    expect(review.waiting.map(({ value, decision, line, accepted }) => [value, decision, line, accepted])).toEqual([
      ['new.example', '', 2, 'new.example,domain,Bad,"top site, again",Indicators,Post,,r,accept'],
      ['old.example', 'accept', 3, 'old.example,domain,Bad,top site,,,,r,accept'],
    ]);
  });

  it('says how much there is to read', async () => {
    write(root, { 'reports/picture.png': 'a\0b\n' });
    const size = await sizeOfChange(root, 'HEAD');
    expect(size.files).toBe(10);
    expect([size.added > 30, size.removed > 20]).toEqual([true, true]);
    const same = await sizeOfChange(root, 'HEAD');
    write(root, { 'reports/picture.png': 'a\nb\n' });
    expect((await sizeOfChange(root, 'HEAD')).added).toBe(same.added + 2);
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
