import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FileText, inPieces, readTextIfThere, writeFiles, writeFilesUnless } from '../../scripts/base/files.js';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'files-'));
  writeFileSync(join(root, 'old.csv'), 'as it was');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const write = (changes: Record<string, FileText | null>) => writeFiles(root, new Map(Object.entries(changes)));
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const files = () =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort();

describe('reading a file that will be written again', () => {
  it('gives its text, or nothing where there is none', () => {
    writeFileSync(join(root, 'list.csv'), 'Käse\n');
    expect(readTextIfThere(root, 'list.csv')).toBe('Käse\n');
    expect(readTextIfThere(root, 'other.csv')).toBeUndefined();
  });

  it('refuses what is not UTF-8: its characters would be lost', () => {
    writeFileSync(join(root, 'list.csv'), Buffer.from('Käse\n', 'latin1'));
    expect(() => readTextIfThere(root, 'list.csv')).toThrow('list.csv is not UTF-8');
  });
});

describe('writing files', () => {
  it('takes a text whole or in pieces, and null for a file that goes', () => {
    const pieces = () => ['Käse', ',', '🦊', '\r\n'];
    write({ 'a/list.csv': pieces, 'b.yaml': 'b: 1\n', 'old.csv': null });
    expect(read('a/list.csv')).toBe('Käse,🦊\r\n');
    expect(files()).toEqual(['b.yaml', 'list.csv']);
  });

  it('changes nothing when a text fails halfway', () => {
    const broken = function* () {
      yield 'one piece';
      throw new Error('no more');
    };
    expect(() => write({ 'new.csv': 'new', 'old.csv': broken })).toThrow(/old\.csv could not be written: no more/);
    expect([files(), read('old.csv')]).toEqual([['old.csv'], 'as it was']);
  });

  it('changes nothing when it is interrupted before all texts are on disk', async () => {
    const controller = new AbortController();
    const interrupted = () => {
      controller.abort(new Error('stop'));
      return ['half of it'];
    };
    const changes = new Map<string, FileText>(Object.entries({ 'new.csv': 'new', 'old.csv': interrupted }));
    await expect(writeFilesUnless(controller.signal, root, changes)).rejects.toThrow('stop');
    expect([files(), read('old.csv')]).toEqual([['old.csv'], 'as it was']);
  });

  it('is done when nobody interrupts it', async () => {
    await writeFilesUnless(new AbortController().signal, root, new Map([['old.csv', 'new']]));
    expect([files(), read('old.csv')]).toEqual([['old.csv'], 'new']);
  });
});

it('pieces are large enough for the disk, and lose nothing', () => {
  const texts = Array.from({ length: 10_000 }, (_, index) => `line ${index}\n`);
  const pieces = [...inPieces(texts)];
  expect(pieces.join('')).toBe(texts.join(''));
  expect(pieces.length).toBeLessThan(10);
  for (const piece of pieces) expect(piece.length).toBeLessThan(40_000);
});
