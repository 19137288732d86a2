import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import puppeteer, { type Browser } from 'puppeteer-core';
import { PACKAGE_FOLDER } from '../scripts/base/system/package-folder.js';
import { renderSite } from '../scripts/catalog/site.js';
import { writeSite } from '../scripts/catalog/write-site.js';
import { loadRepository } from '../scripts/content/repository.js';
import { INDICATOR_KINDS } from '../scripts/indicators/rows/row.js';
import { CHROMIUM } from '../tests/tools/chromium.js';
import { HUNTS, writeHunts, writeWatchlist } from './generated.js';
import { type Measurement, ms } from './measure.js';

const INDICATORS = 5_000;
const AS_OF = new Date('2026-05-31T00:00:00Z');

/** A page of each kind; the family's has two in five of all indicators. */
const PAGES = [
  'index.html',
  'families.html',
  'families/family-0.html',
  'detections.html',
  'hunts/family-1/email-url.html',
  'attack.html',
  'coverage.html',
  'timeline.html',
  'records.html',
  'docs.html',
  'docs/ARCHITECTURE.html',
];

/** How long a reader waits, in the system's browser, for a page of a large repository, and for the search. */
export async function run(): Promise<Measurement[]> {
  if (CHROMIUM === undefined) throw new Error('No Chromium is installed here (Debian: apt-get install chromium).');
  const root = mkdtempSync(join(tmpdir(), 'sentinel-bench-'));
  const browser = await puppeteer.launch({
    executablePath: CHROMIUM,
    userDataDir: join(root, 'profile'),
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
  });
  try {
    writeRepository(root);
    const started = performance.now();
    const site = join(root, 'site');
    writeSite(site, renderSite(loadRepository(root), { asOf: AS_OF, docs: PACKAGE_FOLDER }));
    const making = performance.now() - started;
    const times: [string, number][] = [];
    for (const page of PAGES) times.push([page, await fastest(() => load(browser, site, page))]);
    const [slowest = ['', 0]] = times.sort(([, a], [, b]) => b - a);
    const search = await fastest(() => find(browser, site));
    const what = `${INDICATORS} indicators and ${HUNTS} hunts`;
    return [
      within(`${what}: making the site`, making, 20_000),
      within(`${what}: the slowest page (${slowest[0]})`, slowest[1], 1_000),
      within(`${what}: the first search`, search, 1_000),
    ];
  } finally {
    await browser.close();
    rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  }
}

function writeRepository(root: string): void {
  writeFileSync(join(root, 'sentinel.config.yaml'), '{}\n');
  writeHunts(root, (hunt) => hunt);
  const each = INDICATORS / INDICATOR_KINDS.length;
  for (const kind of INDICATOR_KINDS) {
    const family = (index: number) => `Family ${index < each * 0.4 ? 0 : index % 29}`;
    writeWatchlist(
      root,
      kind,
      Array.from({ length: each }, (_, index) => [`value-${String(index).padStart(4, '0')}.example`, family(index)]),
    );
  }
}

/** Milliseconds from the start of the navigation until the page is loaded and painted. */
async function load(browser: Browser, site: string, path: string): Promise<number> {
  const page = await browser.newPage();
  try {
    await page.goto(pathToFileURL(join(site, path)).href, { waitUntil: 'load' });
    await page.waitForFunction('performance.getEntriesByName("first-contentful-paint").length > 0');
    const time: unknown = await page.evaluate(
      'Math.max(performance.getEntriesByType("navigation")[0].loadEventEnd, performance.getEntriesByName("first-contentful-paint")[0].startTime)',
    );
    return Number(time);
  } finally {
    await page.close();
  }
}

/** Milliseconds from the focus of the search box until the last of 5,000 indicators is found. */
async function find(browser: Browser, site: string): Promise<number> {
  const page = await browser.newPage();
  try {
    await page.goto(pathToFileURL(join(site, 'index.html')).href, { waitUntil: 'load' });
    const time: unknown = await page.evaluate(`new Promise((resolve) => {
      const [search, results, start] = [document.getElementById('search'), document.getElementById('results'), performance.now()];
      new MutationObserver(() => results.querySelector('a') && requestAnimationFrame(() => resolve(performance.now() - start)))
        .observe(results, { childList: true });
      search.focus();
      search.value = 'value-0999.example';
      search.dispatchEvent(new Event('input'));
    })`);
    return Number(time);
  } finally {
    await page.close();
  }
}

async function fastest(work: () => Promise<number>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < 3; run++) times.push(await work());
  return Math.min(...times);
}

function within(what: string, time: number, budget: number): Measurement {
  return {
    what,
    subject: ms(time),
    baseline: ms(budget),
    target: `at most ${budget / 1_000} s`,
    ratio: time / budget,
    met: time <= budget,
  };
}
