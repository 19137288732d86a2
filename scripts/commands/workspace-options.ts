import type { Configuration } from '../content/model.js';
import type { Connection } from '../workspace/azure/connection.js';
import type { Owner } from '../workspace/resources/marks.js';
import type { Context, Options, Values } from './command.js';

/** The option of a verb that talks to one workspace. */
export const WORKSPACE_OPTION: Options = {
  workspace: {
    type: 'string',
    value: 'NAME',
    help: 'a workspace of sentinel.config.yaml (default: its defaultWorkspace)',
  },
};

/** The option of a verb that talks to one or more. */
export const WORKSPACES_OPTION: Options = {
  workspace: {
    type: 'string',
    multiple: true,
    value: 'NAME',
    help: 'a workspace or group of sentinel.config.yaml; repeatable (default: its defaultWorkspace)',
  },
};

/** Connects to the workspace that the options name, runs `action`, and closes the connection. */
export async function withConnection<T>(
  context: Context,
  values: Values,
  configuration: Configuration,
  action: (connection: Connection) => Promise<T>,
): Promise<T> {
  const name = typeof values.workspace === 'string' ? values.workspace : configuration.defaultWorkspace;
  return connectTo(context, configuration, name, action);
}

/**
 * Connects to a workspace, runs `action`, and closes the connection. The local workspace is found where it runs, or
 * served by this process meanwhile.
 */
export async function connectTo<T>(
  context: Context,
  configuration: Configuration,
  name: string,
  action: (connection: Connection) => Promise<T>,
): Promise<T> {
  const { connect } = await import('../workspace/azure/connection.js');
  const workspace = Object.hasOwn(configuration.workspaces, name) ? configuration.workspaces[name] : undefined;
  if (!workspace) throw await unknownWorkspace(name, configuration);
  const options = { tell: context.progress };
  if (!('emulator' in workspace)) {
    const { endpoint, endpoints, ...place } = workspace;
    const hosts = { ...(endpoint === undefined ? {} : { management: endpoint }), ...endpoints };
    return action(await connect({ name, ...place, endpoints: hosts }, options));
  }
  const { connectOrStart } = await import('../emulator/server/discovery.js');
  const emulator = await connectOrStart(context.root, () => context.asOf);
  try {
    const { endpoint } = emulator;
    const endpoints = { management: endpoint, logs: endpoint, threatIntelligence: endpoint };
    return await action(await connect({ name, ...emulator.workspace, endpoints }, options));
  } finally {
    await emulator.close();
  }
}

/** The workspaces that the options name, those of a group one by one. Throws a `SentinelError` for an unknown name. */
export async function workspaceNames(values: Values, configuration: Configuration): Promise<string[]> {
  const given = [values.workspace ?? []].flat().map(String);
  if (given.length === 0) return [configuration.defaultWorkspace];
  const names = new Set<string>();
  for (const name of given) {
    if (Object.hasOwn(configuration.workspaces, name)) names.add(name);
    else if (Object.hasOwn(configuration.groups, name))
      for (const member of configuration.groups[name] ?? []) names.add(member);
    else throw await unknownWorkspace(name, configuration);
  }
  return [...names];
}

async function unknownWorkspace(name: string, configuration: Configuration): Promise<Error> {
  const { SentinelError } = await import('../base/errors.js');
  const { didYouMean } = await import('../base/spelling.js');
  const known = [...Object.keys(configuration.workspaces), ...Object.keys(configuration.groups)];
  const message = `There is no workspace '${name}' in sentinel.config.yaml.`;
  return new SentinelError('workspace', message, `It has: ${known.join(', ')}.${didYouMean(name, known)}`);
}

/**
 * In whose name this repository deploys. A workspace of others than the local one needs an owner: every fork would have
 * the same otherwise, and delete what the others deployed.
 */
export async function ownerOf(
  { root }: Context,
  configuration: Configuration,
  connection: Connection,
  takesOver: boolean,
): Promise<Owner> {
  const { LOCAL_OWNER } = await import('../workspace/resources/marks.js');
  const { originOf } = await import('../base/system/git.js');
  const id = configuration.owner ?? (connection.local ? LOCAL_OWNER : undefined);
  if (id !== undefined) return { id, repository: await originOf(root), takesOver };
  const { SentinelError } = await import('../base/errors.js');
  throw new SentinelError(
    'no-owner',
    `The workspace '${connection.name}' needs to know whose content it gets: sentinel.config.yaml has no owner.`,
    'Add a line such as `owner: contoso-soc-7f3a`, of your own and for good: what is deployed carries it.',
  );
}
