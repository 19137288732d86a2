import { EFFECTS } from '../../scripts/base/diagnostic.js';
import { savedUnread, tellEffect } from '../../scripts/checks/effects.js';
import { CHECKS } from '../../scripts/checks/registry.js';
import { isSurelyRefused } from '../../scripts/checks/suppressions/refused.js';
import { broken, type Files, findings } from './support.js';

const HUNT = 'hunts/beacon.yaml';
const RULE = 'analytic-rules/beacon.yaml';

/** What is told of files, and whether a baseline could let it through. */
async function told(files: Files): Promise<string[]> {
  const found = await findings(files);
  return found.map((one) => `${one.severity} ${one.message.split(' ', 2).join(' ')} ${isSurelyRefused(one)}`);
}

describe('the first word of a message', () => {
  it('says that the service refuses a rule, and that the same query in a hunt fails when it runs', async () => {
    expect(await told(broken(RULE, 'RemoteIP in', 'RemoteIpp in'))).toContain('error Refused: The true');
    expect(await told(broken(HUNT, '$left.RemoteIP ', '$left.RemoteIpp '))).toContain('error Fails: The false');
  });

  it('says that a file does not come as far as the service', async () => {
    expect(await told(broken(HUNT, 'name: Beacon', 'name: "Beacon'))).toEqual(['error Blocked: This true']);
    expect(await told(broken(HUNT, 'expect: { rows: 0 }', 'expect: { rows: x }'))).toEqual([
      'error Blocked: tests[1].expect.rows true',
    ]);
  });

  it('says that the service refuses a field, which only a schema can tell', async () => {
    expect(await told(broken(RULE, 'severity: High', 'severity: Huge'))).toEqual(['error Refused: severity true']);
  });

  it('says that it is unsure where only the workspace knows', async () => {
    expect(await told(broken(HUNT, '  DeviceNetworkEvents\n', '  Acme_CL\n'))).toContain('warning Unsure: The false');
  });

  it('says what is ignored, and what was meant and is lost with it', async () => {
    expect(await told(broken(HUNT, 'version: 1.0.0', 'version: 1.0.0\nseverity: High'))).toEqual([
      'info Ignored: A false',
    ]);
    expect(await told(broken(HUNT, 'version: 1.0.0', 'version: 1.0.0\nowner: soc'))).toEqual([
      'warning Ignored: There false',
    ]);
  });

  it('says what is slow, what misleads, and what people would do better', async () => {
    const slow = '| where RemoteUrl contains "evil"\n  | project TimeGenerated, DeviceName';
    const from = '| project TimeGenerated, DeviceName';
    expect(await told(broken(HUNT, from, slow))).toEqual(['info Slow: contains false']);
    expect(await told(broken(HUNT, 'join kind=inner listed', 'join listed'))).toEqual(['warning Misleads: This false']);
    expect(await told(broken(HUNT, 'version: 1.0.0\n', ''))).toEqual(['info Runs: The false']);
  });
});

describe('the effects', () => {
  it('are in words of their own, and what the service refuses is an error', () => {
    const words = Object.values(EFFECTS).map(({ word }) => word);
    expect(new Set(words).size).toBe(words.length);
    expect(EFFECTS.refused.severity).toBe('error');
  });

  it.each(CHECKS.map((check) => [check.code, check] as const))(
    '%s is graver only where its effect would be too mild',
    (_, check) => {
      expect(check.severity === undefined || EFFECTS[check.effect].severity === 'info').toBe(true);
    },
  );

  it('stay away from findings that are not about content of the service', async () => {
    const found = await findings(broken(HUNT, 'version: 1.0.0\n', ''));
    const plain = found.map(({ effect: _, ...finding }) => finding);
    expect(plain.map(tellEffect)).toEqual(plain);
    expect(plain.map(savedUnread)).toEqual(plain);
  });
});
