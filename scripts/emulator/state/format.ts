import { SentinelError } from '../../base/errors.js';
import { integer, type Session } from './session.js';

/**
 * What makes each version of the database from the one before; the first makes it from nothing. Versions that have been
 * published stay as they are: their files exist.
 */
const VERSIONS = [
  `CREATE TABLE resource (
     seq BIGINT, type VARCHAR, key VARCHAR, name VARCHAR, etag VARCHAR,
     created VARCHAR, updated VARCHAR, kind VARCHAR, properties JSON);
   CREATE TABLE watchlist_item (
     seq BIGINT, watchlist BIGINT, id VARCHAR, etag VARCHAR,
     created VARCHAR, updated VARCHAR, fields VARCHAR);
   CREATE TABLE operation (id VARCHAR, started VARCHAR, finished VARCHAR);`,
  `ALTER TABLE resource ADD COLUMN created_by VARCHAR DEFAULT 'local';
   ALTER TABLE resource ADD COLUMN updated_by VARCHAR DEFAULT 'local';
   ALTER TABLE watchlist_item ADD COLUMN created_by VARCHAR DEFAULT 'local';
   ALTER TABLE watchlist_item ADD COLUMN updated_by VARCHAR DEFAULT 'local';
   DROP TABLE operation;
   INSERT INTO resource
     SELECT coalesce(max(seq), 0) + 1, 'onboardingState', 'default', 'default', '"onboarded"',
       '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', NULL, '{"customerManagedKey": false}', 'local', 'local'
     FROM resource;`,
  `CREATE TABLE stix_object (
     seq BIGINT, name VARCHAR, source VARCHAR, data VARCHAR,
     created VARCHAR, updated VARCHAR, created_by VARCHAR, updated_by VARCHAR);`,
  `CREATE TABLE log_table (name VARCHAR, columns VARCHAR);
   CREATE TABLE log_row (name VARCHAR, fields VARCHAR);`,
];

/** Brings the database to the newest version. Throws where it is of a version that is newer still. */
export async function upgrade(session: Session): Promise<void> {
  await session.run('CREATE TABLE IF NOT EXISTS format (version VARCHAR)');
  const [format] = await session.rows('SELECT try_cast(version AS BIGINT) AS version FROM format');
  const found = format ? Number(integer(format, 'version')) : 0;
  if (found > VERSIONS.length)
    throw new SentinelError(
      'workspace-newer',
      `it has format ${found}, and this version of the program knows none after ${VERSIONS.length}`,
      'Use a newer version of the program, or delete the folder .sentinel and deploy again.',
    );
  if (found === VERSIONS.length) return;
  for (const statements of VERSIONS.slice(found)) await session.run(statements);
  await session.run('DELETE FROM format');
  await session.run('INSERT INTO format VALUES ($1)', [String(VERSIONS.length)]);
}
