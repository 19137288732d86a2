import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_FOLDER } from '../base/system/package-folder.js';
import type { Repository } from '../content/repository.js';
import { coverageOf } from './attack.js';
import { exportFiles } from './exports.js';
import { takeInventory } from './inventory.js';
import { type Page, renderPage } from './layout.js';
import { attackPage } from './pages/attack.js';
import { coveragePage } from './pages/coverage.js';
import { detectionPages } from './pages/detections.js';
import { docsPages } from './pages/docs.js';
import { familyPages } from './pages/families.js';
import { overviewPage } from './pages/overview.js';
import { recordsPage } from './pages/records.js';
import { timelinePage } from './pages/timeline.js';
import { searchIndex } from './search-index.js';

/** Read as they are: the browser's files need no compiler. */
const ASSETS = join(PACKAGE_FOLDER, 'scripts', 'catalog', 'assets');

/**
 * The site as files by path: it needs no server, asks for nothing outside itself, and is the same for the same
 * repository and day.
 * @param docs the folder that holds `docs/`: the repository, or the package where it has none
 */
export function renderSite(repository: Repository, { asOf, docs }: { asOf: Date; docs: string }): Map<string, string> {
  const inventory = takeInventory(repository, asOf);
  const coverage = coverageOf(inventory.detections);
  const documentation = docsPages(docs);
  const pages: Page[] = [
    overviewPage(inventory, coverage),
    ...familyPages(inventory),
    ...detectionPages(inventory),
    attackPage(coverage),
    coveragePage(inventory),
    timelinePage(inventory),
    recordsPage(inventory),
    ...documentation,
  ];
  const files = new Map<string, string>(pages.map((page) => [page.path, renderPage(page, asOf)]));
  for (const [path, text] of exportFiles(inventory, coverage)) files.set(path, text);
  files.set('assets/search-index.js', searchIndex(inventory, coverage, documentation));
  for (const name of ['site.css', 'site.js']) files.set(`assets/${name}`, readFileSync(join(ASSETS, name), 'utf8'));
  return files;
}
