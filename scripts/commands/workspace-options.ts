import type { Context, Options, Values } from './command.js';

/** The option of every verb that talks to a workspace. */
export const WORKSPACE_OPTION: Options = {
  workspace: {
    type: 'string',
    value: 'NAME',
    help: 'a workspace of sentinel.config.yaml (default: its defaultWorkspace)',
  },
};

/**
 * Loads the repository and connects to the workspace that the options name, runs `action`, and closes the connection.
 * Content that does not load stops it: a plan over half a repository would delete the other half.
 */
export async function withWorkspace<T>(
  context: Context,
  values: Values,
  action: (
    repository: import('../content/repository.js').Repository,
    connection: import('../workspace/azure/connection.js').Connection,
  ) => Promise<T>,
): Promise<T> {
  const { loadRepository } = await import('../content/repository.js');
  const { SentinelError } = await import('../base/errors.js');
  const repository = loadRepository(context.root);
  const broken = repository.diagnostics.filter(({ severity }) => severity === 'error');
  if (broken.length > 0) {
    const list = broken.slice(0, 10).map((d) => `${d.file}:${d.range.start.line}:${d.range.start.column} ${d.message}`);
    const more = broken.length > 10 ? [`… and ${broken.length - 10} more`] : [];
    const message = ['The content has errors:', ...list, ...more].join('\n');
    throw new SentinelError('invalid-content', message, 'Run sentinel validate, and mend what it finds.', {
      exitCode: 1,
    });
  }
  return withConnection(context, values, repository.configuration, (connection) => action(repository, connection));
}

/** Connects to the workspace that the options name, runs `action`, and closes the connection. */
export async function withConnection<T>(
  context: Context,
  values: Values,
  configuration: import('../content/model.js').Configuration,
  action: (connection: import('../workspace/azure/connection.js').Connection) => Promise<T>,
): Promise<T> {
  const { connect } = await import('../workspace/azure/connection.js');
  const name = typeof values.workspace === 'string' ? values.workspace : configuration.defaultWorkspace;
  const connection = await connect(configuration, name, { root: context.root, clock: () => context.asOf });
  try {
    return await action(connection);
  } finally {
    await connection.close();
  }
}
