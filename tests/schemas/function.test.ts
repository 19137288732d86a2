import { savedFunction } from './examples.js';
import { brokenPlaces, itAccepts, itRejects } from './validator.js';

describe('the schema of saved functions', () => {
  it('accepts every field', () => {
    expect(brokenPlaces('function', savedFunction)).toEqual([]);
  });

  it('asks for an id, an alias, a name and a query', () => {
    expect(brokenPlaces('function', {})).toEqual(['', '', '', '']);
  });

  itAccepts('function', savedFunction, [
    ['/parameters', []],
    ['/parameters/0', 'domains:dynamic'],
    ['/functionAlias', '_my_parser2'],
  ]);

  itRejects('function', savedFunction, [
    ['/functionAlias', 'my-parser'],
    ['/functionAlias', '2nd'],
    ['/id', ''],
    ['/query', ''],
    ['/parameters/0', 'starttime'],
    ['/parameters/0', 'start time:datetime'],
    ['/parameters/0', 'starttime:datetime='],
    ['/parameters/0', { name: 'starttime' }],
    ['/entityMappings', [], ''],
  ]);
});
