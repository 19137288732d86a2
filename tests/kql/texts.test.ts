import { createAnalyser } from '../../scripts/kql/analysis/analyser.js';
import { openCatalog } from '../../scripts/kql/analysis/catalog.js';
import { atInstant } from '../../scripts/kql/analysis/clock.js';
import { splitParameters } from '../../scripts/kql/function-parameters.js';
import { COMMENT_OR_TEXT, kqlDatetime, kqlString } from '../../scripts/kql/literals.js';

describe('a literal', () => {
  it.each([
    ['plain text', '"plain text"'],
    ['a "b" \\c', '"a \\"b\\" \\\\c"'],
    [' ~', '" ~"'],
    ['\u001f\u007f', '"\\u001f\\u007f"'],
    ['é\n', '"\\u00e9\\u000a"'],
    ['😀', '"\\ud83d\\ude00"'],
    ['', '""'],
  ])('of %j is %s', (value, literal) => {
    expect(kqlString(value)).toBe(literal);
  });

  it('of a time is a datetime, or null', () => {
    expect(kqlDatetime('2026-05-01')).toBe('datetime(2026-05-01)');
    expect(kqlDatetime('')).toBe('datetime(null)');
  });
});

it.each([
  ['a "b // c" // d "e"\nf', ['"b // c"', '// d "e"']],
  ['"a\\"b" \'c\\\'d\'', ['"a\\"b"', "'c\\'d'"]],
  ['@"a\\" @\'b\'\'c\' @"d""e"', ['@"a\\"', "@'b''c'", '@"d""e"']],
  ['```a\n"b``` ~~~c\n~~~ x', ['```a\n"b```', '~~~c\n~~~']],
  ['"open\n\'open', ['"open', "'open"]],
  ['```open\n"x"', ['```open\n"x"']],
])('the comments and texts of %j are %j', (query, found) => {
  expect(query.match(new RegExp(COMMENT_OR_TEXT, 'g'))).toEqual(found);
});

describe('the parameters of a function', () => {
  it.each([
    ['', []],
    ['a:string', ['a:string']],
    [' a:string , b:int ', ['a:string', 'b:int']],
    ["a:string='x, y', b:int=0", ["a:string='x, y'", 'b:int=0']],
    ['a:string="x\\", y", b:int', ['a:string="x\\", y"', 'b:int']],
    ['T:(A:string, B:dynamic), c:datetime=datetime(null)', ['T:(A:string, B:dynamic)', 'c:datetime=datetime(null)']],
    ['a:dynamic=dynamic([1, {"b": [2, 3]}]), c:int', ['a:dynamic=dynamic([1, {"b": [2, 3]}])', 'c:int']],
    ['a, , b', ['a', 'b']],
  ])('are cut apart outside of brackets and quotes: %s', (text, parts) => {
    expect(splitParameters(text)).toEqual(parts);
  });
});

describe('a query with another clock', () => {
  const analyser = createAnalyser(openCatalog([]));
  const clock = 'datetime(2026-05-05T00:00:00.000Z)';

  it.each([
    ['print a = now()', `print a = ${clock}`],
    ['print now(-1h), b = 1', `print (${clock} + (-1h)), b = 1`],
    ['print ago(1d + 2h)', `print (${clock} - (1d + 2h))`],
    ['print a = "now()" // ago(1d)', 'print a = "now()" // ago(1d)'],
    ['print a = ago(1d), b = now(), c = ago(2d)', `print a = (${clock} - (1d)), b = ${clock}, c = (${clock} - (2d))`],
    ['.show tables', '.show tables'],
  ])('%s', (query, changed) => {
    expect(atInstant(query, '2026-05-05T00:00:00.000Z', analyser)).toBe(changed);
  });
});
