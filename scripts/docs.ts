import { join } from 'node:path';
import { listFiles, writeFiles } from './base/files.js';
import { checkPages } from './checks/pages.js';

/** Writes the pages that are made from the code; pages of checks that are gone are removed. */
const ROOT = join(__dirname, '..');
const pages = checkPages();
const gone = listFiles(ROOT, 'docs/checks', (name) => name.endsWith('.md')).filter((file) => !pages.has(file));
writeFiles(ROOT, new Map<string, string | null>([...pages, ...gone.map((file) => [file, null] as const)]));
process.stdout.write(`${pages.size} pages in docs/checks\n`);
