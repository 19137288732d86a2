import { parseArgs } from 'node:util';
import { describeRun, record } from './history.js';
import type { Measurement } from './measure.js';

/** The suites by name; `npm run bench -- extraction` runs one. */
const SUITES: Record<string, () => Promise<{ run(): Promise<Measurement[]> }>> = {
  catalog: () => import('./catalog.js'),
  deployment: () => import('./deployment.js'),
  editor: () => import('./editor.js'),
  extraction: () => import('./extraction.js'),
  hunt: () => import('./hunt.js'),
  ingest: () => import('./ingest.js'),
  tests: () => import('./tests.js'),
  validate: () => import('./validate.js'),
};

async function main(): Promise<void> {
  const { values, positionals: wanted } = parseArgs({
    allowPositionals: true,
    // `--record`: the rows are added to bench/history.jsonl, suite by suite, so that one that fails costs its own alone.
    options: { record: { type: 'boolean', default: false } },
  });
  if (wanted[0] === 'reports') {
    const met = await (await import('./reports.js')).run(wanted.slice(1));
    process.stdout.write(
      `  at least 97 % accepted, 2 % in review, none vanished, 1 in 500 invented: ${met ? 'met' : 'MISSED'}\n`,
    );
    return;
  }
  const unknown = wanted.filter((name) => !(name in SUITES));
  if (unknown.length > 0)
    throw new Error(`No suite ${unknown.join(', ')}; there are ${Object.keys(SUITES).join(', ')}`);
  const about = values.record ? describeRun() : undefined;
  for (const [name, load] of Object.entries(SUITES)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    process.stdout.write(`\n${name}\n`);
    try {
      const rows = await (await load()).run();
      for (const row of rows) process.stdout.write(told(row));
      if (about) record(name, about, rows);
    } catch (error) {
      failed(error);
    }
  }
}

function told({ what, subject, baseline, target, ratio, met }: Measurement): string {
  const verdict = met ? 'met' : 'MISSED';
  return `  ${what}\n    ${subject} against ${baseline}\n    ratio ${ratio.toFixed(2)}; ${target}: ${verdict}\n`;
}

function failed(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 2;
}

main().catch(failed);
