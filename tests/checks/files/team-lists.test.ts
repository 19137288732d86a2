import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { validateRepository } from '../../../scripts/checks/validate.js';
import { AS_OF, brief, type Files, SOUND, withRepository } from '../support.js';

const validate = (lists: Files, paths: string[] = []) =>
  withRepository({ ...SOUND, ...lists }, async (root) => {
    const { diagnostics, fileCount } = await validateRepository({ root, asOf: AS_OF, paths });
    return { found: diagnostics.map((finding) => `${brief(lists, finding)} ${finding.message}`), fileCount };
  });

const ALLOWED = 'value,reason,owner,expiry\npartner.com,ours,soc,2026-12-31\n';

it('a list that is not UTF-8 is a finding', async () => {
  const found = await withRepository(SOUND, async (root) => {
    writeFileSync(join(root, 'allow-list.csv'), Buffer.from(`${ALLOWED}caf\xe9.com,x,y,2026-12-31\n`, 'latin1'));
    return (await validateRepository({ root, asOf: AS_OF, paths: [] })).diagnostics;
  });
  expect(found.map(({ code, message }) => [code, message])).toEqual([
    ['team-list', 'Blocked: allow-list.csv is not UTF-8'],
  ]);
});

describe('the lists at the root', () => {
  it('count as files, and say nothing when they can be read', async () => {
    const lists = {
      'allow-list.csv': ALLOWED,
      'life-extensions.csv': 'value,until,reason,owner\n192.0.2.7,2026-12-31,still used,soc\n',
      'review.csv': 'Value,Type,MalwareFamily,Reason,Report,Decision\nx.com,domain,X,why,r,accept\n',
      'expired.csv': 'Indicator,Port,MalwareFamily,ValidUntil,Report\n192.0.2.9,,X,2026-01-01,r\n',
    };
    expect(await validate(lists)).toEqual({ found: [], fileCount: 8 });
    expect(await validate(lists, ['review.csv'])).toEqual({ found: [], fileCount: 1 });
  });

  it.each([
    ['allow-list.csv', `${ALLOWED}evil.com,,soc,2026-12-31\n`, 3, /reason or owner is empty/],
    ['allow-list.csv', 'value,reason\n', 1, /must name the columns/],
    ['life-extensions.csv', 'value,until,reason,owner\n192.0.2.7,soon,because,soc\n', 2, /"soon" is no date/],
    ['review.csv', 'Value,Type,MalwareFamily,Reason,Report,Decision\nx.com,domain,X,why,r,yes\n', 2, /'yes' is none/],
    ['review.csv', 'Value,Type\nx.com,domain\n', 1, /has no column/],
    ['expired.csv', 'Indicator,Port,MalwareFamily,ValidUntil,Report\n\n192.0.2.9,X\n', 3, /has 2 cells/],
    ['expired.csv', 'Indicator,Port,MalwareFamily,ValidUntil,Report\n"192.0.2.9,,X,2026,r\n', 2, /./],
  ])('are held to what their readers understand: %s %j', async (file, text, line, message) => {
    const { found } = await validate({ [file]: text });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(`error team-list ${file}:${line}`);
    expect(found[0]).toMatch(message);
  });
});
