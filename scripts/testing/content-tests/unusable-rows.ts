/** Rows of a test that cannot be used, in words for the one who wrote them. */
export class UnusableRows extends Error {
  constructor(
    message: string,
    /** The table or list whose rows they are. */
    readonly of: string,
  ) {
    super(message);
  }
}

/** Where a test stands: the root, and its file relative to the root. */
export interface Place {
  root: string;
  file: string;
}
