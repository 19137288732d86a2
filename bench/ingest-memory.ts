import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Measurement } from './measure.js';

const EXPORT_BYTES = 100_000_000;
const LIMIT_BYTES = 300_000_000;
const PROGRAM = join(__dirname, '..', 'dist', 'sentinel.js');

/** Runs the command line with the arguments behind it, and says its peak on standard error as it ends. */
const WRAPPER = `
  process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS * 1024 + '\\n'));
  process.argv.splice(1, 0, ${JSON.stringify(PROGRAM)});
  require(${JSON.stringify(PROGRAM)});
`;

/** A full export of ThreatFox into an empty repository: the memory of the whole process, as the system counts it. */
export async function run(): Promise<Measurement[]> {
  if (!existsSync(PROGRAM)) throw new Error('Build first: npm run build');
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const file = join(folder, 'export.csv');
    const rows = writeExport(file);
    const measurements: Measurement[] = [];
    for (const format of ['text', 'json']) {
      const root = mkdtempSync(join(folder, 'root-'));
      const peak = await peakOf(['ingest', file, '--root', root, '--as-of', '2026-05-31', '--format', format]);
      measurements.push({
        what: `an export of ${megabytes(EXPORT_BYTES)} (${rows} rows) into an empty repository, ${format}`,
        subject: `peak of the process ${megabytes(peak)}`,
        baseline: megabytes(LIMIT_BYTES),
        target: 'below',
        ratio: peak / LIMIT_BYTES,
        met: peak < LIMIT_BYTES,
      });
    }
    return measurements;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The peak of resident memory of a run of the built command line, in bytes. */
async function peakOf(args: string[]): Promise<number> {
  const child = spawn(process.execPath, ['-e', WRAPPER, '--', ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const [exitCode] = await once(child, 'close');
  const peak = Number(/^peak (\d+)$/m.exec(stderr)?.[1]);
  if (exitCode !== 0 || !(peak > 0)) throw new Error(`sentinel ingest failed: ${stderr}`);
  return peak;
}

/** Writes an export of `EXPORT_BYTES` in the shape of ThreatFox's, piece by piece; returns the number of its rows. */
function writeExport(path: string): number {
  const file = openSync(path, 'w');
  let rows = 0;
  let bytes = writeSync(
    file,
    '# ThreatFox IOCs: full\n# "first_seen_utc","ioc_id","ioc_value","ioc_type","threat_type","fk_malware","malware_alias",' +
      '"malware_printable","last_seen_utc","confidence_level","is_compromised","reference","tags","anonymous","reporter"\n',
  );
  while (bytes < EXPORT_BYTES) bytes += writeSync(file, Array.from({ length: 1000 }, () => exportRow(rows++)).join(''));
  closeSync(file);
  return rows;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1_000_000)} MB`;
}

const FAMILIES = ['Cobalt Strike', 'Remcos', 'AsyncRAT', 'Dridex', 'Vidar'];

function exportRow(number: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const seen = `2026-05-${two(1 + (number % 28))} ${two(number % 24)}:${two(number % 60)}:${two((number * 7) % 60)}`;
  const byte = (shift: number) => (number >> shift) % 256;
  const name = number.toString(36);
  const [value, type] = [
    [
      `${1 + (number % 220)}.${byte(8)}.${(number * 7) % 256}.${(number * 13) % 256}:${1 + (number % 65535)}`,
      'ip:port',
    ],
    [`c${name}.evil-${number % 997}.com`, 'domain'],
    [`https://h${name}.bad-${number % 991}.net/gate/${number}.php?id=${number}`, 'url'],
    [number.toString(16).padStart(8, '0').repeat(8), 'sha256_hash'],
  ][number % 4] ?? ['', ''];
  const threat = type === 'sha256_hash' ? 'payload' : 'botnet_cc';
  const family = FAMILIES[number % FAMILIES.length] ?? '';
  const cells = [seen, 1_800_000 - number, value, type, threat, 'win.x', 'None', family, '', 75, 'False'];
  const rest = [`https://example.com/report/${number}`, `c2,${family}`, 0, 'abuse_ch'];
  return `${[...cells, ...rest].map((cell) => `"${cell}"`).join(', ')}\n`;
}
