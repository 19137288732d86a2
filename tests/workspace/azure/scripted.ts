import { createHttpHeaders, type PipelineResponse } from '@azure/core-rest-pipeline';
import type { ArmClient } from '../../../scripts/workspace/azure/arm.js';
import { type Connection, connect } from '../../../scripts/workspace/azure/connection.js';

export const HOST = 'https://management.azure.com';
const WORKSPACE = '/subscriptions/s/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/w';

export interface Answer {
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Scripted {
  connection: Connection;
  arm: ArmClient;
  asked: string[];
  bodies: unknown[];
}

/** The client of a workspace whose service answers with these, one after the other; what it was asked. */
export function scripted(...answers: Answer[]): Promise<Scripted> {
  return scriptedWithin(30_000, ...answers);
}

/** The same, where an operation may take no longer, in milliseconds. */
export async function scriptedWithin(operationWithin: number, ...answers: Answer[]): Promise<Scripted> {
  const place = { name: 'work', subscriptionId: 's', resourceGroup: 'g', workspaceName: 'w' };
  const patience = { answerWithin: 30_000, firstPause: 1, operationWithin };
  const connection = await connect(place, { patience });
  const { arm, insights, logs } = connection;
  const asked: string[] = [];
  const bodies: unknown[] = [];
  for (const { pipeline } of [insights, logs]) {
    pipeline.removePolicy({ name: 'bearerTokenAuthenticationPolicy' });
    pipeline.addPolicy(
      {
        name: 'answer',
        sendRequest: async (request): Promise<PipelineResponse> => {
          asked.push(`${request.method} ${request.url.replace(`${HOST}${WORKSPACE}`, '')}`);
          bodies.push(typeof request.body === 'string' ? JSON.parse(request.body) : undefined);
          const {
            status = 200,
            body = {},
            headers = {},
          } = answers.length > 1 ? (answers.shift() ?? {}) : (answers[0] ?? {});
          const bodyAsText = typeof body === 'string' ? body : JSON.stringify(body);
          return { request, status, headers: createHttpHeaders(headers), bodyAsText };
        },
      },
      { afterPhase: 'Sign' },
    );
  }
  return { connection, arm, asked, bodies };
}
