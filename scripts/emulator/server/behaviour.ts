/**
 * How the service behaves beyond the letter of its REST API: its limits, its pages, its pace.
 * Everything that a later version may want to vary for a test stands here.
 */
export const behaviour = {
  /** Resources on one page of a list; the service returns about a hundred. */
  pageSize: 100,
  /** Largest request body in bytes (Resource Manager's limit: 4 MB). */
  bodyLimit: 4 * 1024 * 1024,
  /** Largest watchlist upload in bytes of UTF-8 (service limit: 3.8 MB). */
  uploadLimit: Math.floor(3.8 * 1024 * 1024),
  /** Longest CSV record in bytes (service limit: 10,240 characters a line). */
  recordLimit: 10_240,
  /** What `Retry-After` asks for, in seconds. */
  retryAfter: 1,
  /** How many rules a workspace holds (service limits without a dedicated cluster). */
  rules: {
    Scheduled: { enabled: 512, total: 1024 },
    NRT: { enabled: 50, total: 100 },
  },
} as const;
