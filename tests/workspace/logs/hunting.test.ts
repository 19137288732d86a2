import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCatalog } from '../../../scripts/kql/analysis/catalog.js';
import { openLogFolder } from '../../../scripts/kql/engine/logs/folder.js';
import { hunt, indicatorsOf, timeOf } from '../../../scripts/workspace/logs/hunting.js';
import { LogFolder } from '../../../scripts/workspace/logs/log-folder.js';
import { MemoryLogs } from '../../../scripts/workspace/logs/memory-logs.js';
import type { Hit, Logs, Search, SearchOutcome } from '../../../scripts/workspace/logs/search.js';
import { hunt as huntingQuery, repository, rule } from '../workspace.js';

const RANGE = { from: new Date('2026-05-01T00:00:00Z'), to: new Date('2026-05-03T00:00:00Z') };

const answering = (outcome: SearchOutcome, asked: Search[] = []): Logs => ({
  search: async (search) => {
    asked.push(search);
    return outcome;
  },
  moments: async () => [],
});
const ran = (hits: Hit[], notes: string[] = []): SearchOutcome => ({ outcome: 'ran', hits, notes });

describe('a hunt', () => {
  const entityMappings = [
    {
      entityType: 'Host',
      fieldMappings: [
        { identifier: 'FullName', columnName: 'Device' },
        { identifier: 'HostName', columnName: 'Name' },
      ],
    },
    { entityType: 'IP', fieldMappings: [{ identifier: 'Address', columnName: 'Ip' }] },
    { entityType: 'IP', fieldMappings: [{ identifier: 'Address', columnName: 'Other' }] },
  ];
  const content = repository({ hunts: [huntingQuery({ entityMappings })] }).huntingQueries;
  const about = { file: 'hunts/A hunt.yaml', id: huntingQuery().id, name: 'A hunt' };

  it('says which indicators, entities and days its hits are about, the most frequent first', async () => {
    const hits = [
      { TimeGenerated: '2026-05-02T01:00:00Z', Indicator: 'a', Device: null, Name: 'n', Ip: '1', Other: '1' },
      { TimeGenerated: '2026-05-01T01:00:00Z', Indicator: 'b', Device: 'd', Name: 'n', Ip: '2', Other: '' },
      { TimeGenerated: '2026-05-02T02:00:00Z', Indicator: 'b', Device: 'd', Name: 'n', Ip: { x: 1 }, Other: null },
    ];
    const asked: Search[] = [];
    const told: string[] = [];
    expect(await hunt(content, answering(ran(hits, ['note']), asked), RANGE, (text) => told.push(text))).toEqual([
      {
        ...{ ...about, outcome: 'ran', rows: 3, hits, notes: ['note'] },
        indicators: [
          { of: 'b', hits: 2 },
          { of: 'a', hits: 1 },
        ],
        entities: [
          { of: { type: 'Host', value: 'd' }, hits: 2 },
          { of: { type: 'Host', value: 'n' }, hits: 1 },
          { of: { type: 'IP', value: '1' }, hits: 1 },
          { of: { type: 'IP', value: '2' }, hits: 1 },
          { of: { type: 'IP', value: '{"x":1}' }, hits: 1 },
        ],
        days: [
          { of: '2026-05-01', hits: 1 },
          { of: '2026-05-02', hits: 2 },
        ],
      },
    ]);
    expect(asked).toEqual([{ query: huntingQuery().query, range: RANGE, now: RANGE.to }]);
    expect(told).toEqual(['hunting 1 of 1: hunts/A hunt.yaml']);
  });

  it.each([
    { outcome: 'not-run', reason: 'no logs' },
    { outcome: 'failed', reason: 'no column' },
  ] as const)('that has $outcome says why', async (outcome) => {
    expect(await hunt(content, answering(outcome), RANGE)).toEqual([
      { ...about, ...outcome, rows: 0, hits: [], notes: [], indicators: [], entities: [], days: [] },
    ]);
  });

  it('is a rule where it has a schedule', async () => {
    const rules = [rule(), rule({ kind: 'NRT' }), rule({ queryFrequency: '' })];
    const outcomes = await hunt(repository({ rules }).analyticRules, answering(ran([])), RANGE);
    expect(outcomes.map(({ alerts }) => alerts)).toEqual([0, 0, undefined]);
  });
});

