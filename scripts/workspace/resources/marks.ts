/**
 * The mark of what we deploy: who owns it, from which repository, and a hash of what was deployed. Plans see only what
 * carries *our* mark; nothing else in a workspace is ever touched.
 */
export interface Mark {
  owner: string;
  /** Where the repository comes from, without protocol: `github.com/contoso/detections`; empty where it is unknown. */
  repository: string;
  /** Of what was deployed (see `hashOf`); empty in marks of the version before. */
  hash: string;
}

/** In whose name a workspace is read and written. */
export interface Owner {
  id: string;
  repository: string;
  /** Whether what the same owner deployed from another repository is ours from now on. */
  takesOver: boolean;
}

/** The owner of a local workspace whose repository names none, and what the version before wrote everywhere. */
export const LOCAL_OWNER = 'local';
const EARLIER_OWNER = 'sentinel-content';

export type Standing = 'ours' | 'other-repository' | 'foreign';

/**
 * Whose a resource is. A mark that carries no owner of its own (of a local workspace, of the version before) is ours
 * only where this repository has that id in a file: every fork had the same.
 */
export function standingOf(mark: Mark | undefined, owner: Owner, isInFile: boolean): Standing {
  if (!mark) return 'foreign';
  if (mark.owner !== owner.id)
    return [LOCAL_OWNER, EARLIER_OWNER].includes(mark.owner) && isInFile ? 'ours' : 'foreign';
  const same = mark.repository === '' || mark.repository === owner.repository || owner.takesOver;
  return same ? 'ours' : 'other-repository';
}

/** Tags of a saved search. */
const TAGS = { owner: 'managedBy', repository: 'repository', hash: 'deployed' } as const;

export function tagsOfMark({ owner, repository, hash }: Mark): Record<string, string> {
  return {
    [TAGS.owner]: owner,
    ...(repository === '' ? {} : { [TAGS.repository]: repository }),
    [TAGS.hash]: hash,
  };
}

/** @param tags values by name; names are the same in any case */
export function markOfTags(tags: ReadonlyMap<string, string>): Mark | undefined {
  const value = (name: string) => tags.get(name.toLowerCase());
  const owner = value(TAGS.owner);
  return owner ? { owner, repository: value(TAGS.repository) ?? '', hash: value(TAGS.hash) ?? '' } : undefined;
}

export const MARK_TAGS: readonly string[] = Object.values(TAGS);

/** Labels of a watchlist or a hunt. */
const LABELS = { owner: 'managed-by:', repository: 'repository:', hash: 'deployed:', own: 'own-labels:' } as const;

/** The labels of a mark and those that the file asks for; the mark says which these are, so that they can go again. */
export function labelsOfMark({ owner, repository, hash }: Mark, own: readonly string[]): string[] {
  return [
    `${LABELS.owner}${owner}`,
    ...(repository === '' ? [] : [`${LABELS.repository}${repository}`]),
    `${LABELS.hash}${hash}`,
    ...(own.length === 0 ? [] : [`${LABELS.own}${own.join('|')}`]),
  ];
}

/** What the labels of a resource say: the mark, the labels of its file, and those that others gave it. */
export function readLabels(labels: readonly string[]): { mark: Mark | undefined; own: string[]; others: string[] } {
  const value = (prefix: string) =>
    labels.find((label) => label.toLowerCase().startsWith(prefix))?.slice(prefix.length) ?? '';
  const earlier = labels.find((label) => label === EARLIER_OWNER);
  const owner = value(LABELS.owner) || earlier || '';
  const free = labels.filter(
    (label) => label !== earlier && !Object.values(LABELS).some((prefix) => label.toLowerCase().startsWith(prefix)),
  );
  // The version before had no labels of others.
  const listed = new Set((earlier ? free : value(LABELS.own).split('|')).map((label) => label.toLowerCase()));
  const isOwn = (label: string) => listed.has(label.toLowerCase());
  return {
    mark: owner === '' ? undefined : { owner, repository: value(LABELS.repository), hash: value(LABELS.hash) },
    own: free.filter(isOwn),
    others: free.filter((label) => !isOwn(label)),
  };
}
