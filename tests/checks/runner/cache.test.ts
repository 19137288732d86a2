import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cache } from '../../../scripts/checks/runner/cache.js';

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
