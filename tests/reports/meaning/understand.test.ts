import { publishedOn } from '../../../scripts/reports/meaning/dates.js';
import { type Hints, noHints } from '../../../scripts/reports/meaning/hints.js';
import { tlpOf } from '../../../scripts/reports/meaning/tlp.js';
import { understand } from '../../../scripts/reports/meaning/understand.js';

const about = (file: string, hints: Partial<Hints> = {}) => understand({ ...noHints(), ...hints }, file);

describe('what a report is about', () => {
  it.each([
    [
      'a known family in its title',
      'x.txt',
      { titles: ['2024-02-14 (WEDNESDAY): DANABOT INFECTION'] },
      'DanaBot',
      'high',
    ],
    ['a name before a word for malware', 'x.txt', { titles: ['Inside the Kettle backdoor'] }, 'Kettle', 'medium'],
    [
      'a name before "Indicators of Compromise"',
      'x.adoc',
      { titles: ['Kettle -- Indicators of Compromise'] },
      'Kettle',
      'medium',
    ],
    ['a field of its own', 'x.json', { families: ['Kettle'], titles: ['Emotet is back'] }, 'Kettle', 'high'],
    ['its file’s name', 'reports/01-2024-02-14-IOCs-from-Danabot-infection.txt', {}, 'DanaBot', 'high'],
    ['its folder’s name', 'gamaredon/samples.md5', {}, 'Gamaredon', 'medium'],
    [
      'the group, where several tools of it are named',
      'x.json',
      { families: ['A1', 'B2'], actors: ['UAT-8099'] },
      'UAT-8099',
      'high',
    ],
  ])('%s', (_what, file, hints, family, certainty) => {
    expect(about(file, hints)).toMatchObject({ family, certainty });
  });

  it('a tool of many hands names it only where nothing else does', () => {
    expect(about('x', { titles: ['Cobalt Strike leads to Ryuk'] }).family).toBe('Ryuk');
    expect(about('x', { titles: ['Cobalt Strike servers'] }).family).toBe('Cobalt Strike');
  });

  it.each([
    'Play store apps steal messages',
    'Royal mail as a lure',
    'The empire of a Hive of scammers',
    'Photo lures and a Disco in Cuba',
    'Pacemaker flaws, and how Medusa got her hair',
    'Fog over the Lynx valley',
    'Abuse of PowerShell and ScreenConnect by a loader',
  ])('a word of the language is no family: %s', (title) => {
    expect(about('report.txt', { titles: [title] }).family).not.toMatch(
      /Play|Royal|Empire|Hive|Photo|Disco|Cuba|Pacemaker|Medusa|Fog|Lynx|PowerShell/i,
    );
  });

  it.each([
    ['Play ransomware in June', 'Play'],
    ['The Medusa ransomware again', 'Medusa'],
    ['NorthStarRAT targets ports', 'NorthStarRAT'],
    ['Hunting TinGecko: a new loader', 'TinGecko'],
    ['An intrusion that ended with Tin Soldier ransomware', 'Tin Soldier'],
    ['Tin Cup Wiper: back again', 'Tin Cup'],
    ['TinWhistle macOS backdoor', 'TinWhistle'],
  ])('with a noun or a form of malware it is one: %s', (title, family) => {
    expect(about('report.txt', { titles: [title] }).family).toBe(family);
  });

  it.each([
    ['Kettle Blizzard abuses device codes', 'x.html', 'Kettle Blizzard'],
    ['Inside UNC9001 and its tools', 'x.html', 'UNC9001'],
    ['CL-STA-9001 in three networks', 'x.html', 'CL-STA-9001'],
    ['', 'unc9001-collection.csv', 'UNC9001'],
    ['Snow typhoon hits the coast', 'x.html', ''],
  ])('a group is known by how its name is made: %s %s', (title, file, actor) => {
    expect(about(file, { titles: [title] }).actor).toBe(actor);
  });

  it('a name of a file is spelled as the report spells it', () => {
    expect(about('tin-seal.csv', { titles: ['TinSeal being distributed'] }).family).toBe('TinSeal');
    expect(about('tinseal.csv').family).toBe('tinseal');
  });

  it('many families name none; the title is the campaign', () => {
    const subject = about('x', { families: ['A1', 'B2', 'C3', 'D4'], titles: ['A week of malspam'] });
    expect(subject).toMatchObject({ family: '', campaign: 'A week of malspam', certainty: 'low' });
  });

  it('and when, not after today, and how far it may go', () => {
    const asOf = new Date('2026-06-01');
    expect(publishedOn(['Posted May 4, 2026 by us'], 'x', asOf)).toBe('2026-05-04');
    expect(publishedOn(['2026-05-04T10:00:00Z'], 'x', asOf)).toBe('2026-05-04');
    expect(publishedOn(['2027-01-01'], 'iocs_20230712.csv', asOf)).toBe('2023-07-12');
    expect(publishedOn([], 'iocs.csv', asOf)).toBeNull();
    expect(tlpOf(['TLP:WHITE', 'tlp: amber+strict'])).toBe('amber+strict');
    expect(tlpOf(['no marking'])).toBe('');
  });
});
