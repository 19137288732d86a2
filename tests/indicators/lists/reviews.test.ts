import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileText } from '../../../scripts/base/files.js';
import type { Review, SortedValues } from '../../../scripts/indicators/indicator.js';
import { matches, Reviews } from '../../../scripts/indicators/lists/reviews.js';

const HEADER = 'Value,Type,MalwareFamily,Reason,Section,Source,Count,Report,Decision';
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'reviews-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function load(lines: string[] = [], accept: string[] = []): Reviews {
  if (lines.length > 0) writeFileSync(join(root, 'review.csv'), [HEADER, ...lines, ''].join('\r\n'));
  return Reviews.load(root, accept);
}

const review = (value: string, more: Partial<Review> = {}): Review => ({
  ...{ type: 'domain', value, family: 'Bad', threatType: '', confidence: null, firstSeen: null, validUntil: null },
  ...{ retracted: false, reason: 'top site', section: '' },
  ...more,
});
const report = (reviews: Review[]): SortedValues & { source: string } => ({
  ...{ source: 'Us', indicators: [], rejected: [], reviews },
});

/** What becomes of values: accepted, rejected, or waiting; and the lines afterwards. */
function decide(reviews: Reviews, values: Review[], reference = 'r.md@01') {
  const decided = reviews.decide(report(values), reference, ({ family }) => family);
  const changes = new Map<string, FileText | null>();
  reviews.collectChanges(changes);
  const text = changes.get('review.csv');
  return {
    accepted: decided.indicators.map(({ value }) => value),
    rejected: decided.rejected,
    waiting: decided.reviews.map(({ value }) => value),
    lines: typeof text === 'string' ? text.trimEnd().split('\r\n').slice(1) : undefined,
  };
}
const outcome = (lines: string[], value = review('a.example'), reference?: string) => {
  const { accepted, rejected } = decide(load(lines), [value], reference);
  return accepted.length > 0 ? 'accept' : rejected.length > 0 ? 'reject' : 'wait';
};

describe('a value for review', () => {
  it('gets a line, and waits', () => {
    const reviews = load();
    expect(decide(reviews, [review('a.example', { reason: 'top,site', section: 's'.repeat(130) })])).toEqual({
      ...{ accepted: [], rejected: [], waiting: ['a.example'] },
      lines: [`a.example,domain,Bad,"top,site",${'s'.repeat(120)},Us,,r.md@01,`],
    });
    expect(reviews.waiting).toBe(1);
  });

  it('is what somebody decided, in any case of the letters; the line stays', () => {
    expect(decide(load(['a.example,domain,Bad,top site,,Us,,r.md@01, Accept ']), [review('a.example')])).toEqual({
      ...{ accepted: ['a.example'], rejected: [], waiting: [], lines: undefined },
    });
    expect(decide(load(['a.example,domain,Bad,top site,,Us,,r.md@01,reject']), [review('a.example')])).toEqual({
      ...{ accepted: [], waiting: [], lines: undefined },
      rejected: [{ value: 'a.example', reason: 'review.csv: top site' }],
    });
  });

  it('waits on where its line has no decision yet', () => {
    const reviews = load(['a.example,domain,Bad,top site,,Us,,r.md@01,']);
    expect(decide(reviews, [review('a.example')])).toEqual({
      ...{ accepted: [], rejected: [], waiting: ['a.example'], lines: undefined },
    });
  });

  it('of another family or type is another one', () => {
    const line = 'a.example,domain,Bad,top site,,Us,,r.md@01,accept';
    expect(outcome([line], review('a.example', { family: 'Worse' }))).toBe('wait');
    expect(outcome([line], review('a.example', { type: 'url' }))).toBe('wait');
  });

  it('is accepted by a part of its reason, and the line says so', () => {
    const accepting = load(['a.example,domain,Bad,top site,,Us,,r.md@01,'], ['', 'TOP']);
    expect(
      decide(accepting, [review('a.example'), review('b.example'), review('c.example', { reason: 'odd' })]),
    ).toEqual({
      ...{ accepted: ['a.example', 'b.example'], rejected: [], waiting: ['c.example'] },
      lines: [
        'a.example,domain,Bad,top site,,Us,,r.md@01,accept',
        'b.example,domain,Bad,top site,,Us,,r.md@01,accept',
        'c.example,domain,Bad,odd,,Us,,r.md@01,',
      ],
    });
  });

  it('leaves a report without any as it is', () => {
    const none = report([]);
    expect(load().decide(none, 'r', () => '')).toBe(none);
  });
});

