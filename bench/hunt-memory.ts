import { LogsAndContent } from './hunt-logs.js';

/** Hunts over a folder, and tells its parent the most memory that it took, in kilobytes. */
async function main([folder = '', root = '', ...hunts]: readonly string[]): Promise<void> {
  const logs = await LogsAndContent.open(folder, root);
  for (const hunt of hunts) await logs.hits(hunt);
  logs.close();
  process.send?.(process.resourceUsage().maxRSS);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 2;
});
