import { execFile, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const PROGRAM = join(__dirname, '..', '..', 'dist', 'sentinel.js');

/** Where the program keeps what it can make again: no run of the tests writes to a user's own folder. */
const CACHES = (() => {
  const folder = join(tmpdir(), 'sentinel-scenarios');
  return { XDG_CACHE_HOME: folder, LOCALAPPDATA: folder };
})();

export interface Run {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Runs the built command line as a user does. */
export function sentinel(args: string[], cwd: string, env: Record<string, string> = {}): Promise<Run> {
  return new Promise((resolve) => {
    const options = { cwd, env: { ...process.env, NO_COLOR: '1', ...CACHES, ...env }, maxBuffer: 50_000_000 };
    execFile(process.execPath, [PROGRAM, ...args], options, (error, stdout, stderr) => {
      const code = error ? error.code : 0;
      resolve({ exitCode: typeof code === 'number' ? code : 2, stdout, stderr });
    });
  });
}

/** Serves the local workspace of a repository until `stop`; gives the first line of its output. */
export async function serve(
  cwd: string,
  args: readonly string[] = [],
): Promise<{ line: string; stop(): Promise<void> }> {
  const server = spawn(process.execPath, [PROGRAM, 'emulator', ...args], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  let line = '';
  for await (const chunk of server.stdout) {
    line += String(chunk);
    if (line.includes('\n')) break;
  }
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  return {
    line: line.split('\n')[0] ?? '',
    stop: async () => {
      server.kill('SIGTERM');
      await ended;
    },
  };
}

/** A new folder with these files; what starts with `@` is copied from this repository. */
export function folder(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'sentinel-'));
  for (const [file, text] of Object.entries(files)) {
    const path = join(root, file);
    mkdirSync(dirname(path), { recursive: true });
    if (text.startsWith('@')) cpSync(join(__dirname, '..', '..', text.slice(1)), path, { recursive: true });
    else writeFileSync(path, text);
  }
  return root;
}

/** Every file below a folder with its content, but for the local workspace. */
export function snapshot(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes('.sentinel'));
  return Object.fromEntries(files.sort().map((path) => [path.slice(root.length + 1), readFileSync(path, 'utf8')]));
}