describe('a hit', () => {
  it.each([
    [{ MatchedIndicator: 'a', Indicator: 'b' }, ['a']],
    [{ MatchedIndicator: '', Indicator: 'b' }, ['b']],
    [{ MatchedIndicator: null, MatchedIp: 'c' }, ['c']],
    [{ MatchedHash: 'd' }, ['d']],
    [{ MatchedUrl: 7 }, ['7']],
    [{ Other: 'x' }, []],
  ])('%j is of %j', (hit, indicators) => {
    expect(indicatorsOf(hit)).toEqual(indicators);
  });

  it.each([
    [{ Timestamp: 'b', TimeGenerated: 'a' }, 'a'],
    [{ Timestamp: 'b', TimeGenerated: '' }, 'b'],
    [{ StartTime: 'c' }, 'c'],
    [{ StartTimeUtc: 'd' }, 'd'],
    [{ EndTime: 'f', FirstSeen: 'e' }, 'e'],
    [{ EndTime: 'f' }, 'f'],
    [{ TimeGenerated: 7 }, undefined],
  ])('%j happened at %s', (hit, time) => {
    expect(timeOf(hit)).toBe(time);
  });
});

describe('logs in files', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hunting-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const EVENTS = [
    { TimeGenerated: '2026-04-30T23:59:59.9999999Z', Text: 'before' },
    { TimeGenerated: '2026-05-01T00:00:00Z', Text: 'first' },
    { TimeGenerated: '2026-05-02T23:59:59.1234567Z', Text: 'last' },
    { TimeGenerated: '2026-05-03T00:00:00Z', Text: 'after' },
  ];
  const open = (tables: Record<string, object[]>) => {
    const names = new Map(Object.keys(tables).map((table) => [`${table}.json`, table]));
    for (const [table, rows] of Object.entries(tables))
      writeFileSync(join(folder, `${table}.json`), JSON.stringify(rows));
    return LogFolder.open(openLogFolder(folder, names).files, repository({}), openCatalog([]));
  };
  const search = (logs: LogFolder, query: string) => logs.search({ query, range: RANGE, now: RANGE.to });

  it('are searched within a range, its end left out; times are those of the query API', async () => {
    const logs = await open({ Mine_CL: EVENTS });
    expect(await search(logs, 'Mine_CL | project TimeGenerated, Text')).toEqual({
      outcome: 'ran',
      hits: [
        { TimeGenerated: '2026-05-01T00:00:00.000Z', Text: 'first' },
        { TimeGenerated: '2026-05-02T23:59:59.1234567Z', Text: 'last' },
      ],
      notes: [],
    });
    expect(await logs.moments('Mine_CL', RANGE)).toEqual(
      ['2026-05-01T00:00:00Z', '2026-05-02T23:59:59.123Z'].map((time) => Date.parse(time)),
    );
    expect(await logs.moments('Nothing', RANGE)).toBeUndefined();
  });

  it('that are missing are told', async () => {
    const logs = await open({ Mine_CL: EVENTS, Yours_CL: [{ Text: 'x' }] });
    expect(await search(logs, 'union Mine_CL, (Yours_CL | where Text == "y") | count')).toEqual({
      ...{ outcome: 'ran', hits: [{ Count: 2 }], notes: [] },
    });
    expect(await search(logs, 'Nowhere_CL')).toMatchObject({
      outcome: 'failed',
      reason: expect.stringMatching(/Nowhere_CL/),
    });
    expect(await search(logs, 'print rand()')).toEqual({
      outcome: 'not-run',
      reason: expect.stringMatching(/rand/),
    });
  });

  it('without a time belong to every range', async () => {
    const columns = [
      { name: 'TimeGenerated', type: 'datetime' as const },
      { name: 'Text', type: 'string' as const },
    ];
    const timeless = new MemoryLogs(
      new Map([['A', columns.slice(1)]]),
      new Map([
        ['A', [['x']]],
        ['B', []],
      ]),
    );
    expect(await timeless.moments(['A', 'B', 'C'], RANGE)).toEqual([RANGE.from.getTime()]);
    const ticks = (text: string) => (BigInt(Date.parse(text)) + 62_135_596_800_000n) * 10_000n;
    const rows = [
      [ticks('2026-05-02'), 'b'],
      [null, 'a'],
      [ticks('2026-05-01'), 'c'],
      [ticks('2026-05-03'), 'd'],
    ];
    const mixed = new MemoryLogs(new Map([['A', columns]]), new Map([['A', rows]]));
    expect(await mixed.moments(['A'], RANGE)).toEqual([Date.parse('2026-05-01'), Date.parse('2026-05-02')]);
    expect([...mixed.tables]).toEqual(['A']);
  });
});
