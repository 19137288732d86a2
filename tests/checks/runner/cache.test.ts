import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Cache, keyOf, keyOfFolders } from '../../../scripts/checks/runner/cache.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cache-'));
  file = join(folder, '.sentinel', 'validate.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const isText = (value: unknown): value is string => typeof value === 'string';
const get = (key: string) => Cache.open(file).get(key, isText);
function add(...entries: [key: string, value: unknown][]): void {
  const cache = Cache.open(file);
  for (const [key, value] of entries) cache.set(key, value);
  cache.save();
}

describe('the cache', () => {
  it('has what earlier runs have put into it, of the form that is asked for', () => {
    add(['a', 'one'], ['b', 2]);
    add(['c', 'three']);
    expect([get('a'), get('b'), get('c'), get('d')]).toEqual(['one', undefined, 'three', undefined]);
  });

  it('writes what is new and nothing else', () => {
    add(['a', 'one']);
    const before = readFileSync(file, 'utf8');
    add(['b', 'two']);
    expect(readFileSync(file, 'utf8').startsWith(before)).toBe(true);
    Cache.open(file).save();
    expect(readFileSync(file, 'utf8').trim().split(/\n+/)).toHaveLength(2);
  });

  it('loses nothing but a line that a run did not finish', () => {
    add(['a', 'one']);
    appendFileSync(file, '["b","tw');
    add(['c', 'three']);
    expect([get('a'), get('b'), get('c')]).toEqual(['one', undefined, 'three']);
    add(['b', 'two']);
    expect(get('b')).toBe('two');
  });

  it('forgets old entries that nobody asks for, once they are many', () => {
    const many = Array.from({ length: 20_001 }, (_, index): [string, string] => [`old-${index}`, 'x']);
    add(['asked-for', 'first'], ...many);
    const cache = Cache.open(file);
    expect(cache.get('asked-for', isText)).toBe('first');
    cache.set('new', 'second');
    cache.save();
    expect([get('asked-for'), get('new'), get('old-0'), get('old-20000')]).toEqual(['first', 'second', undefined, 'x']);
  });
});

describe('the keys of what results depend on', () => {
  it('tell every list of parts from every other', () => {
    const keys = [keyOf('a', 'b'), keyOf('ab'), keyOf('a', undefined, 'b'), keyOf('a', '', 'b'), keyOf('b', 'a')];
    expect(new Set(keys).size).toBe(5);
    expect(keyOf('a', 'b')).toBe(keys[0]);
    expect(keys[0]).toMatch(/^[\w-]{32}$/);
  });

  it('are of all files below some folders, by name and content; source maps and missing folders say nothing', () => {
    const key = () => keyOfFolders([folder, join(folder, 'missing')]);
    const empty = key();
    const write = (name: string, text: string) => {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
      return key();
    };
    const one = write('b/one.js', '1');
    expect(one).not.toBe(empty);
    expect(write('b/one.js.map', '2')).toBe(one);
    expect(write('a/two.js', '1')).not.toBe(one);
    rmSync(join(folder, 'a'), { recursive: true });
    expect(key()).toBe(one);
    expect(write('b/one.js', '2')).not.toBe(one);
    renameSync(join(folder, 'b'), join(folder, 'c'));
    expect(write('c/one.js', '1')).not.toBe(one);
  });
});