describe('values of one reason and section', () => {
  const many = (count: number, more: (index: number) => Partial<Review> = () => ({})) =>
    Array.from({ length: count }, (_, index) => review(`v${index}.example`, more(index)));

  it('have a line each up to five', () => {
    expect(decide(load(), many(5)).lines).toHaveLength(5);
  });

  it('are one line from six on', () => {
    expect(decide(load(), many(6)).lines).toEqual(['*,domain,Bad,top site,,Us,6,r.md@01,']);
  });

  it('name a type and a family where all have the same', () => {
    expect(
      decide(
        load(),
        many(6, (index) => ({ type: index === 0 ? 'url' : 'domain' })),
      ).lines,
    ).toEqual(['*,,Bad,top site,,Us,6,r.md@01,']);
    expect(
      decide(
        load(),
        many(6, (index) => ({ family: index === 0 ? 'Worse' : 'Bad' })),
      ).lines,
    ).toEqual(['*,domain,,top site,,Us,6,r.md@01,']);
  });

  it('are apart by section', () => {
    expect(
      decide(
        load(),
        many(6, (index) => ({ section: index < 3 ? 'A' : 'B' })),
      ).lines,
    ).toHaveLength(6);
  });
});

describe('a line for many values', () => {
  it.each([
    ['*,domain,Bad,top site,,Us,,r.md@01,accept', 'accept'],
    ['*.example,,,,,,,,accept', 'accept'],
    ['*,url,,,,,,,accept', 'wait'],
    ['*,,,odd,,,,,accept', 'wait'],
    ['*,,,,Notes,,,,accept', 'wait'],
    ['*,,Worse,,,,,,accept', 'wait'],
    ['*,,Worse,,,Us,,,accept', 'accept'],
    ['*,,,,,Them,,,accept', 'wait'],
    ['*,,,,,,,other.md@02,accept', 'wait'],
    ['*,,,,,Us,,other.md@02,accept', 'accept'],
    ['*.icu,,,,,,,,accept', 'wait'],
  ])('%s: %s', (line, expected) => expect(outcome([line])).toBe(expected));

  it('that has a decision comes before one that waits', () => {
    expect(outcome(['*,,,top site,,,,,', '*,domain,,,,,,,reject'])).toBe('reject');
  });

  it('is no line with a question mark: that is an address', () => {
    expect(outcome(['http://a/?b=*,url,Bad,top site,,Us,,r,accept'], review('http://a/?b=*', { type: 'url' }))).toBe(
      'accept',
    );
    expect(outcome(['*?,,,,,,,,accept'], review('a?'))).toBe('wait');
  });
});

describe('the file', () => {
  it('is sorted by value, type and family, then reason and report', () => {
    const reviews = load(['*,domain,Bad,z,,A,,r,', '*,domain,Bad,a,,B,,s,', '*,domain,Bad,a,,A,,r,'], ['nothing']);
    expect(decide(reviews, [review('b'), review('a', { type: 'url' }), review('a')], 'q').lines).toEqual([
      '*,domain,Bad,a,,A,,r,',
      '*,domain,Bad,a,,B,,s,',
      '*,domain,Bad,z,,A,,r,',
      'a,domain,Bad,top site,,Us,,q,',
      'a,url,Bad,top site,,Us,,q,',
      'b,domain,Bad,top site,,Us,,q,',
    ]);
    expect(reviews.waiting).toBe(6);
  });

  it('may lack the columns that came later', () => {
    writeFileSync(
      join(root, 'review.csv'),
      'Value,Type,MalwareFamily,Reason,Report,Decision\r\na.example,domain,Bad,top site,r,accept\r\n',
    );
    expect(decide(Reviews.load(root), [review('a.example')]).accepted).toEqual(['a.example']);
  });

  it('has accept, reject or nothing as a decision', () => {
    const refusal = {
      code: 'review',
      message: "review.csv:3 the decision 'maybe' is none",
      help: 'Write accept, reject, or nothing yet.',
      exitCode: 1,
      line: 3,
    };
    let thrown: unknown;
    try {
      load(['a,domain,Bad,r,,,,,accept', 'b,domain,Bad,r,,,,,maybe']);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject(refusal);
  });
});

it.each([
  ['abc', 'ABC', true],
  ['abc', 'abcd', false],
  ['*', '', true],
  ['a*c', 'ac', true],
  ['a*c', 'a', false],
  ['ab*bc', 'abc', false],
  ['ab*bc', 'abbc', true],
  ['*b*', 'abc', true],
  ['*b*b*', 'abc', false],
  ['a*b*c', 'axbxc', true],
  ['a*bb*b', 'abb', false],
  ['a*b*b', 'abb', true],
  ['*x*y', 'yx', false],
])('the pattern %j and %j: %s', (pattern, value, fits) => expect(matches(pattern, value)).toBe(fits));
