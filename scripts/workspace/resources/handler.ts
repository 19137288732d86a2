import type { Repository } from '../../content/repository.js';
import type { ArmClient, ArmResource } from '../azure/arm.js';
import { diffFields, type FieldChange } from './fields.js';
import type { Mark, Owner } from './marks.js';
import type { Item, RowChange, RowWrites } from './rows.js';

export type ResourceKind = 'huntingQuery' | 'analyticRule' | 'watchlist' | 'function' | 'hunt' | 'threatIntelligence';

/**
 * What may run at the same time: requests of `parallel` up to a few dozen, of every other lane one after the other.
 * The service refuses parallel writes of saved searches, and takes one large upload or deletion of lists at a time.
 */
export type Lane = 'parallel' | 'savedSearch' | 'listDeletion' | 'upload';

/** One request of a change, as data. */
export interface Step {
  method: 'PUT' | 'POST' | 'DELETE';
  /** Below the workspace, not encoded; a whole URL for another host of the service. */
  path: string;
  body?: Record<string, unknown>;
  /** The version that it was planned against, where the service honours one. */
  etag?: string;
  lane: Lane;
  /** The row that it writes or removes: when it is refused, that row has failed and no other. */
  row?: string;
  /** Keys of the rows in the body, in its order: the answer names those that it refused by their index. */
  records?: string[];
  /** Rows that go with the body as CSV. */
  upload?: { header: readonly string[]; rows: readonly (readonly string[])[] };
  /** Whether the service may need a while before it takes it, after a deletion under the same name. */
  patient?: boolean;
}

/** Steps that follow each other; those of one stage are independent. */
export type Stages = Step[][];

/** A resource as the repository wants it. */
export interface Wanted {
  id: string;
  name: string;
  /** The file that asks for it, relative to the root. */
  file: string;
  /** The fields that we manage, as they are sent. */
  fields: Record<string, unknown>;
  /** Of all that is deployed. */
  hash: string;
  /** KQL that may name lists and functions. */
  query?: string;
  /** The name by which queries read it, of a list or a function. */
  readAs?: string;
  /** Ids of saved searches that must be there before it. */
  searches?: string[];
  /** Rows of a list. */
  table?: { header: readonly string[]; rows: readonly (readonly string[])[] };
}

/** A resource of the workspace. */
export interface Present {
  id: string;
  name: string;
  /** The fields that we manage, in the shape of `Wanted.fields`. */
  fields: Record<string, unknown>;
  hash: string;
  mark: Mark | undefined;
  /** As the service has it, with what others wrote. */
  stored: ArmResource;
  /** The resource that carries the mark, where it is one of its own. */
  markResource?: ArmResource;
  query?: string;
  readAs?: string;
  items?: Item[];
  /** A mark without its resource: that was deleted by hand, refused, or never made. */
  orphan?: boolean;
  /** It has no mark, and is all the same what the file says: its mark was lost on the way. */
  unmarked?: boolean;
  /** Why the service has switched it off. */
  disabled?: string;
}

/** What differs between a file and the workspace. */
export interface Difference {
  fields: FieldChange[];
  rows: RowChange[];
  /** The service cannot change it in place: it is deleted and made again. */
  replaces: boolean;
  /** The writes of single rows, and those that are uploaded together. */
  writes?: RowWrites;
}

/** What handlers read a workspace with; a list that two of them need is asked for once. */
export interface Reader {
  arm: Pick<ArmClient, 'list' | 'query'>;
  list(path: string): Promise<ArmResource[]>;
  /** What the repository wants under an id. */
  wanted(kind: ResourceKind, id: string): Wanted | undefined;
  /** Whether what others made is read whole, too: the rows of their lists. */
  readsAll?: boolean;
  /** In whose name it reads, and when. */
  owner: Owner;
  now: Date;
  /** The repository's settings, where a kind is read only if it is used. */
  repository: Repository;
  /** Rows that were read before and cannot have changed since. */
  knownItems(alias: string, etag: string | undefined): Item[] | undefined;
}

/** Where, when and in whose name a deployment writes. */
export interface Target {
  /** Resource id of the workspace. */
  workspaceId: string;
  owner: Owner;
  now: Date;
  /** Where indicators are uploaded, when they go to the workspace's own table. */
  indicators?: string;
}

/** One kind of resource: from files to the wire and back. A new kind is one of these. */
export interface Handler {
  kind: ResourceKind;
  /** As people call it. */
  noun: string;
  /** How somebody makes a resource of the workspace ours by hand. */
  adopt: string;
  /** What the repository has, as the wire has it. */
  wanted(repository: Repository): Wanted[];
  /** What the workspace has. */
  read(reader: Reader): Promise<Present[]>;
  compare(wanted: Wanted, present: Present | undefined): Difference;
  put(wanted: Wanted, present: Present | undefined, difference: Difference, mark: Mark, target: Target): Stages;
  remove(present: Present, target: Target): Stages;
  /** The data of the file that would deploy it; for a list its rows stand in `items`. */
  toContent(present: Present): Record<string, unknown>;
}

/** Compares by the managed fields alone, which the service can all change in place. */
export function compareFields(wanted: Wanted, present: Present | undefined): Difference {
  return { fields: diffFields(present?.fields ?? {}, wanted.fields), rows: [], replaces: false };
}
