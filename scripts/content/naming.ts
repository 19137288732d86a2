import { createHash } from 'node:crypto';
import { v5 as uuidV5 } from 'uuid';

/** Namespace of this project's UUIDs: an id depends on what the thing is, on no machine and no moment. */
const NAMESPACE = '8f2b6c1e-5d0a-5b6e-9c3f-2a7d41e0b9c4';

/** The folder of the hunts over any listed family. */
export const ANY_FAMILY = 'any-family';

/** Names that Windows reserves for devices, in any case, and our own. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d|any-family)$/;

const MAX_SLUG = 60;

/**
 * The folder name of a malware family: lower case, letters, digits and hyphens. It is also the family's identity, so
 * `SectopRAT` and `sectoprat` are one family on every file system. Where the name loses more than case, spaces and
 * punctuation (other scripts, excess length, reserved names), a short hash of the name keeps families apart.
 */
export function familySlug(family: string): string {
  const folded = family.normalize('NFKC').toLowerCase();
  const slug = folded.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
  const lossless = slug !== '' && slug.length <= MAX_SLUG && !RESERVED.test(slug) && !/[^\p{ASCII}]/u.test(folded);
  if (lossless) return slug;
  const hash = createHash('sha256').update(folded).digest('hex').slice(0, 8);
  return `${slug.slice(0, MAX_SLUG).replace(/-+$/, '') || 'family'}-${hash}`;
}

/** The id of the hunt that a template makes for a family. */
export function huntId(slug: string, template: string): string {
  return uuidV5(`hunt/${slug}/${template}`, NAMESPACE);
}

/** The id of what is deployed and has no file of its own, from what identifies it. */
export function derivedId(kind: string, ...identity: readonly string[]): string {
  return uuidV5(`${kind}/${JSON.stringify(identity)}`, NAMESPACE);
}

/** The id of content that a person wrote without one, from the path of its file. */
export function contentId(file: string): string {
  return uuidV5(`content/${file}`, NAMESPACE);
}

/** The id that the text of a content file states, in lower case; read without parsing, since all files of a repository are asked. */
export function contentIdOf(text: string): string | undefined {
  return /^id:[ \t]*(["']?)([A-Za-z0-9_][A-Za-z0-9_.()-]{0,259})\1[ \t\r]*(?:#.*)?$/m.exec(text)?.[2]?.toLowerCase();
}
