import { validatorOf } from '../../../scripts/base/schemas/validators.js';

it('a schema tells whether data fits it, and what is wrong', () => {
  const isList = validatorOf('watchlist');
  expect(isList({ watchlistAlias: 'abc', displayName: 'A list', provider: 'Us', itemsSearchKey: 'Key' })).toBe(true);
  expect(isList({ watchlistAlias: 'abc' })).toBe(false);
  expect(isList.errors?.map(({ keyword }) => keyword)).toEqual(['required', 'required', 'required']);
});

it('a schema that there is not is named', () => {
  expect(() => validatorOf('nothing')).toThrow(new RangeError('schemas/nothing.schema.json is missing'));
});
