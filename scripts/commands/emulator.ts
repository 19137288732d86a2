import type { FaultRates } from '../emulator/behaviour/faults.js';
import type { Command, Values } from './command.js';
import { LOG_OPTIONS, tablesOf } from './log-options.js';

export const emulator: Command = {
  summary: 'Serves the local workspace on loopback until it is interrupted. Its state is in <root>/.sentinel/.',
  arguments: '[--port NUMBER] [--logs DIR] [--fault NAME[=RATE]…] [--seed NUMBER]',
  takes: [0, 0],
  formats: ['json'],
  options: {
    port: { type: 'string', value: 'NUMBER', help: 'the port (default: a free one)' },
    ...LOG_OPTIONS,
    fault: { type: 'string', multiple: true, value: 'NAME[=RATE]', help: 'what goes wrong, and how often: 0 to 1' },
    seed: { type: 'string', value: 'NUMBER', help: 'decides which requests the faults strike (default: 1)' },
  },
  examples: [
    ['sentinel emulator', 'the first line of output is JSON: endpoint and workspace'],
    ['sentinel emulator --port 8080', 'on a port of your choice'],
    [
      'sentinel emulator --logs ~/export',
      'over log files: JSON lines, JSON arrays, CSV, Parquet, as they were exported',
    ],
    ['sentinel emulator --fault throttle --fault drop-after=0.1 --seed 7', 'as nasty as the service can be'],
  ],
  async more() {
    const { FAULTS } = await import('../emulator/behaviour/faults.js');
    const rows = Object.entries(FAULTS).map(([name, { rate, help }]) => [`${name}=${rate}`, help] as const);
    return { title: 'Faults, with the share of requests that each strikes where no RATE is given', rows };
  },
  async run(context, _paths, values) {
    const { movingClock, serveWorkspace } = await import('../emulator/server/discovery.js');
    const server = await serveWorkspace(context.root, {
      clock: movingClock(context.asOf),
      logs: typeof values.logs === 'string' ? values.logs : undefined,
      logTables: await tablesOf(values),
      port: await readNumber(values, 'port', 65_535, 0),
      faults: await readFaults(values),
      seed: await readNumber(values, 'seed', 2 ** 31 - 1, 1),
    });
    const { endpoint, workspace } = server;
    for (const { file, problem } of server.logs)
      if (problem !== undefined) process.stderr.write(`sentinel: ${file} was not read: ${problem}\n`);
    const stopped = new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
    });
    context.print(JSON.stringify({ endpoint, workspace }));
    await stopped;
    await server.close();
    return 0;
  },
};

async function readFaults(values: Values): Promise<FaultRates> {
  const { parseFault } = await import('../emulator/behaviour/faults.js');
  const given = Array.isArray(values.fault) ? values.fault : [];
  return Object.fromEntries(given.map((text) => parseFault(String(text))));
}

async function readNumber(values: Values, name: string, most: number, otherwise: number): Promise<number> {
  const { SentinelError } = await import('../base/errors.js');
  const text = values[name];
  const number = typeof text === 'string' && text.trim() !== '' ? Number(text) : otherwise;
  if (Number.isInteger(number) && number >= 0 && number <= most && text !== '') return number;
  throw new SentinelError('usage', `--${name}: '${String(text)}' is no number.`, `Give a number from 0 to ${most}.`);
}
