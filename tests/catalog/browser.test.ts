import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { writeSite } from '../../scripts/catalog/write-site';
import { CHROMIUM } from '../tools/chromium';
import { siteOf } from './site';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** Where there is no browser, the specification says so instead of passing. */
const inBrowser = CHROMIUM === undefined ? describe.skip : describe;

inBrowser('the site in a browser (Chromium of the system)', () => {
  let browser: Browser;
  let folder: string;
  let page: Page;
  let noise: string[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'browser-'));
    writeSite(join(folder, 'site'), siteOf());
    browser = await puppeteer.launch({
      executablePath: CHROMIUM ?? '',
      userDataDir: join(folder, 'profile'),
      args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
    });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });

  beforeEach(async () => {
    noise = [];
    page = await browser.newPage();
    page.on('console', (message) => noise.push(message.text()));
    page.on('pageerror', (error) => noise.push(String(error)));
    page.on('request', (request) => {
      if (!request.url().startsWith(pathToFileURL(folder).href)) noise.push(`asked for ${request.url()}`);
    });
  });
  afterEach(() => page.close());

  const open = (path: string) => page.goto(pathToFileURL(join(folder, 'site', path)).href);

  it.each([
    'index.html',
    'families.html',
    'families/badrat.html',
    'detections.html',
    'hunts/badrat/dns.html',
    'attack.html',
    'coverage.html',
    'timeline.html',
    'records.html',
    'docs.html',
    'docs/guide.html',
    'docs/speed.html',
  ])(
    '%s says nothing on the console, asks for nothing outside, runs nothing foreign, and is accessible',
    async (path) => {
      await open(path);
      expect(await page.evaluate('window.broken')).toBeUndefined();
      expect(noise).toEqual([]);
      // The policy of the page keeps scripts out; the test's own one comes through the debugger.
      await page.evaluate(AXE);
      const violations: unknown = await page.evaluate(
        'axe.run().then(({ violations }) => violations.filter(({ impact }) => impact === "serious" || impact === "critical").map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))',
      );
      expect(violations).toEqual([]);
    },
  );

  it('is read by keyboard: the first stop skips to the content', async () => {
    await open('index.html');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
  });

  it('finds an indicator with the search, and opens its family', async () => {
    await open('hunts/badrat/dns.html');
    await page.keyboard.press('/');
    await page.waitForFunction('window.searchIndex');
    await page.keyboard.type('ending.example');
    await page.waitForSelector('#results a');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    expect(page.url()).toMatch(/families\/badrat\.html$/);
  });

  it('changes between light and dark, and stays so on the next page', async () => {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]);
    await open('index.html');
    await page.click('#theme');
    await open('families.html');
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(18, 21, 27)');
  });

  it('filters a table as one types, and hides what is not covered', async () => {
    await open('detections.html');
    await page.type('[data-filters]', 'no such hunt');
    expect(await page.evaluate('document.querySelectorAll("#detections tbody tr:not([hidden])").length')).toBe(0);
    await open('attack.html');
    await page.click('[data-toggles]');
    const shown = 'Array.from(document.querySelectorAll(".technique")).filter((one) => one.checkVisibility()).length';
    expect(await page.evaluate(shown)).toBe(1);
  });

  it('fits a phone', async () => {
    await page.setViewport({ width: 375, height: 700 });
    await open('families/badrat.html');
    expect(await page.evaluate('document.documentElement.scrollWidth <= 375')).toBe(true);
  });
});
