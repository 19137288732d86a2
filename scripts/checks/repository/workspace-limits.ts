import { FILE_START } from '../../base/diagnostic.js';
import type { RepositoryCheck } from '../check.js';
import type { Outline } from '../runner/outline.js';

/** Service limits of a workspace. */
const LIMITS = {
  scheduled: { enabled: 512, total: 1024 },
  nrt: { enabled: 50, total: 100 },
} as const;

export const workspaceLimits: RepositoryCheck = {
  code: 'workspace-limits',
  scope: 'repository',
  effect: 'refused',
  summary: 'The rules fit a workspace: 512 enabled and 1,024 Scheduled rules, 50 enabled and 100 NRT rules',
  why: 'The service refuses the rules beyond these numbers, so a deployment stops half way (service limits).',
  help: 'Disable or remove rules, merge similar ones, or split them over workspaces.',
  *run(outlines) {
    const rules = outlines.filter(({ kind }) => kind === 'analytic-rule');
    const isNrt = ({ ruleKind }: Outline) => ruleKind?.toLowerCase() === 'nrt';
    for (const [name, limits, some] of [
      ['Scheduled', LIMITS.scheduled, rules.filter((rule) => !isNrt(rule))],
      ['NRT', LIMITS.nrt, rules.filter(isNrt)],
    ] as const) {
      const enabled = some.filter(({ isEnabled }) => isEnabled);
      for (const [what, list, limit] of [
        ['enabled', enabled, limits.enabled],
        ['', some, limits.total],
      ] as const) {
        const beyond = list[limit];
        if (!beyond) continue;
        const message = `There are ${list.length} ${what === '' ? '' : `${what} `}${name} rules; a workspace holds ${limit}`;
        yield { file: beyond.file, range: beyond.id?.range ?? FILE_START, message };
      }
    }
  },
};
