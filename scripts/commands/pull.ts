import type { Command } from './command.js';
import { ownerOf, WORKSPACE_OPTION, withConnection } from './workspace-options.js';

export const pull: Command = {
  summary: 'Writes the content of a workspace as files; what differs in a file that is there is edited in place.',
  arguments: '',
  takes: [0, 0],
  formats: ['text', 'json'],
  options: {
    ...WORKSPACE_OPTION,
    adopt: { type: 'boolean', help: 'also mark what is alike as deployed from here: later plans manage it' },
    all: { type: 'boolean', help: 'also what came with the workspace or with a solution of Content hub' },
    'dry-run': { type: 'boolean', help: 'say what would change, and write nothing' },
  },
  examples: [
    ['sentinel pull --workspace production', 'into an empty repository: all that the team has there'],
    ['sentinel pull --adopt', 'and manage it from here: the next plan is empty'],
    ['sentinel pull --dry-run', 'what somebody changed in the portal'],
  ],
  async run(context, _, values) {
    const { root, asOf, format, print } = context;
    const { SentinelError } = await import('../base/errors.js');
    const { writeFiles } = await import('../base/files.js');
    const { loadRepository } = await import('../content/repository.js');
    const { formatPull, pullJson } = await import('../output/adoption/pull.js');
    const { applyDeployment } = await import('../workspace/changes/apply.js');
    const { planAdoption } = await import('../workspace/pull/adopt.js');
    const { pullContent } = await import('../workspace/pull/pull.js');
    const { readContentOf } = await import('../workspace/pull/read.js');
    const written = values['dry-run'] !== true;
    const adopts = values.adopt === true;
    if (adopts && !written) {
      throw new SentinelError('usage', '--adopt writes, and --dry-run does not.', 'Pass one of the two.');
    }
    const repository = loadRepository(root);
    const { configuration } = repository;
    return withConnection(context, values, configuration, async (connection) => {
      const nobody = { id: '', repository: '', takesOver: false };
      const owner = adopts ? await ownerOf(context, configuration, connection, false) : nobody;
      const workspace = await readContentOf(repository, connection, { owner, now: asOf });
      const found = pullContent(repository, workspace, values.all === true);
      if (written) writeFiles(root, found.changes);
      const report = { workspace: connection.name, pull: found, written };
      const show = format === 'json' ? pullJson : formatPull;
      if (!adopts) {
        print(show(report));
        return 0;
      }
      const { deployment, differing } = planAdoption(loadRepository(root), workspace, connection, { owner, now: asOf });
      const outcome = await applyDeployment(deployment, connection);
      print(show({ ...report, adoption: { outcome, differing } }));
      return outcome.failed.length + outcome.left.length + differing.length > 0 ? 1 : 0;
    });
  },
};
