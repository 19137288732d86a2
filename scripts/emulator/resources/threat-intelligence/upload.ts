import { isObject } from '../../../base/objects.js';
import { Throttle } from '../../behaviour/throttle.js';
import { ArmError, badRequest } from '../../server/arm-error.js';
import { type ArmReply, type ArmRequest, parameter, type Route } from '../../server/router.js';
import type { Service } from '../../server/service.js';
import { bodyReader, type JsonObject } from '../../server/shape.js';
import { WORKSPACE } from '../../server/workspace.js';
import { saveObjects } from './objects.js';

/** How many objects a request may carry (service limit), and how many requests a caller has in a minute. */
const MAX_OBJECTS = 100;
const REQUESTS = { size: 100, perSecond: 100 / 60 };

const read = bodyReader<{ sourcesystem: string; stixobjects: unknown[] }>({
  type: 'object',
  required: ['sourcesystem', 'stixobjects'],
  properties: {
    sourcesystem: { type: 'string', minLength: 1 },
    stixobjects: { type: 'array', minItems: 1, maxItems: MAX_OBJECTS },
  },
});

/**
 * The upload of STIX objects: a host of its own, below which a workspace goes by its GUID. What is wrong with single
 * objects stands in the body of a 200, and the others are in.
 */
export function uploadRoutes(service: Service): Route[] {
  const throttle = new Throttle({ reads: REQUESTS, writes: REQUESTS, deletes: REQUESTS });
  return [
    {
      path: 'workspaces/{workspace}/threat-intelligence-stix-objects:upload',
      host: true,
      action: 'Microsoft.SecurityInsights/threatIntelligence/write',
      methods: { POST: (request) => upload(request, service, throttle) },
    },
  ];
}

async function upload(request: ArmRequest, service: Service, throttle: Throttle): Promise<ArmReply> {
  if (parameter(request, 'workspace').toLowerCase() !== WORKSPACE.workspaceId)
    throw new ArmError(404, 'NotFound', `The workspace '${parameter(request, 'workspace')}' was not found.`);
  const wait = service.faults.strikes('throttle')
    ? throttle.wait(request.caller.name, 'POST', request.now.getTime())
    : 0;
  if (wait > 0) return rateLimit(wait);
  const { sourcesystem, stixobjects } = read(request.body);
  if (sourcesystem.trim().toLowerCase() === 'microsoft sentinel')
    throw badRequest("The sourcesystem 'Microsoft Sentinel' is reserved.");
  const errors: { recordIndex: number; errorMessages: string[] }[] = [];
  const valid: JsonObject[] = [];
  for (const [recordIndex, object] of stixobjects.entries()) {
    const errorMessages = isObject(object) ? problemsOf(object) : ['The record is no object.'];
    if (errorMessages.length > 0) errors.push({ recordIndex, errorMessages });
    else if (isObject(object)) valid.push({ spec_version: '2.0', ...object });
  }
  const keep = !service.faults.strikes('lost-writes');
  const written = await service.store.write((session) => saveObjects(session, sourcesystem, valid, request), keep);
  if (keep && service.faults.strikes('late'))
    for (const { seq, before } of written)
      service.indicators.hide('', seq, before, request.now.getTime() + service.behaviour.visibleAfter);
  return errors.length > 0 ? { status: 200, body: { errors } } : { status: 200 };
}

/** This host says how long to wait in its text, and in no header. */
function rateLimit(seconds: number): ArmReply {
  const message = `Rate limit is exceeded. Try again in ${seconds} seconds.`;
  return { status: 429, body: { statusCode: 429, message } };
}

const TYPES = ['indicator', 'attack-pattern', 'threat-actor', 'identity', 'relationship'];
const REQUIRED: Record<string, readonly string[]> = {
  indicator: ['pattern', 'pattern_type', 'valid_from'],
  relationship: ['relationship_type', 'source_ref', 'target_ref'],
  identity: ['name'],
  'attack-pattern': ['name'],
  'threat-actor': ['name'],
};
const TIMES = ['created', 'modified', 'valid_from', 'valid_until'];
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** What holds of a property: whether its value is one, and what is said of a value that is none. */
type Rule = [property: string, isOne: (value: unknown, object: JsonObject) => boolean, problem: string];

const RULES: readonly Rule[] = [
  ['type', (type) => TYPES.includes(String(type)), `Allowed values: ${TYPES.join(', ')}.`],
  ['id', isId, 'It is not TYPE--<UUID>.'],
  ...TIMES.map((property): Rule => [property, isTime, 'It is no RFC 3339 timestamp.']),
  ['valid_until', (until, { valid_from: from }) => time(until) > time(from), 'It must be later than valid_from.'],
  ['confidence', isConfidence, 'It is no integer from 0 to 100.'],
  ['revoked', (revoked) => typeof revoked === 'boolean', 'It is no boolean.'],
  ['labels', isTexts, 'It is no list of texts.'],
  ['spec_version', (version) => version === '2.0' || version === '2.1', 'Allowed values: 2.0, 2.1.'],
];

/** What the service says of one object, a sentence a property. */
function problemsOf(object: JsonObject): string[] {
  const wrong = (property: string, problem: string) =>
    `Error for Property=${property}: ${problem} Actual value: ${shown(object[property])}.`;
  const missing = ['id', 'type', 'created', 'modified', ...(REQUIRED[String(object.type)] ?? [])]
    .filter((property) => object[property] === undefined || object[property] === null || object[property] === '')
    .map((property) => wrong(property, 'Required property is missing.'));
  if (missing.length > 0) return missing;
  return RULES.flatMap(([property, isOne, problem]) => {
    const value = object[property];
    return value === undefined || isOne(value, object) ? [] : [wrong(property, problem)];
  });
}

function isId(id: unknown, { type }: JsonObject): boolean {
  const start = `${type}--`;
  return String(id).startsWith(start) && UUID.test(String(id).slice(start.length));
}

function isConfidence(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 100;
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function isTime(value: unknown): boolean {
  return (
    typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value) && !Number.isNaN(time(value))
  );
}

function time(value: unknown): number {
  return Date.parse(String(value));
}

function shown(value: unknown): string {
  return value === undefined || value === null ? 'NULL' : String(value).slice(0, 100);
}
