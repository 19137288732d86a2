import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder, PROGRAM, sentinel } from './cli.js';

const SHA256 = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';

let root: string;
beforeEach(() => {
  root = folder({});
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const ingest = (...args: string[]) =>
  sentinel(['ingest', ...args, '--as-of', '2026-05-31', '--format', 'json', '--root', '.'], root);

/** A PDF of one page with text at places, a title and a date: no more than the format asks for. */
function pdf(lines: readonly { x: number; y: number; text: string }[]): Buffer {
  const escaped = (text: string) => text.replace(/[\\()]/g, '\\$&');
  const content = lines.map(({ x, y, text }) => `BT /F 9 Tf ${x} ${y} Td (${escaped(text)}) Tj ET`).join('\n');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    "<< /Title (Kettle ransomware) /CreationDate (D:20260504120000+00'00') >>",
  ];
  let text = '%PDF-1.4\n';
  const places = objects.map((object, index) => {
    const place = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return place;
  });
  const start = text.length;
  const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  return Buffer.from(
    `${text}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info 6 0 R >>\nstartxref\n${start}\n%%EOF`,
    'latin1',
  );
}

describe('a PDF', () => {
  it('gives its text, its tables by their columns, its title and its date', async () => {
    const lines = [
      ['INDICATORS OF COMPROMISE', ''],
      ['Indicator', 'Type'],
      [SHA256, 'SHA256'],
      ['gate.kettle-node[.]top', 'Domain'],
    ].flatMap(([left = '', right = ''], row) => [
      { x: 40, y: 740 - 20 * row, text: left },
      { x: 420, y: 740 - 20 * row, text: right },
    ]);
    writeFileSync(join(root, 'advisory.pdf'), pdf(lines));
    const { stdout } = await ingest('advisory.pdf');
    expect(JSON.parse(stdout).reports).toMatchObject([
      {
        family: 'Kettle',
        indicators: [
          { type: 'sha256', value: SHA256 },
          { type: 'domain', value: 'gate.kettle-node.top' },
        ],
        columns: [
          { header: 'Indicator', as: 'value' },
          { header: 'Type', as: 'type' },
        ],
      },
    ]);
    expect(readFileSync(join(root, 'watchlists/ioc-domain.csv'), 'utf8')).toContain('2026-05-04');
  });

  it('that is broken is refused', async () => {
    writeFileSync(join(root, 'broken.pdf'), '%PDF-1.4\nnothing');
    const { exitCode, stdout } = await ingest('broken.pdf');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('broken.pdf is a PDF that cannot be read');
  });
});

const isUnix = process.platform !== 'win32';

(isUnix ? describe : describe.skip)('what is no regular file', () => {
  it('is refused and not waited for: a pipe, a device', async () => {
    const made = spawn('mkfifo', [join(root, 'pipe')]);
    await new Promise((resolve) => made.once('exit', resolve));
    for (const path of ['pipe', '/dev/zero']) {
      const { exitCode, stdout } = await ingest(path);
      expect(exitCode).toBe(1);
      expect(stdout).toContain('is no regular file: a pipe or a device is not read');
    }
  });

  it('standard input without an end is read to 25 MB', async () => {
    const child = spawn(process.execPath, [PROGRAM, 'ingest', '-', '--root', '.'], { cwd: root });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
    const block = Buffer.alloc(1_000_000, 'gate.kettle-node.top\n');
    const feed = () => {
      while (child.stdin.writable && child.stdin.write(block));
    };
    child.stdin.on('drain', feed).on('error', () => undefined);
    feed();
    const exitCode = await new Promise((resolve) => child.once('exit', resolve));
    expect(exitCode).toBe(1);
    expect(output).toContain('more than 25 MB are not read');
  });

  it('a name that is no UTF-8 is read', async () => {
    mkdirSync(join(root, 'in'));
    try {
      writeFileSync(
        Buffer.concat([Buffer.from(join(root, 'in/')), Buffer.from([0xfc, 0x62, 0x2e]), Buffer.from('txt')]),
        '45.61.137.20\n',
      );
    } catch {
      // This disk has no such names.
      return;
    }
    const { stdout } = await ingest('in');
    expect(JSON.parse(stdout).reports).toMatchObject([{ file: 'in/_b.txt', indicators: [{ value: '45.61.137.20' }] }]);
  });
});

describe('two runs at once', () => {
  it('lose no row: the second waits for the first', async () => {
    const name = (run: string, at: number) => `${run}${at}.kettle-node.top`;
    for (const run of ['a', 'b']) {
      const lines = Array.from({ length: 2000 }, (_, at) => name(run, at));
      writeFileSync(join(root, `${run}.txt`), lines.join('\n'));
    }
    const runs = await Promise.all([ingest('a.txt'), ingest('b.txt')]);
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    const rows = readFileSync(join(root, 'watchlists/ioc-domain.csv'), 'utf8').split('\r\n');
    expect(rows).toHaveLength(4002);
    expect(existsSync(join(root, '.sentinel/ingest.lock'))).toBe(false);
  });
});
