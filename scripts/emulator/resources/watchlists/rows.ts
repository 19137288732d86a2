import { randomUUID } from 'node:crypto';
import { compareText } from '../../../base/diagnostic.js';
import type { JsonObject } from '../../server/shape.js';
import { integer, type Row, type Session, text } from '../../state/session.js';
import { newEtag, type Page, type Resource, type Writer } from '../../state/stored.js';
import type { ItemFields } from './upload.js';

/** One item of a watchlist, as a row of the database. */
export interface Item {
  seq: bigint;
  /** GUID: the client's on PUT, ours for an uploaded row. */
  id: string;
  etag: string;
  created: string;
  updated: string;
  createdBy: string;
  updatedBy: string;
  fields: JsonObject;
}

/**
 * Adds the rows that the watchlist does not hold yet: a row is held when an item equals it in every column. What is
 * missing from the upload stays. This is what the service does; there is no replacing.
 * @returns the places of the new items
 */
export async function appendItems(
  session: Session,
  watchlist: Resource,
  rows: ItemFields[],
  { now, caller }: Writer,
): Promise<bigint[]> {
  await session.run('CREATE TEMP TABLE upload (position BIGINT, id VARCHAR, fields VARCHAR)');
  const appender = await session.connection.createAppender('upload', 'main', 'temp');
  const seen = new Set<string>();
  for (const row of rows) {
    const fields = canonical(row);
    if (seen.has(fields)) continue;
    seen.add(fields);
    appender.appendBigInt(BigInt(seen.size));
    appender.appendVarchar(randomUUID());
    appender.appendVarchar(fields);
    appender.endRow();
  }
  appender.closeSync();
  const [last] = await session.rows('SELECT coalesce(max(seq), 0) AS seq FROM watchlist_item');
  const before = last ? integer(last, 'seq') : 0n;
  await session.run(
    `INSERT INTO watchlist_item (seq, watchlist, id, etag, created, updated, created_by, updated_by, fields)
     SELECT $5 + position, $1, id, $2, $3, $3, $4, $4, fields
     FROM upload
     WHERE fields NOT IN (SELECT fields FROM watchlist_item WHERE watchlist = $1)
     ORDER BY position`,
    [watchlist.seq, newEtag(), now.toISOString(), caller.name, before],
  );
  await session.run('DROP TABLE upload');
  const added = await session.rows('SELECT seq FROM watchlist_item WHERE seq > $1 ORDER BY seq', [before]);
  return added.map((row) => integer(row, 'seq'));
}

export async function removeItems(session: Session, watchlist: Resource): Promise<void> {
  await session.run('DELETE FROM watchlist_item WHERE watchlist = $1', [watchlist.seq]);
}

export async function findItem(session: Session, watchlist: Resource, id: string): Promise<Item | undefined> {
  const sql = 'SELECT * FROM watchlist_item WHERE watchlist = $1 AND id = $2';
  const [row] = await session.rows(sql, [watchlist.seq, id.toLowerCase()]);
  return row && itemOf(row);
}

export async function listItems(session: Session, watchlist: Resource, page: Page): Promise<Item[]> {
  // The end of the page is found by place alone: sorting whole items would read all that follow.
  const rows = await session.rows(
    `SELECT * FROM watchlist_item
     WHERE watchlist = $1 AND seq > $2 AND seq <= (
       SELECT max(seq) FROM (
         SELECT seq FROM watchlist_item WHERE watchlist = $1 AND seq > $2 ORDER BY seq LIMIT $3))
     ORDER BY seq`,
    [watchlist.seq, page.after, BigInt(page.limit)],
  );
  return rows.map(itemOf);
}

/** Creates the item, or replaces `existing`; it gets a new etag. */
export async function saveItem(
  session: Session,
  watchlist: Resource,
  id: string,
  fields: JsonObject,
  { now, caller }: Writer,
  existing?: Item,
): Promise<Item> {
  const values = [watchlist.seq, id.toLowerCase(), newEtag(), now.toISOString(), canonical(fields), caller.name];
  const [row] = await session.rows(
    existing
      ? `UPDATE watchlist_item SET etag = $3, updated = $4, fields = $5, updated_by = $6
         WHERE watchlist = $1 AND id = $2 RETURNING *`
      : `INSERT INTO watchlist_item (seq, watchlist, id, etag, created, updated, fields, created_by, updated_by)
         SELECT coalesce(max(seq), 0) + 1, $1, $2, $3, $4, $4, $5, $6, $6 FROM watchlist_item RETURNING *`,
    values,
  );
  if (!row) throw new Error('the database returned no row for a write');
  return itemOf(row);
}

export async function removeItem(session: Session, { seq }: Item): Promise<void> {
  await session.run('DELETE FROM watchlist_item WHERE seq = $1', [seq]);
}

function itemOf(row: Row): Item {
  return {
    seq: integer(row, 'seq'),
    id: text(row, 'id'),
    etag: text(row, 'etag'),
    created: text(row, 'created'),
    updated: text(row, 'updated'),
    createdBy: text(row, 'created_by'),
    updatedBy: text(row, 'updated_by'),
    fields: JSON.parse(text(row, 'fields')),
  };
}

/** The text of a row: equal for rows that are equal in every column, in whatever order the columns came. */
function canonical(fields: JsonObject): string {
  return JSON.stringify(Object.fromEntries(Object.entries(fields).sort(([a], [b]) => compareText(a, b))));
}
