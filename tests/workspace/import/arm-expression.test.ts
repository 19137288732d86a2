import fc from 'fast-check';
import { evaluate, Unresolved } from '../../../scripts/workspace/import/arm-expression';

const scope = {
  parameters: new Map<string, unknown>([
    ['workspace', 'ws'],
    ['list', { Items: ['a', 'b'] }],
  ]),
  variables: new Map<string, unknown>([
    ['id', "[concat('x', parameters('workspace'))]"],
    ['loop', "[variables('loop')]"],
  ]),
};

describe('an expression of a template', () => {
  it.each<[unknown, unknown]>([
    ['plain', 'plain'],
    [7, 7],
    ['[[literal]', '[literal]'],
    ['[not closed', '[not closed'],
    ["[concat(parameters('workspace'),'/Microsoft.SecurityInsights/abc')]", 'ws/Microsoft.SecurityInsights/abc'],
    ["[format('{0}/{1}/{0}', Parameters( 'Workspace' ), variables('id'))]", 'ws/xws/ws'],
    ["['it''s']", "it's"],
    ["[toLower(concat('A', 'B'))]", 'ab'],
    ["[parameters('list').items[1]]", 'b'],
    ["[parameters('list')['items'][0]]", 'a'],
    ["[resourceId('A/b', 'c')]", 'A/b/c'],
    ["[last(split('a/b/c', '/'))]", 'c'],
    ['[resourceGroup().location]', 'here'],
    ['[true()]', true],
  ])('%j is %j', (text, value) => {
    expect(evaluate(text, scope)).toEqual(value);
  });

  it.each([
    ["[guid('a')]", /guid\(\) is known only to a deployment/],
    ["[parameters('none')]", /parameters\('none'\) has no value here/],
    ["[variables('loop')]", /too long or nests too deeply/],
    ["[concat('a' 'b')]", /a comma is missing/],
    ["[concat('a']", /missing/],
    ["[concat('a') rest]", /unexpected text at 'rest'/],
    ['[1..2]', /unexpected text/],
    ["[parameters('workspace').x]", /has a member 'x'/],
    [`[${'concat('.repeat(60)}'a'${')'.repeat(60)}]`, /nests too deeply/],
  ])('%s cannot be told', (text, reason) => {
    expect(() => evaluate(text, scope)).toThrow(Unresolved);
    expect(() => evaluate(text, scope)).toThrow(reason);
  });

  it('ends in a value or is unresolved, whatever somebody writes', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        try {
          evaluate(`[${text}]`, scope);
        } catch (error) {
          expect(error).toBeInstanceOf(Unresolved);
        }
      }),
    );
  });
});
