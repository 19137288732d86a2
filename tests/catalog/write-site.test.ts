import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeSite } from '../../scripts/catalog/write-site';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'site-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('writing a site', () => {
  it('makes the folder and those below it', () => {
    writeSite(join(folder, 'new'), new Map([['a/b.html', 'text']]));
    expect(readFileSync(join(folder, 'new/a/b.html'), 'utf8')).toBe('text');
  });

  it('removes the pages of before that are gone, and nothing else', () => {
    writeSite(
      folder,
      new Map([
        ['a.html', '1'],
        ['b.html', '2'],
      ]),
    );
    writeFileSync(join(folder, 'mine.txt'), 'kept');
    writeSite(folder, new Map([['b.html', '3']]));
    expect(existsSync(join(folder, 'a.html'))).toBe(false);
    expect(readFileSync(join(folder, 'b.html'), 'utf8')).toBe('3');
    expect(readFileSync(join(folder, 'mine.txt'), 'utf8')).toBe('kept');
  });

  it('refuses a folder of other files', () => {
    writeFileSync(join(folder, 'mine.txt'), 'kept');
    expect(() => writeSite(folder, new Map([['a.html', '1']]))).toThrow(/holds files that no catalog wrote/);
    expect(existsSync(join(folder, 'a.html'))).toBe(false);
  });

  it('removes nothing outside the folder, whatever the list of before says', () => {
    const outside = join(folder, 'outside.txt');
    writeFileSync(outside, 'kept');
    writeSite(join(folder, 'site'), new Map([['a.html', '1']]));
    writeFileSync(join(folder, 'site/.catalog-files.json'), JSON.stringify(['../outside.txt', outside, 7]));
    writeSite(join(folder, 'site'), new Map([['a.html', '1']]));
    expect(readFileSync(outside, 'utf8')).toBe('kept');
  });
});
