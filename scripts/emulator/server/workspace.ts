/** What names a Log Analytics workspace in Azure. */
export interface WorkspaceIdentity {
  subscriptionId: string;
  resourceGroup: string;
  workspaceName: string;
  /** The workspace's GUID, which its query endpoint goes by (`customerId` in Resource Manager). */
  workspaceId: string;
}

/** The local workspace: always this one, so that ids in its state and in plans do not change. */
export const WORKSPACE: WorkspaceIdentity = {
  subscriptionId: '00000000-0000-0000-0000-000000000000',
  resourceGroup: 'local',
  workspaceName: 'local',
  workspaceId: '00000000-0000-4000-8000-00000000c0de',
};

/** The tenant that the local workspace claims to belong to. */
export const TENANT_ID = '00000000-0000-0000-0000-000000000000';

export const WORKSPACE_PATH = [
  '',
  'subscriptions',
  WORKSPACE.subscriptionId,
  'resourceGroups',
  WORKSPACE.resourceGroup,
  'providers/Microsoft.OperationalInsights/workspaces',
  WORKSPACE.workspaceName,
].join('/');

/** The workspace as a resource of Resource Manager. */
export const WORKSPACE_RESOURCE = {
  id: WORKSPACE_PATH,
  name: WORKSPACE.workspaceName,
  type: 'Microsoft.OperationalInsights/workspaces',
  location: 'local',
  properties: {
    customerId: WORKSPACE.workspaceId,
    provisioningState: 'Succeeded',
    retentionInDays: 90,
    sku: { name: 'PerGB2018' },
  },
};

/** Who an answer says has made something. */
export function identityOf(caller: string) {
  return { name: caller, email: `${caller}@local`, objectId: null };
}

/** A time as Sentinel writes it: with seven digits after the second. */
export function serviceTime(iso: string): string {
  return iso.replace(/(?:\.(\d{1,7})\d*)?Z$/, (_, fraction = '') => `.${fraction.padEnd(7, '0')}Z`);
}
