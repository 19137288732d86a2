import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import puppeteer from 'puppeteer-core';
import { PACKAGE_FOLDER } from '../../scripts/base/system/package-folder.js';
import { renderSite } from '../../scripts/catalog/site.js';
import { writeSite } from '../../scripts/catalog/write-site.js';
import { loadRepository } from '../../scripts/content/repository.js';
import { CHROMIUM } from './chromium.js';

// `npm run screenshots`: the pictures of the README, out of this repository's own catalog.

/** The day of the sample reports' content, so that the pictures change only when the pages do. */
const AS_OF = new Date('2026-05-31T00:00:00Z');

const PICTURES = [
  { page: 'index.html', file: 'catalog-overview.png', theme: 'light' },
  { page: 'attack.html', file: 'catalog-attack.png', theme: 'light' },
  { page: 'families/sectoprat.html', file: 'catalog-family.png', theme: 'dark' },
] as const;

async function takePictures(): Promise<void> {
  if (CHROMIUM === undefined) throw new Error('No Chromium is installed here (Debian: apt-get install chromium).');
  const folder = mkdtempSync(join(tmpdir(), 'screenshots-'));
  const browser = await puppeteer.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    writeSite(join(folder, 'site'), renderSite(loadRepository(PACKAGE_FOLDER), { asOf: AS_OF, docs: PACKAGE_FOLDER }));
    for (const { page: path, file, theme } of PICTURES) {
      const page = await browser.newPage();
      await page.setViewport({ width: 1200, height: 720 });
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
      await page.goto(pathToFileURL(join(folder, 'site', path)).href);
      await page.screenshot({ path: join(PACKAGE_FOLDER, 'docs', 'images', file) });
      await page.close();
      process.stdout.write(`docs/images/${file}\n`);
    }
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

takePictures().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
