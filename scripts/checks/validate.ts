import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfiguration } from '../content/configuration.js';
import { compareDiagnostics, type Diagnostic } from '../content/diagnostic.js';
import { itemsFileOf, listContent } from '../content/layout.js';
import { readItems } from '../content/repository.js';
import { type CheckContext, toDiagnostic } from './check.js';
import { inspect } from './inspect.js';
import { REPOSITORY_CHECKS } from './registry.js';

export interface Validation {
  /** By file, then by place. */
  diagnostics: Diagnostic[];
  /** How many files were looked at. */
  fileCount: number;
}

export interface ValidateOptions {
  /** Absolute path of the repository. */
  root: string;
  asOf: Date;
  /** Files and folders relative to the root that the findings are restricted to; all when there are none. */
  paths: readonly string[];
}

/** Runs every check over a repository. Throws a `SentinelError` on a bad configuration only. */
export function validateRepository({ root, asOf, paths }: ValidateOptions): Validation {
  const context: CheckContext = { configuration: loadConfiguration(root), asOf };
  const isWanted = (file: string) => paths.length === 0 || paths.some((path) => isWithin(file, path));
  const diagnostics: Diagnostic[] = [];
  const outlines = [];
  let fileCount = 0;
  for (const { file, kind } of listContent(root)) {
    const items = kind === 'watchlist' ? readItems(root, itemsFileOf(file)) : undefined;
    const files = items === undefined ? [file] : [file, itemsFileOf(file)];
    fileCount += files.filter(isWanted).length;
    const inspection = inspect({ file, kind, items, text: readFileSync(join(root, file), 'utf8') }, context);
    outlines.push(inspection.outline);
    diagnostics.push(...inspection.diagnostics);
  }
  for (const check of REPOSITORY_CHECKS) {
    for (const finding of check.run(outlines, context)) diagnostics.push(toDiagnostic(check, finding.file, finding));
  }
  return { diagnostics: diagnostics.filter(({ file }) => isWanted(file)).sort(compareDiagnostics), fileCount };
}

function isWithin(file: string, path: string): boolean {
  return path === '' || file === path || file.startsWith(`${path}/`);
}
