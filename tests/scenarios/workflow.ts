import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parse } from 'yaml';
import { PROGRAM } from './cli.js';

interface Workflow {
  jobs: Record<string, { steps: { name?: string; run?: string }[] }>;
}

/** The result of a workflow's step. */
export interface StepRun {
  exitCode: number;
  /** What it printed, on both outputs. */
  output: string;
  /** What it wrote for later steps, `pending=true`. */
  outputs: string;
}

/**
 * A clone in which the steps of this repository's workflows run as they are written: `bash` with the options of GitHub,
 * `npx sentinel` as the program that was built, and a clock that the test sets.
 */
export class WorkflowClone {
  asOf = '2026-05-31';
  readonly #bin: string;

  constructor(readonly root: string) {
    this.#bin = mkdtempSync(join(tmpdir(), 'bin-'));
    const npx = join(this.#bin, 'npx');
    writeFileSync(npx, `#!/bin/sh\nshift\nexec '${process.execPath}' '${PROGRAM}' "$@" --as-of "$AS_OF"\n`);
    chmodSync(npx, 0o755);
  }

  /** Runs the step of that name. */
  step(workflow: string, job: string, name: string, env: Record<string, string> = {}): StepRun {
    const text = readFileSync(join(__dirname, '..', '..', '.github', 'workflows', `${workflow}.yml`), 'utf8');
    const { jobs }: Workflow = parse(text);
    const script = jobs[job]?.steps.find((step) => step.name === name)?.run;
    if (script === undefined) throw new Error(`${workflow}.yml has no step '${name}' in ${job}`);
    const scratch = join(this.#bin, 'scratch');
    mkdirSync(scratch, { recursive: true });
    const [summary, outputs] = [join(scratch, 'summary'), join(scratch, 'outputs')];
    writeFileSync(outputs, '');
    const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
      cwd: this.root,
      encoding: 'utf8',
      env: {
        ...process.env,
        ...env,
        AS_OF: this.asOf,
        NO_COLOR: '1',
        PATH: `${this.#bin}${delimiter}${process.env.PATH ?? ''}`,
        GITHUB_STEP_SUMMARY: summary,
        GITHUB_OUTPUT: outputs,
      },
    });
    return { exitCode: status ?? 2, output: `${stdout}${stderr}`, outputs: readFileSync(outputs, 'utf8') };
  }

  /** Runs the program as a person does. */
  sentinel(...args: string[]): StepRun {
    const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args, '--as-of', this.asOf], {
      cwd: this.root,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1' },
    });
    return { exitCode: status ?? 2, output: `${stdout}${stderr}`, outputs: '' };
  }

  git(...args: string[]): string {
    const who = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
    return execFileSync('git', [...who, ...args], { cwd: this.root, encoding: 'utf8', stdio: 'pipe' });
  }
}
