import type { Command } from './command.js';

export const emulator: Command = {
  summary: 'Serves the local workspace on loopback until it is interrupted. Its state is in <root>/.sentinel/.',
  arguments: '[--port NUMBER]',
  takes: [0, 0],
  formats: ['json'],
  options: {
    port: { type: 'string', value: 'NUMBER', help: 'the port (default: a free one)' },
  },
  examples: [
    ['sentinel emulator', 'the first line of output is JSON: endpoint and workspace'],
    ['sentinel emulator --port 8080', 'on a port of your choice'],
  ],
  async run(context, _paths, values) {
    const { serveWorkspace } = await import('../emulator/server/discovery.js');
    const { SentinelError } = await import('../base/errors.js');
    const port = typeof values.port === 'string' ? Number(values.port) : 0;
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      throw new SentinelError('usage', `--port: '${values.port}' is no port.`, 'Give a number from 0 to 65535.');
    }
    const server = await serveWorkspace(context.root, { clock: () => new Date(), port });
    const { endpoint, workspace } = server;
    const stopped = new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
    });
    context.print(JSON.stringify({ endpoint, workspace }));
    await stopped;
    await server.close();
    return 0;
  },
};
