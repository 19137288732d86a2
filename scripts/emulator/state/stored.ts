import { randomUUID } from 'node:crypto';
import { ArmError, conflict } from '../server/arm-error.js';
import type { JsonObject } from '../server/shape.js';
import { integer, type Row, type Session, text } from './session.js';

export type ResourceType =
  | 'watchlist'
  | 'alertRule'
  | 'metadata'
  | 'savedSearch'
  | 'table'
  | 'onboardingState'
  | 'hunt'
  | 'huntRelation'
  | 'huntComment';

/** A named resource as the workspace holds it. */
export interface Resource extends Content {
  /** Its place in lists: the order of creation. */
  seq: bigint;
  /** In the casing of its creation; names compare case-insensitively. */
  name: string;
  etag: string;
  /** ISO 8601. */
  created: string;
  updated: string;
  createdBy: string;
  updatedBy: string;
}

/** Who writes, and when. */
export interface Writer {
  now: Date;
  caller: { name: string };
}

/** The part of a resource that its owner writes. */
export interface Content {
  kind?: string;
  properties: JsonObject;
}

/** What a write says of the version that its sender has seen. */
export interface Precondition {
  /** In the body, at its top level, as the clients send it. */
  etag?: string | undefined;
  /** The header. */
  ifMatch?: string | undefined;
}

export interface Page {
  /** Only what comes after this place. */
  after: bigint;
  limit: number;
}

export async function findResource(session: Session, type: ResourceType, name: string): Promise<Resource | undefined> {
  const [row] = await session.rows('SELECT * FROM resource WHERE type = $1 AND key = $2', [type, name.toLowerCase()]);
  return row && resourceOf(row);
}

export async function listResources(session: Session, type: ResourceType, page: Page): Promise<Resource[]> {
  const sql = 'SELECT * FROM resource WHERE type = $1 AND seq > $2 ORDER BY seq LIMIT $3';
  const rows = await session.rows(sql, [type, page.after, BigInt(page.limit)]);
  return rows.map(resourceOf);
}

/** Creates the resource, or replaces the content of `existing`; it gets a new etag. */
export async function saveResource(
  session: Session,
  type: ResourceType,
  name: string,
  content: Content,
  { now, caller }: Writer,
  existing?: Resource,
): Promise<Resource> {
  const etag = newEtag();
  const time = now.toISOString();
  const written = { etag, updated: time, updatedBy: caller.name };
  const values = [etag, time, caller.name, content.kind ?? null, JSON.stringify(content.properties)];
  if (existing) {
    const sql =
      'UPDATE resource SET etag = $2, updated = $3, updated_by = $4, kind = $5, properties = $6 WHERE seq = $1';
    await session.run(sql, [existing.seq, ...values]);
    const { kind: _, ...kept } = existing;
    return { ...kept, ...content, ...written };
  }
  const [created] = await session.rows(
    `INSERT INTO resource (seq, etag, created, updated, created_by, updated_by, kind, properties, type, key, name)
     SELECT coalesce(max(seq), 0) + 1, $1, $2, $2, $3, $3, $4, $5, $6, $7, $8 FROM resource RETURNING seq`,
    [...values, type, name.toLowerCase(), name],
  );
  if (!created) throw new Error('the database returned no row for an insert');
  return { ...content, seq: integer(created, 'seq'), name, created: time, createdBy: caller.name, ...written };
}

export async function removeResource(session: Session, resource: Resource): Promise<void> {
  await session.run('DELETE FROM resource WHERE seq = $1', [resource.seq]);
}

export function newEtag(): string {
  return `"${randomUUID()}"`;
}

/**
 * Holds a write to the version that its sender has seen. An etag in the body that is neither `*` nor the current one is
 * a conflict (409), one in `If-Match` a failed precondition (412), also where there is nothing. Without an etag a write
 * wins, except where the service asks for one (`required`: saved searches).
 */
export function checkEtag(existing: { etag: string } | undefined, given: Precondition, required = false): void {
  const { etag, ifMatch } = given;
  if (ifMatch !== undefined && !(existing && (ifMatch === '*' || sameEtag(ifMatch, existing.etag))))
    throw new ArmError(412, 'PreconditionFailed', 'The condition of the If-Match header is not met by the resource.');
  if (!existing || etag === '*' || (etag !== undefined && sameEtag(etag, existing.etag))) return;
  if (etag === undefined && (!required || ifMatch !== undefined)) return;
  throw conflict(
    etag === undefined
      ? 'The resource exists. Send its etag, or "*", to overwrite it.'
      : 'Newer data exists: the resource has changed since this etag was read.',
  );
}

/** Some clients leave out the quotes, or mark an etag as weak. */
function sameEtag(a: string, b: string): boolean {
  const bare = (etag: string) => etag.trim().replace(/^W\//, '').replace(/^"|"$/g, '');
  return bare(a) === bare(b);
}

function resourceOf(row: Row): Resource {
  const properties: JsonObject = JSON.parse(text(row, 'properties'));
  return {
    seq: integer(row, 'seq'),
    name: text(row, 'name'),
    etag: text(row, 'etag'),
    created: text(row, 'created'),
    updated: text(row, 'updated'),
    createdBy: text(row, 'created_by'),
    updatedBy: text(row, 'updated_by'),
    ...(typeof row.kind === 'string' && { kind: row.kind }),
    properties,
  };
}
