import { closest } from '../../scripts/base/spelling';

const TABLES = ['SigninLogs', 'Syslog', 'SecurityEvent', 'DeviceNetworkEvents', 'DeviceEvents'];

describe('the name that was meant', () => {
  it.each([
    ['SigninLog', 'SigninLogs'],
    ['signinlogs', 'SigninLogs'],
    ['SecurtiyEvent', 'SecurityEvent'],
    ['DeviceNetworkEvent', 'DeviceNetworkEvents'],
    ['Sylsog', 'Syslog'],
  ])('%s is probably %s', (wrong, right) => {
    expect(closest(wrong, TABLES)).toBe(right);
  });

  it('is unknown when nothing is near', () => {
    expect(closest('OfficeActivity', TABLES)).toBeUndefined();
    expect(closest('x', ['y', 'z'])).toBeUndefined();
    expect(closest('a'.repeat(10_000), TABLES)).toBeUndefined();
  });

  it('is not the name itself', () => {
    expect(closest('Syslog', ['Syslog'])).toBeUndefined();
  });
});
