import { readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { compareText } from '../../../base/diagnostic.js';
import { SentinelError } from '../../../base/errors.js';
import type { LogFile } from './file-reader.js';
import { formOf } from './log-file.js';

/** The log files of a folder, and what else lies in it. */
export interface LogFolder {
  files: LogFile[];
  others: string[];
}

/**
 * The log files below a folder, or one file; sorted. Hidden files and links are left out.
 * @param tables the table of a file, by its path (as the shell or as the folder has it) or its name
 * @throws SentinelError `usage` for a path that is not there, or a name in `tables` that no file has
 */
export function openLogFolder(path: string, tables: ReadonlyMap<string, string>): LogFolder {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) throw new SentinelError('usage', `There is no file or folder ${path}.`, 'Name a folder with log files.');
  const names = stats.isDirectory() ? namesBelow(path) : [basename(path)];
  const unused = new Set(tables.keys());
  const folder: LogFolder = { files: [], others: [] };
  for (const name of names) {
    const file = stats.isDirectory() ? join(path, name) : path;
    const form = formOf(name);
    if (!form) folder.others.push(name);
    else {
      const given = [...tables].find(
        ([key]) => key === name || key === basename(name) || resolve(key) === resolve(file),
      );
      if (given) unused.delete(given[0]);
      folder.files.push({ name, path: file, form, table: given?.[1], folder: basename(resolve(path)) });
    }
  }
  const [missing] = unused;
  if (missing !== undefined) {
    const help = `Its log files: ${folder.files.map(({ name }) => name).join(', ') || 'none'}.`;
    throw new SentinelError('usage', `--table: ${path} has no log file ${missing}.`, help);
  }
  return folder;
}

function namesBelow(folder: string): string[] {
  const found: string[] = [];
  const visit = (below: string) => {
    for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
      if (entry.name.startsWith('.')) continue;
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) visit(name);
      else if (entry.isFile()) found.push(name);
    }
  };
  visit('');
  return found.sort(compareText);
}
