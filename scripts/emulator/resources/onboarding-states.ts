import { badRequest } from '../server/arm-error.js';
import { collectionRoutes } from '../server/collection.js';
import { parameter, type Route } from '../server/router.js';
import type { Service } from '../server/service.js';
import { bodyReader, type JsonObject } from '../server/shape.js';

const read = bodyReader<{ properties?: JsonObject }>({
  type: 'object',
  properties: { properties: { type: 'object', properties: { customerManagedKey: { type: 'boolean' } } } },
});

export const ONBOARDING_STATES = 'providers/Microsoft.SecurityInsights/onboardingStates';

/** Whether Microsoft Sentinel is onboarded on the workspace: one resource called `default`, or none. */
export function onboardingRoutes(service: Service): Route[] {
  return collectionRoutes(service, {
    type: 'onboardingState',
    path: ONBOARDING_STATES,
    armType: 'Microsoft.SecurityInsights/onboardingStates',
    async accept(request) {
      if (parameter(request, 'name').toLowerCase() !== 'default')
        throw badRequest("The name of the onboarding state must be 'default'.");
      return { properties: { customerManagedKey: false, ...read(request.body ?? {}).properties } };
    },
  });
}
