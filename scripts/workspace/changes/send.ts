import { stringifyCsv } from '../../base/csv.js';
import { SentinelError } from '../../base/errors.js';
import { isObject } from '../../base/objects.js';
import type { Connection } from '../azure/connection.js';
import { statusOf } from '../azure/errors.js';
import { diffFields, propertiesOf } from '../resources/fields.js';
import type { Step } from '../resources/handler.js';

/** How often a write is tried again that met another one, or came too early after a deletion. */
const CONFLICT_RETRIES = 6;

/** A row that the service refused, and why. */
export interface RefusedRow {
  key: string;
  error: string;
}

/**
 * Sends one step. Returns the rows that were refused, where others went through; throws when the step as a whole failed.
 * Conflicts are decided by reading back: what is there already as we want it was written, by us or anybody.
 */
export async function sendStep(step: Step, connection: Connection): Promise<RefusedRow[]> {
  try {
    if (step.upload) return await upload(step, step.upload, connection);
    if (step.method === 'POST') return refusedRecords(step, await connection.arm.post(step.path, step.body ?? {}));
    await sendOnce(step, connection);
    return [];
  } catch (error) {
    if (step.row === undefined || statusOf(error) !== 400) throw error;
    return [{ key: step.row, error: messageOf(error) }];
  }
}

/** An upload of indicators answers 200, and names those that it did not take. */
function refusedRecords({ records = [] }: Step, { errors }: Record<string, unknown>): RefusedRow[] {
  if (!Array.isArray(errors)) return [];
  return errors.map((error: { recordIndex?: unknown; errorMessages?: unknown }) => ({
    key: records[Number(error.recordIndex)] ?? `record ${String(error.recordIndex)}`,
    error: String([error.errorMessages ?? 'refused'].flat().join('; ')).slice(0, 300),
  }));
}

async function sendOnce(step: Step, connection: Connection): Promise<void> {
  const { arm, throttle, patience } = connection;
  for (let attempt = 0; ; attempt++) {
    try {
      if (step.method === 'DELETE') await arm.delete(step.path);
      else await arm.put(step.path, step.body ?? {}, step.etag);
      return;
    } catch (error) {
      const status = statusOf(error);
      const early = step.patient === true && (status === 400 || status === 404);
      const conflict = status === 409 || status === 412;
      if (conflict && (await isSettled(step, connection))) return;
      if ((!conflict && !early) || attempt >= CONFLICT_RETRIES) throw error;
      await throttle.pause(patience.firstPause * 2 ** attempt);
    }
  }
}

/**
 * Whether a conflict is over: the resource is as the step wants it. An upload adds rows, which its answer does not show.
 * @throws SentinelError when somebody else has changed the resource since the plan
 */
async function isSettled({ method, path, body, etag, upload, patient }: Step, { arm }: Connection): Promise<boolean> {
  if (method !== 'PUT' || upload || patient) return false;
  const stored = await arm.get(path);
  if (!stored) return false;
  const wanted = isObject(body?.properties) ? body.properties : {};
  const there = propertiesOf(stored);
  const same = Object.keys(wanted).every(
    (field) => diffFields({ field: there[field] }, { field: wanted[field] }).length === 0,
  );
  if (same && (body?.kind === undefined || body.kind === stored.kind)) return true;
  if (etag === '*' || (etag !== undefined && etag === stored.etag)) return false;
  const message = 'Somebody else changed it while this deployment ran.';
  throw new SentinelError('moved', message, 'Make a new plan, and see what they changed.', { exitCode: 1 });
}

/** Uploads rows; where the service refuses one of them, the others all the same. */
async function upload(
  step: Step,
  { header, rows }: NonNullable<Step['upload']>,
  connection: Connection,
): Promise<RefusedRow[]> {
  try {
    const rawContent = stringifyCsv(header, rows);
    const properties = isObject(step.body?.properties) ? step.body.properties : {};
    const content = { numberOfLinesToSkip: 0, contentType: 'text/csv', rawContent };
    await sendOnce({ ...step, body: { properties: { ...properties, ...content } } }, connection);
    return [];
  } catch (error) {
    if (statusOf(error) !== 400 || !/csv|item|row|record|line/i.test(messageOf(error))) throw error;
    const [row] = rows;
    if (rows.length === 1 && row) return [{ key: row.join(', ').slice(0, 100), error: messageOf(error) }];
    const half = Math.ceil(rows.length / 2);
    const refused: RefusedRow[] = [];
    // One after the other: the service has been seen to lose parts that overlap.
    for (const part of [rows.slice(0, half), rows.slice(half)]) {
      refused.push(...(await upload(step, { header, rows: part }, connection)));
    }
    return refused;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n', 1)[0] ?? '').slice(0, 300) : String(error);
}
