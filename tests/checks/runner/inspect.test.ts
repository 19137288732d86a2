import type { Flawless } from '../../../scripts/checks/runner/examiner.js';
import { inspectAll, inspectKnown, type Subject } from '../../../scripts/checks/runner/inspect.js';
import { broken, SOUND } from '../support.js';

const HUNT = 'hunts/beacon.yaml';
const SETUP = {
  root: '/no/such/repository',
  watchlists: new Map([['ioc-ip', ['Indicator', 'Port', 'MalwareFamily']]]),
};

const hunt = (text: string | undefined): Subject => ({ file: HUNT, kind: 'hunting-query', text: text ?? '' });
const changed = (from: string, to: string) => hunt(broken(HUNT, from, to)[HUNT]);

describe('a flawless query that was analysed once', () => {
  const known: Flawless[] = [];
  beforeAll(() => {
    for (const { learned } of inspectAll([hunt(SOUND[HUNT])], SETUP)) if (learned) known.push(learned);
  });

  it.each([
    ['as it is', hunt(SOUND[HUNT])],
    ['in a file of another description', changed('reached an address', 'reached one address')],
    ['in a file with an unknown column', changed('columnName: DeviceName', 'columnName: Device')],
    ['in a file that lacks its tactics', changed('tactics: [CommandAndControl]', 'tactic: [CommandAndControl]')],
    ['in a file that is no YAML', changed('tactics: [CommandAndControl]', 'tactics: [CommandAndControl')],
  ])('%s is known without the analyser, which says the same', (_, subject) => {
    const [analysed] = inspectAll([subject], SETUP).map(({ learned: _, ...inspection }) => inspection);
    expect(inspectKnown([subject], SETUP, known)).toEqual([analysed]);
  });

  it.each([
    ['another step', changed('| where TimeGenerated', '| where RemotePort == 9000 | where TimeGenerated')],
    ['a mistake', changed('ago(30d)', 'agoo(30d)')],
  ])('with %s is left to the analyser', (_, subject) => {
    expect(inspectKnown([subject, hunt(SOUND[HUNT])], SETUP, known)).toHaveLength(1);
  });
});

describe('a query with a finding', () => {
  it('is not remembered: what is found names what stands in it', () => {
    const [inspection] = inspectAll([changed('join kind=inner', 'join')], SETUP);
    expect(inspection?.diagnostics.map(({ code }) => code)).toEqual(['join-kind']);
    expect(inspection?.learned).toBeUndefined();
  });
});
