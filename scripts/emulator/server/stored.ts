import { randomUUID } from 'node:crypto';
import { conflict } from './arm-error.js';
import type { JsonObject } from './shape.js';
import { integer, type Row, type Session, text } from './store.js';

export type ResourceType = 'watchlist' | 'alertRule' | 'metadata' | 'savedSearch' | 'table';

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
}

/** The part of a resource that its owner writes. */
export interface Content {
  kind?: string;
  properties: JsonObject;
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
  now: Date,
  existing?: Resource,
): Promise<Resource> {
  const etag = newEtag();
  const time = now.toISOString();
  const document = JSON.stringify(content.properties);
  const kind = content.kind ?? null;
  if (existing) {
    const sql = 'UPDATE resource SET etag = $2, updated = $3, kind = $4, properties = $5 WHERE seq = $1';
    await session.run(sql, [existing.seq, etag, time, kind, document]);
    return { ...existing, ...content, etag, updated: time };
  }
  const [created] = await session.rows(
    `INSERT INTO resource SELECT coalesce(max(seq), 0) + 1, $1, $2, $3, $4, $5, $5, $6, $7 FROM resource RETURNING seq`,
    [type, name.toLowerCase(), name, etag, time, kind, document],
  );
  if (!created) throw new Error('the database returned no row for an insert');
  return { ...content, seq: integer(created, 'seq'), name, etag, created: time, updated: time };
}

export async function removeResource(session: Session, resource: Resource): Promise<void> {
  await session.run('DELETE FROM resource WHERE seq = $1', [resource.seq]);
}

export function newEtag(): string {
  return `"${randomUUID()}"`;
}

/**
 * Holds a write to the version that its sender has seen. An etag that is neither `*` nor the current one is a conflict
 * (409). Without an etag a write wins, except where the service asks for one (`required`: saved searches).
 */
export function checkEtag(existing: { etag: string } | undefined, given: string | undefined, required = false): void {
  if (!existing || given === '*' || given === existing.etag) return;
  if (given === undefined && !required) return;
  throw conflict(
    given === undefined
      ? 'The resource exists. Send its etag, or "*", to overwrite it.'
      : 'Newer data exists: the resource has changed since this etag was read.',
  );
}

function resourceOf(row: Row): Resource {
  const properties: JsonObject = JSON.parse(text(row, 'properties'));
  return {
    seq: integer(row, 'seq'),
    name: text(row, 'name'),
    etag: text(row, 'etag'),
    created: text(row, 'created'),
    updated: text(row, 'updated'),
    ...(typeof row.kind === 'string' && { kind: row.kind }),
    properties,
  };
}
