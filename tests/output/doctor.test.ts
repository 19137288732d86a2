import { formatCheckUp } from '../../scripts/output/doctor.js';
import type { Finding } from '../../scripts/workspace/azure/checkup.js';
import { painted } from './painted.js';

const finding = (outcome: Finding['outcome'], help: string): Finding => ({
  ...{ name: 'Sign-in', outcome, message: `it is ${outcome}`, help },
});

describe('a check-up', () => {
  it('has a line a finding, and what to do below what is not fine', () => {
    const findings = [finding('ok', 'nothing'), finding('missing', 'Sign in.'), finding('unknown', 'Look.')];
    expect(formatCheckUp('work', [...findings, finding('unknown', '')], false)).toBe(`  ok      Sign-in: it is ok
  MISSING Sign-in: it is missing
          Sign in.
  unknown Sign-in: it is unknown
          Look.
  unknown Sign-in: it is unknown
Workspace work: 1 missing.
`);
  });

  it('says that nothing is missing, also where something is not known', () => {
    expect(formatCheckUp('work', [finding('unknown', '')], false)).toContain('Workspace work: nothing is missing.\n');
  });

  it('is coloured', () => {
    const text = painted(
      formatCheckUp('work', [finding('ok', ''), finding('missing', ''), finding('unknown', '')], true),
    );
    expect(text).toContain('  <green>ok     </> Sign-in');
    expect(text).toContain('  <red>MISSING</> Sign-in');
    expect(text).toContain('  <yellow>unknown</> Sign-in');
  });
});
