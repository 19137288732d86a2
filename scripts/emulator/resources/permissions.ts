import type { Route } from '../server/router.js';

/** What the caller may do here: actions of all of their roles, as Resource Manager lists them. */
export function permissionRoutes(): Route[] {
  return [
    {
      path: 'providers/Microsoft.Authorization/permissions',
      // Everybody may ask for their own.
      action: '',
      methods: {
        GET: async ({ caller: { actions } }) => ({
          status: 200,
          body: {
            value: actions.length > 0 ? [{ actions, notActions: [], dataActions: [], notDataActions: [] }] : [],
          },
        }),
      },
    },
  ];
}
