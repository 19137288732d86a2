/** So many requests at once, and so many more each second. */
export interface Bucket {
  size: number;
  perSecond: number;
}

/** How one server behaves beyond the letter of its REST API: limits, pages, pace. Times are in milliseconds. */
export interface Behaviour {
  /** Resources on one page of a list; the service returns about a hundred. */
  pageSize: number;
  /** Largest request body in bytes (Resource Manager's limit: 4 MB). */
  bodyLimit: number;
  /** Largest watchlist upload in bytes of UTF-8 (service limit: 3.8 MB). */
  uploadLimit: number;
  /** Longest CSV record in bytes (service limit: 10,240 characters a line). */
  recordLimit: number;
  /** What `Retry-After` asks for at the least, in seconds. */
  retryAfter: number;
  /** How many rules a workspace holds (service limits without a dedicated cluster). */
  rules: Record<'Scheduled' | 'NRT', { enabled: number; total: number }>;
  /** How many hunts a workspace holds (service limit). */
  hunts: number;
  /** Most rows and bytes of one query's answer (limits of the query API). */
  queryRows: number;
  queryBytes: number;
  /** Between a request's arrival and its handling. */
  latency: number;
  /** Resource Manager's throttle, for each caller; applied where the fault `throttle` strikes. */
  throttle: Record<'reads' | 'writes' | 'deletes', Bucket>;
  /** How long the upload or deletion of a watchlist takes where the fault `slow-operations` strikes. */
  operationTime: number;
  /** How soon after its deletion an alias is refused where the fault `early-recreation` strikes. */
  recreationTime: number;
  /** When a write is seen by reads where the fault `late` strikes. */
  visibleAfter: number;
}

export const DEFAULT_BEHAVIOUR: Behaviour = {
  pageSize: 100,
  bodyLimit: 4 * 1024 * 1024,
  uploadLimit: Math.floor(3.8 * 1024 * 1024),
  recordLimit: 10_240,
  retryAfter: 1,
  rules: {
    Scheduled: { enabled: 512, total: 1024 },
    NRT: { enabled: 50, total: 100 },
  },
  hunts: 100,
  queryRows: 500_000,
  queryBytes: 100 * 1024 * 1024,
  latency: 0,
  throttle: {
    reads: { size: 250, perSecond: 25 },
    writes: { size: 200, perSecond: 10 },
    deletes: { size: 200, perSecond: 10 },
  },
  operationTime: 3000,
  recreationTime: 5000,
  visibleAfter: 2000,
};
