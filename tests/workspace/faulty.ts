import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { Emulator } from '../../scripts/emulator/server/emulator.js';

/** Answers a request instead of the workspace, or returns false to let it through. */
export type Fault = (message: IncomingMessage, response: ServerResponse) => boolean;

/** A server that passes requests on to a local workspace, but for those that `fault` takes. */
export async function startFaulty(
  emulator: Emulator,
  fault: Fault,
): Promise<Pick<Emulator, 'endpoint' | 'workspace'> & { close(): void }> {
  const server = createServer((message, response) => {
    if (fault(message, response)) return;
    pass(emulator, message, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    workspace: emulator.workspace,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Passes one request on. */
export function pass(emulator: Pick<Emulator, 'endpoint'>, message: IncomingMessage, response: ServerResponse): void {
  forward(emulator, message, response, (answer) => {
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(response);
  });
}

/** Passes one request on, and loses its answer once it has had its effect. */
export function loseAnswer(
  emulator: Pick<Emulator, 'endpoint'>,
  message: IncomingMessage,
  response: ServerResponse,
): void {
  forward(emulator, message, response, (answer) => answer.resume().on('end', () => response.destroy()));
}

function forward(
  emulator: Pick<Emulator, 'endpoint'>,
  message: IncomingMessage,
  response: ServerResponse,
  take: (answer: IncomingMessage) => void,
): void {
  const { method, headers, url = '' } = message;
  const onward = request(new URL(url, emulator.endpoint), { method: method ?? 'GET', headers }, take);
  onward.on('error', () => response.destroy());
  message.pipe(onward);
}

/** A fault that answers with these. */
export function answer(status: number, body: string, headers: Record<string, string> = {}): Fault {
  return (_message, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
    return true;
  };
}

/** The fault, for requests to such paths (and of one method) alone. */
export function at(path: RegExp, fault: Fault, method?: string): Fault {
  return (message, response) =>
    (method === undefined || message.method === method) && path.test(message.url ?? '') && fault(message, response);
}
