import fc from 'fast-check';
import { refang } from '../../scripts/indicators/refang.js';
import { withinLimit } from '../limit.js';

describe('refang', () => {
  it.each([
    ['192[.]159[.]99[.]249:443', '192.159.99.249:443'],
    ['00pq7d1j[.]1xboropartners.com', '00pq7d1j.1xboropartners.com'],
    ['evil(.)com', 'evil.com'],
    ['evil{.}com', 'evil.com'],
    ['evil[dot]com', 'evil.com'],
    ['evil(DOT)com', 'evil.com'],
    ['evil dot com', 'evil.com'],
    ['evil [.] com', 'evil.com'],
    ['evil[.com', 'evil.com'],
    ['evil.]com', 'evil.com'],
    ['evil[.com]', 'evil.com'],
    ['evil.[com]', 'evil.com'],
    ['1[.2[.3[.4', '1.2.3.4'],
    ['evil\\.com', 'evil.com'],
    ['münchen[.]de', 'münchen.de'],
    ['2001[:]db8[:]:1', '2001:db8::1'],
    ['user[@]evil[.]com', 'user@evil.com'],
    ['user[at]evil[dot]com', 'user@evil.com'],
    ['user at evil dot com', 'user@evil.com'],
    ['user [at] evil [dot] com', 'user@evil.com'],
  ])('reads %s as %s', (text, expected) => {
    expect(refang(text)).toBe(expected);
  });

  it.each([
    ['hxxp://evil.com/', 'http://evil.com/'],
    ['hXXps://evil.com/Path', 'https://evil.com/Path'],
    ['h**p://evil.com/', 'http://evil.com/'],
    ['h00p://evil.com/', 'http://evil.com/'],
    ['htxps://evil.com/', 'https://evil.com/'],
    ['h[tt]p://evil.com/', 'http://evil.com/'],
    ['hxxp:// evil.com/', 'http://evil.com/'],
    ['hxxp:\\\\evil.com/', 'http://evil.com/'],
    ['hxxp[:]//evil[.]com', 'http://evil.com'],
    ['hxxp[://]evil[.]com[/]a', 'http://evil.com/a'],
    ['https[:]//evil.com', 'https://evil.com'],
    ['fxp://evil.com/', 'ftp://evil.com/'],
    ['meow://evil.com/', 'http://evil.com/'],
    ['http://evil.com/a[.]php?next=b[.]com', 'http://evil.com/a.php?next=b.com'],
  ])('reads the URL %s as %s', (text, expected) => {
    expect(refang(text)).toBe(expected);
  });

  it.each([
    'connect the dot in the picture',
    'we write [.] for a dot',
    'meet at noon',
    'C:\\Users\\.ssh',
    'http://[2001:db8::1]:8080/a[0].txt',
    'https://evil.com/(a)?b=[c]',
    'see README.md (or evil.com.)',
    '(.)',
    'array[0].length',
    '',
  ])('leaves %j alone', (text) => {
    expect(refang(text)).toBe(text);
  });

  const label = fc.stringMatching(/^[a-z0-9]{1,12}$/);
  const host = fc.array(label, { minLength: 2, maxLength: 5 }).map((labels) => labels.join('.'));
  const dots = fc.constantFrom('[.]', '(.)', '{.}', '[dot]', '(dot)', '[DOT]', ' [.] ', ' dot ');

  it('undoes every style on every host', () => {
    fc.assert(
      fc.property(host, dots, (name, dot) => {
        expect(refang(name.replaceAll('.', dot))).toBe(name);
      }),
    );
  });

  it('leaves a refanged URL as it is', () => {
    fc.assert(
      fc.property(host, fc.webPath(), fc.constantFrom('hxxp://', 'h**ps://', 'fxp://'), (name, path, scheme) => {
        const once = refang(`${scheme}${name.replaceAll('.', '[.]')}${path}`);
        expect(refang(once)).toBe(once);
      }),
    );
  });

  it.each(['[.[.[.', '[.]', '(dot)', 'hxxp:', ' dot ', '\\.', '[[[[', 'a[.'])(
    'is linear on a megabyte of %j',
    (piece) => {
      expect(withinLimit(() => refang(piece.repeat(1_000_000 / piece.length))).length).toBeGreaterThan(0);
    },
  );
});
