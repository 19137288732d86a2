import { DEFAULTS } from '../../scripts/content/configuration.js';
import type { Configuration, TemplateIndicators } from '../../scripts/content/model.js';
import {
  type FamilyRows,
  hasIndicators,
  huntedRows,
  indicatorTable,
} from '../../scripts/indicators/indicator-table.js';
import { row } from './rows.js';

const ROWS: FamilyRows = new Map([
  [
    'ip',
    [
      row('192.0.2.1', { Port: '443', Confidence: '50' }),
      row('192.0.2.1', { Port: '8080', FirstSeen: '', ThreatType: 'payload', ValidUntil: '2026-07-01' }),
      row('198.51.100.0/24'),
      row('192.0.2.9', { Confidence: '49' }),
    ],
  ],
  ['domain', [row('evil.example', { ValidUntil: '' })]],
  [
    'url',
    [
      row('http://192.0.2.7/a'),
      row('https://[2001:db8::1]/b'),
      row('https://bad.icu:8443/c'),
      row('https://bit.ly/x'),
      row('https://a.github.io/x'),
    ],
  ],
  ['file-hash', [row('a'.repeat(32), { HashType: 'md5' })]],
  ['email', [row('a@evil.icu')]],
]);
const NEEDS: TemplateIndicators[] = ['address', 'range', 'host', 'url', 'file-hash', 'email'];
const table = (needs: TemplateIndicators, indicators: Configuration['indicators'], family: string | null = 'B"ad') =>
  indicatorTable(needs, { family, rows: ROWS }, { ...DEFAULTS, indicators });

describe('the table of indicators of a hunt', () => {
  it.each(NEEDS)('out of watchlists: %s', (needs) => {
    expect(table(needs, 'watchlist')).toMatchSnapshot();
  });

  it.each(NEEDS)('inside the query: %s', (needs) => {
    expect(table(needs, 'inline')).toMatchSnapshot();
  });

  it('of any family stays in the watchlists, with all that may come', () => {
    expect(table('host', 'inline', null)).toBe(table('host', 'watchlist', null));
    expect(table('host', 'watchlist', null)).not.toContain('MalwareFamily ==');
    const none = indicatorTable('address', { family: null, rows: new Map() }, DEFAULTS);
    expect(none.match(/_GetWatchlist\("ioc-\w+"\)/g)).toEqual(['_GetWatchlist("ioc-ip")', '_GetWatchlist("ioc-url")']);
  });

  it('of a family has the lists that it is in, or all where it is in none', () => {
    const lists = (rows: FamilyRows) => indicatorTable('address', { family: 'x', rows }, DEFAULTS).match(/ioc-\w+/g);
    expect(lists(new Map([['url', [row('http://192.0.2.7/')]]]))).toEqual(['ioc-url']);
    expect(lists(new Map())).toEqual(['ioc-ip', 'ioc-url']);
  });
});

describe('the rows that a hunt looks for', () => {
  it.each<[TemplateIndicators, string[]]>([
    ['address', ['192.0.2.1 443', '192.0.2.1 8080', '192.0.2.7 80', '2001:db8::1 443']],
    ['range', ['198.51.100.0/24 ']],
    ['host', ['evil.example ', 'bad.icu ', 'a.github.io ']],
    ['file-hash', [`${'a'.repeat(32)} `]],
    ['email', ['a@evil.icu ']],
  ])('of the sort %s', (needs, found) => {
    expect([...huntedRows(needs, ROWS, 50)].map(({ indicator, port }) => `${indicator} ${port}`)).toEqual(found);
  });

  it('are certain enough', () => {
    const rows: FamilyRows = new Map([['ip', [row('192.0.2.9', { Confidence: '49' })]]]);
    expect([hasIndicators('address', rows, 49), hasIndicators('address', rows, 50)]).toEqual([true, false]);
    expect([...huntedRows('address', rows, 50)]).toEqual([]);
    expect(hasIndicators('range', rows, 0)).toBe(false);
    expect(hasIndicators('email', rows, 0)).toBe(false);
  });
});
