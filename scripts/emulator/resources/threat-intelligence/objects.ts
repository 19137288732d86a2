import { isObject } from '../../../base/objects.js';
import type { JsonObject } from '../../server/shape.js';
import { integer, type Row, type Session, text } from '../../state/session.js';
import type { Writer } from '../../state/stored.js';

/** A STIX object of the workspace. */
export interface StixObject {
  seq: bigint;
  /** base64 of the source, `---` and the STIX id: what identifies it, in exactly this casing. */
  name: string;
  source: string;
  /** As it was sent. */
  data: JsonObject;
  /** ISO 8601. */
  created: string;
  updated: string;
  createdBy: string;
  updatedBy: string;
}

/** Where a list of objects goes on, and how many it wants. */
export interface Span {
  after: bigint;
  limit: number;
}

export function objectName(source: string, id: unknown): string {
  return `${Buffer.from(source).toString('base64')}---${id}`;
}

/**
 * Creates or replaces objects by source and id. What is older than the stored version is dropped, and what was revoked
 * stays so: STIX forbids a later version.
 * @returns the places of what was written, with what was there before
 */
export async function saveObjects(
  session: Session,
  source: string,
  objects: readonly JsonObject[],
  { now, caller }: Writer,
): Promise<{ seq: bigint; before: StixObject | undefined }[]> {
  const wanted = new Map(objects.map((data) => [objectName(source, data.id), data]));
  const found = new Map<string, StixObject>();
  for (const object of await findObjects(session, [...wanted.keys()])) found.set(object.name, object);
  const [last] = await session.rows('SELECT coalesce(max(seq), 0) AS seq FROM stix_object');
  let seq = last ? integer(last, 'seq') : 0n;
  const time = now.toISOString();
  const written: { seq: bigint; before: StixObject | undefined }[] = [];
  const replaced: bigint[] = [];
  const rows: [bigint, string, JsonObject, string, string][] = [];
  for (const [name, data] of wanted) {
    const before = found.get(name);
    if (before && isFinal(before, data)) continue;
    seq += before ? 0n : 1n;
    const place = before?.seq ?? seq;
    if (before) replaced.push(place);
    rows.push([place, name, data, before?.created ?? time, before?.createdBy ?? caller.name]);
    written.push({ seq: place, before });
  }
  if (replaced.length > 0) await session.run(`DELETE FROM stix_object WHERE seq IN (${replaced.join(', ')})`);
  const appender = await session.connection.createAppender('stix_object');
  for (const [place, name, data, created, createdBy] of rows) {
    appender.appendBigInt(place);
    for (const value of [name, source, JSON.stringify(data), created, time, createdBy, caller.name])
      appender.appendVarchar(value);
    appender.endRow();
  }
  appender.closeSync();
  return written;
}

function isFinal(before: StixObject, data: JsonObject): boolean {
  return before.data.revoked === true || Date.parse(String(data.modified)) < Date.parse(String(before.data.modified));
}

export async function findObjects(session: Session, names: readonly string[]): Promise<StixObject[]> {
  if (names.length === 0) return [];
  const places = names.map((_, index) => `$${index + 1}`).join(', ');
  const rows = await session.rows(`SELECT * FROM stix_object WHERE name IN (${places}) ORDER BY seq`, [...names]);
  return rows.map(objectOf);
}

/** Objects in the order of their creation; of one source where it is given. */
export async function listObjects(session: Session, { after, limit }: Span, source?: string): Promise<StixObject[]> {
  const rows = await session.rows(
    'SELECT * FROM stix_object WHERE seq > $1 AND ($3 IS NULL OR source = $3) ORDER BY seq LIMIT $2',
    [after, BigInt(limit), source ?? null],
  );
  return rows.map(objectOf);
}

export async function removeObject(session: Session, { seq }: StixObject): Promise<void> {
  await session.run('DELETE FROM stix_object WHERE seq = $1', [seq]);
}

function objectOf(row: Row): StixObject {
  const data: unknown = JSON.parse(text(row, 'data'));
  return {
    seq: integer(row, 'seq'),
    name: text(row, 'name'),
    source: text(row, 'source'),
    data: isObject(data) ? data : {},
    created: text(row, 'created'),
    updated: text(row, 'updated'),
    createdBy: text(row, 'created_by'),
    updatedBy: text(row, 'updated_by'),
  };
}
