import type { Measurement } from './measure.js';

/** The suites by name; `npm run bench -- extraction` runs one. */
const SUITES: Record<string, () => Promise<{ run(): Promise<Measurement[]> }>> = {
  deployment: () => import('./deployment.js'),
  extraction: () => import('./extraction.js'),
  hunt: () => import('./hunt.js'),
  ingest: () => import('./ingest.js'),
  validate: () => import('./validate.js'),
};

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  if (wanted[0] === 'reports') {
    const met = await (await import('./reports.js')).run(wanted.slice(1));
    process.stdout.write(
      `  at least 97 % accepted, 2 % in review, none vanished, 1 in 500 invented: ${met ? 'met' : 'MISSED'}\n`,
    );
    return;
  }
  for (const [name, load] of Object.entries(SUITES)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    process.stdout.write(`\n${name}\n`);
    for (const { what, subject, baseline, target, ratio, met } of await (await load()).run()) {
      const verdict = met ? 'met' : 'MISSED';
      process.stdout.write(
        `  ${what}\n    ${subject} against ${baseline}\n    ratio ${ratio.toFixed(2)}; ${target}: ${verdict}\n`,
      );
    }
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 2;
});
