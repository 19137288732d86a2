import { ArmError } from '../server/arm-error.js';

/** Who sends a request, and what Azure lets them do. */
export interface Caller {
  /** Throttled apart from others. */
  name: string;
  actions: readonly string[];
}

/**
 * The roles that a bearer token can name, as the built-in roles of Azure have them. Without a token a caller is the
 * owner of the local workspace: only this machine reaches it.
 */
export const ROLES: Record<string, readonly string[]> = {
  owner: ['*'],
  'sentinel-contributor': [
    'Microsoft.SecurityInsights/*',
    'Microsoft.OperationalInsights/workspaces/read',
    'Microsoft.OperationalInsights/workspaces/*/read',
    'Microsoft.OperationalInsights/workspaces/savedSearches/*',
    'Microsoft.Authorization/*/read',
  ],
  'sentinel-reader': [
    'Microsoft.SecurityInsights/*/read',
    'Microsoft.OperationalInsights/workspaces/read',
    'Microsoft.OperationalInsights/workspaces/*/read',
    'Microsoft.Authorization/*/read',
  ],
  'log-reader': ['*/read'],
  none: [],
};

/** Reads the caller from an `Authorization` header; throws a 401 for a token that is expired or unknown. */
export function readCaller(authorization: string | undefined, tokenRequired: boolean): Caller {
  if (authorization === undefined && !tokenRequired) return { name: 'local', actions: ['*'] };
  const token = /^bearer +(.+)$/i.exec(authorization ?? '')?.[1]?.trim() ?? '';
  if (Object.hasOwn(ROLES, token)) return { name: token, actions: ROLES[token] ?? [] };
  if (token === '')
    throw unauthorized('AuthenticationFailed', "Authentication failed. The 'Authorization' header is missing.");
  if (token === 'expired') throw expiredToken();
  throw unauthorized('InvalidAuthenticationToken', 'The access token is invalid.');
}

export function expiredToken(): ArmError {
  return unauthorized(
    'ExpiredAuthenticationToken',
    'The access token expiry UTC time is earlier than current UTC time.',
  );
}

/** Throws a 403 where none of the caller's roles has the action, such as `Microsoft.SecurityInsights/alertRules/write`. */
export function authorise(caller: Caller, action: string, scope: string, code = 'AuthorizationFailed'): void {
  if (action === '' || caller.actions.some((pattern) => allows(pattern, action))) return;
  throw forbidden(caller.name, action, scope, code);
}

export function forbidden(caller: string, action: string, scope: string, code = 'AuthorizationFailed'): ArmError {
  return new ArmError(
    403,
    code,
    `The client '${caller}' does not have authorization to perform action '${action}' over scope '${scope}' ` +
      'or the scope is invalid. If access was recently granted, please refresh your credentials.',
  );
}

/** `*` stands for anything, slashes included; case does not count. */
function allows(pattern: string, action: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i').test(action);
}

function unauthorized(code: string, message: string): ArmError {
  const headers = { 'www-authenticate': 'Bearer authorization_uri="https://login.microsoftonline.com/local"' };
  return new ArmError(401, code, message, headers);
}
