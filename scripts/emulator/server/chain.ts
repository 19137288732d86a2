import { authorise, expiredToken, forbidden, readCaller } from '../behaviour/roles.js';
import { Throttle, tooManyRequests } from '../behaviour/throttle.js';
import { findResource } from '../state/stored.js';
import { ArmError, badRequest, notFound } from './arm-error.js';
import type { ArmReply, ArmRequest, Resolved, ServiceRequest } from './router.js';
import type { Service } from './service.js';
import { WORKSPACE_PATH } from './workspace.js';

/** What a client gets: an answer, or as much of it as the line carries. */
export interface Delivery {
  reply: ArmReply;
  /** `cut` ends in the middle of the answer, `closed` before it; a `silent` line stays open, and nothing comes. */
  line: 'whole' | 'cut' | 'closed' | 'silent';
}

const SLOW = 250;

/**
 * The way of a request: caller, resource, permission, throttle, faults before the effect, the handler, faults after it.
 * Never rejects: what goes wrong is an answer, too.
 */
export function createChain(
  service: Service,
  route: (request: ServiceRequest) => Resolved,
): (request: ServiceRequest) => Promise<Delivery> {
  const { faults, behaviour } = service;
  const throttle = new Throttle(behaviour.throttle);
  const exclusive = createExclusive();

  const handle = async (incoming: ServiceRequest): Promise<ArmReply> => {
    const caller = readCaller(incoming.header('authorization'), faults.strikes('no-token'));
    const { handler, request: resolved, action, exclusive: isExclusive, host } = route(incoming);
    const request: ArmRequest = { ...resolved, caller };
    authorise(caller, action, WORKSPACE_PATH, host ? 'InsufficientAccessError' : 'AuthorizationFailed');
    if (!host && faults.strikes('throttle')) throttle.take(caller.name, request.method, request.now.getTime());
    const serve = async () => {
      await pause(behaviour.latency + (faults.strikes('slow') ? SLOW : 0));
      refuseBefore(service, request, action, isExclusive);
      await refuseBeforeOnboarding(service, action);
      return handler(request);
    };
    return isExclusive && request.method !== 'GET' ? exclusive(serve) : serve();
  };

  return async (request) => {
    if (faults.strikes('drop-before')) return { reply: { status: 0 }, line: 'closed' };
    const reply = await handle(request).catch(errorReply);
    // What failed had no effect: there is nothing to be unsure of.
    if (reply.status >= 400) return { reply, line: 'whole' };
    return answered(service, reply);
  };
}

/** The faults that strike before a request has an effect. */
function refuseBefore({ faults, behaviour }: Service, request: ArmRequest, action: string, isExclusive: boolean): void {
  const isWrite = /\/(write|delete)$/.test(action);
  if (faults.strikes('expired-token')) throw expiredToken();
  if (isWrite && (faults.strikes('read-only') || faults.strikes('forbidden')))
    throw forbidden(request.caller.name, action, WORKSPACE_PATH);
  if (faults.strikes('too-many-requests')) throw tooManyRequests(behaviour.retryAfter);
  if (faults.strikes('server-error')) throw new ArmError(500, 'InternalServerError', 'An internal error occurred.');
  if (faults.strikes('unavailable'))
    throw new ArmError(503, 'ServiceUnavailable', 'The service is temporarily unavailable. Please retry later.');
  if (faults.strikes('bad-gateway')) throw new ArmError(502, 'BadGateway', BAD_GATEWAY);
  if (isExclusive && isWrite && faults.strikes('conflict')) throw newerData();
}

/** The faults that strike after a request has had its effect. */
function answered({ faults }: Service, reply: ArmReply): Delivery {
  if (faults.strikes('gateway-timeout')) {
    const error = new ArmError(
      504,
      'GatewayTimeout',
      'The gateway did not receive a response from the service in time.',
    );
    return { reply: errorReply(error), line: 'whole' };
  }
  const line = faults.strikes('drop-after')
    ? 'closed'
    : faults.strikes('cut-answer')
      ? 'cut'
      : faults.strikes('no-answer')
        ? 'silent'
        : 'whole';
  return { reply, line };
}

/** Lets one at a time through; what comes meanwhile is refused, as for writes of one workspace's saved searches. */
function createExclusive(): (work: () => Promise<ArmReply>) => Promise<ArmReply> {
  let isBusy = false;
  return async (work) => {
    if (isBusy) throw newerData();
    isBusy = true;
    try {
      return await work();
    } finally {
      isBusy = false;
    }
  };
}

function newerData(): ArmError {
  const message = 'Newer data exists in the Customer Configuration Store. Please try again in a few minutes.';
  return new ArmError(409, 'NewerDataExists', message);
}

/** Without Microsoft Sentinel on the workspace nothing of it works, but for the way to bring it there. */
async function refuseBeforeOnboarding({ store, faults }: Service, action: string): Promise<void> {
  if (!action.startsWith('Microsoft.SecurityInsights/')) return;
  const isMissing =
    faults.strikes('not-onboarded') ||
    !(await store.read((session) => findResource(session, 'onboardingState', 'default')));
  if (!isMissing) return;
  if (action.startsWith('Microsoft.SecurityInsights/onboardingStates/')) {
    if (faults.strikes('not-onboarded')) throw notFound("The onboarding state 'default'");
    return;
  }
  throw badRequest('The workspace is not onboarded to Microsoft Sentinel.');
}

const BAD_GATEWAY = '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>';

export function errorReply(error: unknown): ArmReply {
  if (error instanceof ArmError) {
    const { status, code, message, headers, details } = error;
    if (status === 502) return { status, headers: { 'content-type': 'text/html' }, body: message };
    return { status, headers, body: { error: { code, message, ...details } } };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { status: 500, body: { error: { code: 'InternalServerError', message } } };
}

function pause(milliseconds: number): Promise<void> | undefined {
  return milliseconds > 0 ? new Promise((resolve) => setTimeout(resolve, milliseconds)) : undefined;
}
