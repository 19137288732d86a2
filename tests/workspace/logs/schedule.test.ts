import type { AnalyticRule } from '../../../scripts/content/model.js';
import { runOnSchedule } from '../../../scripts/workspace/logs/schedule.js';
import type { Logs, Search } from '../../../scripts/workspace/logs/search.js';

const HOUR = 3_600_000;
const START = Date.parse('2026-05-01T00:00:00Z');
const RANGE = { from: new Date(START), to: new Date(START + 6 * HOUR) };

const RULE: AnalyticRule = {
  ...{ id: 'x', name: 'Rule', description: '', query: 'T', kind: 'Scheduled', severity: 'Low' },
  ...{ queryFrequency: '1h', queryPeriod: '2h', triggerOperator: 'gt', triggerThreshold: 0 },
};

/** Logs with events at these hours after the start; a search finds those of its range. */
function logsAt(hours: readonly number[], asked: Search[] = []): Logs {
  const moments = hours.map((hour) => START + hour * HOUR);
  return {
    async search(search) {
      asked.push(search);
      const { from, to } = search.range;
      const hits = moments.filter((moment) => moment >= from.getTime() && moment < to.getTime());
      return {
        outcome: 'ran',
        hits: hits.map((moment) => ({ TimeGenerated: new Date(moment).toISOString() })),
        notes: [],
      };
    },
    moments: async () => moments,
  };
}

async function firings(rule: Partial<AnalyticRule>, hours: readonly number[]) {
  const ran = await runOnSchedule({ ...RULE, ...rule }, logsAt(hours), RANGE);
  if (ran.outcome !== 'ran') throw new Error(ran.reason);
  const at = ran.firings?.map((firing) => `${(Date.parse(firing.at) - START) / HOUR}:${firing.rows}`);
  return { at, alerts: ran.alerts, hits: ran.hits.length };
}

test('an event is seen by each run whose period holds it', async () => {
  expect(await firings({}, [1.5])).toEqual({ at: ['2:1', '3:1'], alerts: 2, hits: 2 });
});

test('a run counts what is above its threshold', async () => {
  expect((await firings({ triggerThreshold: 1 }, [1.5, 2.5])).at).toEqual(['3:2']);
  expect((await firings({ triggerOperator: 'eq', triggerThreshold: 1 }, [1.5, 2.5])).at).toEqual(['2:1', '4:1']);
  expect((await firings({ triggerOperator: 'lt', triggerThreshold: 1 }, [0.5])).at).toEqual([
    '3:0',
    '4:0',
    '5:0',
    '6:0',
  ]);
  expect((await firings({ triggerOperator: 'ne', triggerThreshold: 1 }, [1.5, 1.6])).at).toHaveLength(6);
});

test.each([
  ['gt', ['2:2']],
  ['GreaterThan', ['2:2']],
  ['lt', ['3:0', '4:0', '5:0', '6:0']],
  ['LessThan', ['3:0', '4:0', '5:0', '6:0']],
  ['eq', ['1:1']],
  ['Equal', ['1:1']],
  ['ne', ['2:2', '3:0', '4:0', '5:0', '6:0']],
  ['NotEqual', ['2:2', '3:0', '4:0', '5:0', '6:0']],
])('the operator %s compares the rows of a run with the threshold', async (triggerOperator, at) => {
  const rule = { queryPeriod: '1h', triggerOperator, triggerThreshold: 1 } as Partial<AnalyticRule>;
  expect((await firings(rule, [0.5, 1.2, 1.5])).at).toEqual(at);
});

test('a suppressed rule rests after it fired', async () => {
  const hours = [0.5, 1.5, 2.5, 3.5, 4.5];
  const rule = { queryPeriod: '1h', suppressionEnabled: true, suppressionDuration: '2h' };
  expect((await firings(rule, hours)).at).toEqual(['1:1', '3:1', '5:1']);
  expect((await firings({ ...rule, suppressionEnabled: false }, hours)).at).toHaveLength(5);
  expect((await firings({ queryPeriod: '1h', suppressionEnabled: true }, hours)).at).toHaveLength(5);
  expect((await firings({ ...rule, suppressionDuration: '1h' }, hours)).at).toHaveLength(5);
});

test('one alert a run, or one a row', async () => {
  const hours = [1.1, 1.2, 1.3];
  expect((await firings({ queryPeriod: '1h' }, hours)).alerts).toBe(1);
  const each = { queryPeriod: '1h', eventGroupingSettings: { aggregationKind: 'AlertPerResult' as const } };
  expect((await firings(each, hours)).alerts).toBe(3);
});

test('a rule in near real time runs each minute, but only over minutes that have events', async () => {
  const asked: Search[] = [];
  const ran = await runOnSchedule({ ...RULE, kind: 'NRT' }, logsAt([1, 5], asked), RANGE);
  expect(ran).toMatchObject({ firings: [{ at: '2026-05-01T01:01:00.000Z' }, { at: '2026-05-01T05:01:00.000Z' }] });
  // Two with events, and one that tells what there is without any.
  expect(asked).toHaveLength(3);
});

test('the clock of a run is the end of its period', async () => {
  const asked: Search[] = [];
  await runOnSchedule({ ...RULE, queryFrequency: '6h' }, logsAt([5], asked), RANGE);
  expect(asked).toEqual([{ query: 'T', range: { from: new Date(START + 4 * HOUR), to: RANGE.to }, now: RANGE.to }]);
});

test('a range with more runs than anybody waits for is refused', async () => {
  const runs = (count: number) => ({ from: RANGE.from, to: new Date(START + count * 60_000) });
  expect(await runOnSchedule({ ...RULE, kind: 'NRT' }, logsAt([]), runs(600_000))).toMatchObject({ outcome: 'ran' });
  expect(await runOnSchedule({ ...RULE, kind: 'NRT' }, logsAt([]), runs(600_001))).toEqual({
    outcome: 'not-run',
    reason: 'it would run 600001 times in this range; choose a shorter one with --from',
  });
});

test('one run makes 150 alerts at most', async () => {
  const hours = (count: number) => Array.from({ length: count }, (_, index) => index / 1000);
  const each = { queryPeriod: '1h', eventGroupingSettings: { aggregationKind: 'AlertPerResult' as const } };
  expect((await firings(each, hours(150))).alerts).toBe(150);
  expect((await firings(each, hours(151))).alerts).toBe(150);
});
