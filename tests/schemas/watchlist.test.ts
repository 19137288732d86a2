import { watchlist } from './examples.js';
import { brokenPlaces, itAccepts, itRejects } from './validator.js';

describe('the schema of watchlist definitions', () => {
  it('accepts every field', () => {
    expect(brokenPlaces('watchlist', watchlist)).toEqual([]);
  });

  itAccepts('watchlist', watchlist, [
    ['/watchlistAlias', 'a_1'],
    ['/watchlistAlias', 'x'.repeat(64)],
    ['/defaultDuration', 'P90D'],
    ['/defaultDuration', 'PT12H'],
    ['/description', undefined],
    ['/source', undefined],
    ['/labels', undefined],
    ['/defaultDuration', undefined],
  ]);

  itRejects('watchlist', watchlist, [
    ['/watchlistAlias', undefined, ''],
    ['/displayName', undefined, ''],
    ['/provider', undefined, ''],
    ['/itemsSearchKey', undefined, ''],
    ['/watchlistAlias', 'ab'],
    ['/watchlistAlias', 'x'.repeat(65)],
    ['/watchlistAlias', '-ioc'],
    ['/watchlistAlias', 'ioc-'],
    ['/watchlistAlias', 'ioc/ip'],
    ['/displayName', ' IOC'],
    ['/displayName', 'x'.repeat(65)],
    ['/provider', ''],
    ['/itemsSearchKey', ''],
    ['/source', '../ioc-ip.csv'],
    ['/labels', ['a', 'a']],
    ['/labels/0', 7],
    ['/defaultDuration', '90d'],
    ['/defaultDuration', 'P'],
    ['/itemSearchKey', 'Indicator', ''],
  ]);
});
