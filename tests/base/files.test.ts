import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type FileText,
  inPieces,
  listFiles,
  readTextIfThere,
  relativePath,
  writeFiles,
  writeFilesUnless,
} from '../../scripts/base/files.js';

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

  it('puts back what was in place when a later file cannot be', () => {
    mkdirSync(join(root, 'folder'));
    writeFileSync(join(root, 'gone.csv'), 'still here');
    const changes = { 'old.csv': 'new', 'fresh.csv': 'new', 'gone.csv': null, folder: 'a file', 'last.csv': 'new' };
    expect(() => write(changes)).toThrow(/^folder could not be written: EISDIR/);
    expect([files(), read('old.csv'), read('gone.csv')]).toEqual([['gone.csv', 'old.csv'], 'as it was', 'still here']);
  });

  it('says what to do where it cannot', () => {
    const failing = () => {
      throw new Error('no space');
    };
    let thrown: unknown;
    try {
      write({ 'new.csv': failing });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({
      code: 'write-failed',
      message: 'new.csv could not be written: no space',
      help: 'Check the permissions of the folder and the space on the disk. Every file is as it was before.',
      exitCode: 2,
    });
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

it('a piece is of 32,768 characters at least, but for the last', () => {
  const x = (length: number) => 'x'.repeat(length);
  expect([...inPieces([x(32_767), 'y', 'z'])]).toEqual([`${x(32_767)}y`, 'z']);
  expect([...inPieces([x(32_766), 'y', 'z', '!'])]).toEqual([`${x(32_766)}yz`, '!']);
});

it('pieces are large enough for the disk, and lose nothing', () => {
  const texts = Array.from({ length: 10_000 }, (_, index) => `line ${index}\n`);
  const pieces = [...inPieces(texts)];
  expect(pieces.join('')).toBe(texts.join(''));
  expect(pieces.length).toBeLessThan(10);
  for (const piece of pieces) expect(piece.length).toBeLessThan(40_000);
});

describe('listing files', () => {
  it('gives those whose names pass, sorted, without hidden folders, packages and links', () => {
    write({
      'b/x.yaml': '',
      'a.yaml': '',
      'b/y.txt': '',
      '.git/c.yaml': '',
      'node_modules/p/d.yaml': '',
      'b/.e.yaml': '',
    });
    symlinkSync(join(root, 'a.yaml'), join(root, 'link.yaml'));
    const isYaml = (name: string) => name.endsWith('.yaml');
    expect(listFiles(root, '', isYaml)).toEqual(['a.yaml', 'b/x.yaml']);
    expect(listFiles(root, 'b', () => true)).toEqual(['b/x.yaml', 'b/y.txt']);
    expect(listFiles(root, 'missing', () => true)).toEqual([]);
    expect(listFiles(root, 'a.yaml', () => true)).toEqual([]);
  });
});

describe('paths', () => {
  it('are relative to the root, with forward slashes', () => {
    expect(relativePath(root, join(root, 'a', 'b.yaml'))).toBe('a/b.yaml');
    expect(relativePath(root, join(root, '..', 'other'))).toBe('../other');
  });

  it.each(['../outside.txt', '/etc/hosts', ''])('outside the root are not written: %j', (file) => {
    expect(() => write({ [file]: 'x' })).toThrow(
      expect.objectContaining({ code: 'outside-root', help: 'Use a path below the root, and no link.' }),
    );
  });

  it('through a link that leads out are neither written nor read', () => {
    symlinkSync(tmpdir(), join(root, 'out'));
    expect(() => write({ 'out/new.txt': 'x' })).toThrow('out/new.txt lies outside the repository');
    symlinkSync(__filename, join(root, 'self.csv'));
    expect(() => readTextIfThere(root, 'self.csv')).toThrow('self.csv lies outside the repository');
  });

  it('of a folder cannot be read as text', () => {
    write({ 'folder/x': '' });
    expect(() => readTextIfThere(root, 'folder')).toThrow(expect.objectContaining({ code: 'unreadable' }));
  });
});
