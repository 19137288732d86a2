/** An answer that is an error, in Resource Manager's shape: `{"error": {"code", "message"}}`. */
export class ArmError extends Error {
  override readonly name = 'ArmError';

  constructor(
    /** HTTP status. */
    readonly status: number,
    /** The service's own code: `BadRequest`, `NotFound`. */
    readonly code: string,
    message: string,
    readonly headers: Record<string, string> = {},
    /** What stands beside code and message in `error`. */
    readonly details: Record<string, unknown> = {},
  ) {
    super(message);
  }
}

export function badRequest(message: string): ArmError {
  return new ArmError(400, 'BadRequest', message);
}

/** A 400 about one property; `path` as in `properties.severity`. */
export function invalidModel(path: string, problem: string): ArmError {
  return badRequest(`Invalid data model. [${path}: ${problem}]`);
}

export function notFound(what: string): ArmError {
  return new ArmError(404, 'NotFound', `${what} was not found.`);
}

export function conflict(message: string): ArmError {
  return new ArmError(409, 'Conflict', message);
}

export function invalidUri(path: string): ArmError {
  return new ArmError(400, 'InvalidRequestUri', `The request's path is not valid: ${path}`);
}
