import { shapeOf } from '../../../scripts/testing/reachability/query-shape.js';
import { LIST, setUp } from '../support.js';

const { bench } = setUp({ ...LIST });

function shape(text: string) {
  const preparation = bench.prepare({ text, start: 0, readsIndicators: false });
  if (preparation.outcome !== 'prepared') throw new Error(`not prepared: ${JSON.stringify(preparation)}`);
  const { lists, constants, summaries } = shapeOf(preparation.prepared);
  return {
    lists: lists.map(({ alias, step }) => `${alias} ${step.kind}`),
    constants: Object.fromEntries([...constants].map(([name, { value }]) => [name, value])),
    summaries: summaries.map((start) => text.slice(start, start + 9)),
  };
}

describe('what a query asks of columns', () => {
  it.each([
    ['DeviceName == "ws"', { DeviceName: 'ws' }],
    ['DeviceName =~ "ws" and ActionType has "Conn"', { DeviceName: 'ws', ActionType: 'Conn' }],
    ['tolower(trim_end("x", DeviceName)) == "ws"', {}],
    ['tolower(DeviceName) == "ws"', { DeviceName: 'ws' }],
    ['DeviceName in ("a", "b")', { DeviceName: 'a' }],
    ['DeviceName startswith "a" and DeviceName endswith "b"', { DeviceName: 'a' }],
    ['DeviceName != "a"', {}],
    ['DeviceName == ""', {}],
    ['DeviceName == ActionType', {}],
    ['RemotePort > 5', {}],
  ])('%s', (filter, constants) => {
    expect(shape(`DeviceNetworkEvents | where ${filter}`).constants).toEqual(constants);
  });
});

describe('the lists that a query reads', () => {
  it.each([
    ['_GetWatchlist("ioc-ip")', ['ioc-ip scan']],
    ['_GetWatchlist("ioc-ip") | where MalwareFamily == "x" | where Port == "1"', ['ioc-ip where']],
    ['_GetWatchlist("ioc-ip") | where MalwareFamily == "x" | project SearchKey', ['ioc-ip where']],
    ['_GetWatchlist("ioc-ip") | project SearchKey, MalwareFamily', ['ioc-ip project']],
    ['DeviceNetworkEvents', []],
  ])('%s', (query, lists) => expect(shape(query).lists).toEqual(lists));

  it('ask nothing of the columns of logs', () => {
    expect(shape('_GetWatchlist("ioc-ip") | where MalwareFamily == "x"').constants).toEqual({});
  });
});

describe('the steps that make one row of several events', () => {
  it.each([
    ['DeviceNetworkEvents | summarize count() by DeviceName | where count_ > 1', ['summarize']],
    ['DeviceNetworkEvents | make-series count() on TimeGenerated step 1d', ['make-seri']],
    ['_GetWatchlist("ioc-ip") | summarize count() by MalwareFamily', []],
    ['DeviceNetworkEvents | where RemotePort == 1', []],
  ])('%s', (query, starts) => expect(shape(query).summaries.map((start) => start.trim())).toEqual(starts));
});
