import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Who commits, and when: without them, git asks the machine. */
const IDENTITY = {
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
};

/** Runs git in a folder; the text that it prints. */
export function git(root: string, ...args: string[]): string {
  return execFileSync('git', args, {
    cwd: root,
    env: { ...process.env, ...IDENTITY },
    encoding: 'utf8',
    stdio: 'pipe',
  });
}

/** Writes files; null removes one. */
export function write(root: string, files: Record<string, string | null>): void {
  for (const [file, text] of Object.entries(files)) {
    const path = join(root, file);
    mkdirSync(dirname(path), { recursive: true });
    if (text === null) rmSync(path);
    else writeFileSync(path, text);
  }
}

/** A git repository with one commit of these files. */
export function repository(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'review-'));
  git(root, 'init', '-q', '-b', 'main');
  write(root, files);
  git(root, 'add', '-A');
  git(root, 'commit', '-qm', 'before');
  return root;
}

export const CONFIGURATION = 'workspaces:\n  local:\n    emulator: true\ndefaultWorkspace: local\n';

export const hunt = (id: string, name: string, query: string, technique = 'T1071.004') => `id: ${id}
name: ${name}
description: Finds look-ups.
requiredDataConnectors:
  - connectorId: DNS
    dataTypes: [DnsEvents]
tactics: [CommandAndControl]
relevantTechniques: [${technique}]
query: |
  ${query}
version: 1.0.0
`;

export const DOMAIN_LIST =
  'watchlistAlias: ioc-domain\ndisplayName: Domains\nprovider: sentinel-content\nitemsSearchKey: Indicator\n';

const HEADER = 'Indicator,MalwareFamily,ThreatType,Confidence,FirstSeen,ValidUntil,Source,Report';

export const domains = (...rows: string[]) => [HEADER, ...rows, ''].join('\r\n');
