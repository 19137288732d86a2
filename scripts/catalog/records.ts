import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fields } from '../base/fields.js';
import { listFiles } from '../base/files.js';
import { isObject } from '../base/objects.js';

/** One run of hunts that was recorded, as far as the pages show it. */
export interface HuntRecord {
  file: string;
  recordedAt: string;
  /** `workspace production` or `logs in exports`. */
  source: string;
  from: string;
  to: string;
  hunts: readonly { file: string; outcome: string; rows: number }[];
}

/** One deployment that was recorded. */
export interface DeploymentRecord {
  file: string;
  recordedAt: string;
  workspace: string;
  commit: string;
  actor: string;
  outcome: string;
  resources: readonly { kind: string; name: string; action: string; outcome: string }[];
}

/** The records of a repository, the newest first. A file that holds something else is passed over: it was edited. */
export function readRecords(root: string): { hunts: HuntRecord[]; deployments: DeploymentRecord[] } {
  const read = <T>(folder: string, parse: (file: string, value: Fields) => T) =>
    listFiles(root, folder, (name) => name.endsWith('.json'))
      .flatMap((file) => {
        const value = parseFile(join(root, file));
        return value ? [parse(file, new Fields(value))] : [];
      })
      .reverse();
  return { hunts: read('records/hunts', huntRecord), deployments: read('records/deployments', deploymentRecord) };
}

function huntRecord(file: string, record: Fields): HuntRecord {
  const source = record.object('source');
  return {
    file,
    recordedAt: record.text('recordedAt'),
    source: source.text('workspace') ? `workspace ${source.text('workspace')}` : `logs in ${source.text('logs')}`,
    from: record.text('from'),
    to: record.text('to'),
    hunts: record
      .list('hunts')
      .map((hunt) => ({ file: hunt.text('file'), outcome: hunt.text('outcome'), rows: hunt.number('rows') })),
  };
}

function deploymentRecord(file: string, record: Fields): DeploymentRecord {
  return {
    file,
    recordedAt: record.text('recordedAt'),
    workspace: record.text('workspace'),
    commit: record.text('commit'),
    actor: record.text('actor'),
    outcome: record.text('outcome'),
    resources: record.list('resources').map((resource) => ({
      kind: resource.text('kind'),
      name: resource.text('name'),
      action: resource.text('action'),
      outcome: resource.text('outcome'),
    })),
  };
}

function parseFile(path: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
