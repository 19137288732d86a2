import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const SCRIPT = join(__dirname, '..', '..', '.github', 'scripts', 'azure-setup.sh');
const setUp = (...args: string[]) =>
  spawnSync('bash', [SCRIPT, ...args], { encoding: 'utf8', env: { PATH: '/usr/bin:/bin' } });
const WHERE = ['--repo', 'acme/content', '--subscription', 'sub', '--resource-group', 'security', '--workspace', 'soc'];

it('prints what it would run: a reader and a writer, each for its environment and on the workspace alone', () => {
  const { status, stdout } = setUp(...WHERE, '--dry-run');
  expect(status).toBe(0);
  const commands = stdout.split('\n').map((line) => line.replaceAll('\\', ''));
  const roles = commands.filter((line) => line.startsWith('az role assignment create'));
  expect(roles.map((line) => /--role (.*?) --scope/.exec(line)?.[1])).toEqual([
    'Microsoft Sentinel Reader',
    'Log Analytics Reader',
    'Microsoft Sentinel Contributor',
    'Log Analytics Contributor',
  ]);
  for (const line of roles)
    expect(line).toContain('/resourceGroups/security/providers/Microsoft.OperationalInsights/workspaces/soc ');
  expect(stdout.replaceAll('\\', '')).toMatch(
    /repo:acme\/content:environment:sentinel-plan[\s\S]*environment:sentinel-production/,
  );
});

it.each([[[]], [WHERE.slice(2)], [['--repo', 'content', ...WHERE.slice(2)]], [[...WHERE, '--force']]])(
  'is refused with %j, and says how it is called',
  (args) => {
    const { status, stderr } = setUp(...args);
    expect([status, stderr]).toEqual([2, expect.stringContaining('--repo ORG/REPO')]);
  },
);
