import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles } from '../../base/files.js';
import { isObject } from '../../base/objects.js';
import { RECORD_FOLDERS } from '../../content/layout.js';
import { keyOf, type ResourceKind } from './change.js';

/**
 * What was deployed to a workspace before: from the records of the repository, and from what this machine remembers.
 * Undefined where neither knows anything. Keys are those of `keyOf`.
 */
export function readDeployed(root: string, workspace: string, workspaceId: string): Set<string> | undefined {
  const recorded = readRecords(root, workspace);
  const remembered = readMemory(root, workspace, workspaceId);
  return recorded && remembered ? new Set([...recorded, ...remembered]) : (remembered ?? recorded);
}

/** The records in the order of their time: what one deployed, a later one may have deleted. */
function readRecords(root: string, workspace: string): Set<string> | undefined {
  const files = listFiles(root, `${RECORD_FOLDERS.deployments}/${workspace}`, (name) => name.endsWith('.json'));
  if (files.length === 0) return undefined;
  const keys = new Set<string>();
  for (const file of files) {
    const { resources } = readJson(join(root, file));
    for (const resource of Array.isArray(resources) ? resources : []) {
      if (!isObject(resource) || resource.outcome !== 'applied') continue;
      const key = keyOf(String(resource.kind) as ResourceKind, String(resource.id));
      if (resource.action === 'delete') keys.delete(key);
      else keys.add(key);
    }
  }
  return keys;
}

function readMemory(root: string, workspace: string, workspaceId: string): Set<string> | undefined {
  const memory = readJson(memoryFile(root, workspace));
  if (memory.workspaceId !== workspaceId || !Array.isArray(memory.deployed)) return undefined;
  return new Set(memory.deployed.map(String));
}

/** Remembers what a workspace has got. A repository that cannot be written costs `drift` some knowledge, nothing else. */
export function writeDeployed(root: string, workspace: string, workspaceId: string, keys: ReadonlySet<string>): void {
  const file = memoryFile(root, workspace);
  try {
    mkdirSync(join(root, '.sentinel', 'deployed'), { recursive: true });
    writeFileSync(file, `${JSON.stringify({ workspaceId, deployed: [...keys].sort() }, null, 2)}\n`);
  } catch {
    // A read-only checkout.
  }
}

function memoryFile(root: string, workspace: string): string {
  return join(root, '.sentinel', 'deployed', `${workspace}.json`);
}

function readJson(path: string): Record<string, unknown> {
  try {
    const data: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isObject(data) ? data : {};
  } catch {
    return {};
  }
}
