import { cells } from './ask.js';
import { QUERIES } from './operator-queries.js';

describe.each(Object.entries(QUERIES))('%s', (_title, rows) => {
  test.each(rows)('%s', (query, expected) => {
    expect(cells(query)).toEqual(expected);
  });
});
