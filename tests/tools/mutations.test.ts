import { mutationsOf } from './mutations.js';

const mutants = (code: string) =>
  mutationsOf(code).map(({ start, end, text }) => code.slice(0, start) + text + code.slice(end));

describe('the changes of a file', () => {
  it.each([
    ['a < b;', ['a <= b;']],
    ['a !== b;', ['a === b;']],
    ['a && (b || c);', ['a || (b || c);', 'a && (b && c);']],
    ['x = a + 1;', ['x = a - 1;', 'x = a + (1 + 1);']],
    ["x = a + 'b';", ["x = a + '';"]],
    ['x = !a;', ['x = a;']],
    ['x = true;', ['x = false;']],
    ['x = `no table $' + '{name}`;', ['x = `no  $' + '{name}`;']],
    ['for (;;) { if (a) continue; }', ['for (;;) { if (a) ; }']],
  ])('%s', (code, expected) => {
    expect(mutants(code)).toEqual(expected);
  });

  it('are none of imports, exports and types', () => {
    expect(mutants("import { a } from './a.js';\nexport * from './b.js';\ntype T = 'x' | 1;\nlet b: T | 'y';")).toEqual(
      [],
    );
  });

  it('stand at their places behind characters of several bytes', () => {
    expect(mutants("x = 'é日\u{1F600}' ; a < b;")).toEqual(["x = '' ; a < b;", "x = 'é日\u{1F600}' ; a <= b;"]);
  });
});
