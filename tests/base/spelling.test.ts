import { closest, didYouMean } from '../../scripts/base/spelling.js';

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

describe('how near a name must be', () => {
  it.each([
    ['ab', 'ac', undefined],
    ['abc', 'abd', 'abd'],
    ['abc', 'ade', undefined],
    ['abcdef', 'abcxyf', 'abcxyf'],
    ['abcdef', 'abxyzf', undefined],
    ['abcdef', 'badcef', 'badcef'],
    ['abcdef', 'abc', undefined],
    ['abcdef', 'abcd', 'abcd'],
    ['bcdefg', 'abcdefg', 'abcdefg'],
    ['a'.repeat(64), `${'a'.repeat(63)}b`, `${'a'.repeat(63)}b`],
    ['a'.repeat(65), `${'a'.repeat(64)}b`, undefined],
  ])('%s, %s: %s', (name, known, meant) => {
    expect(closest(name, [known])).toBe(meant);
  });

  it('is told at the end of a message, where a name is near', () => {
    expect(didYouMean('Sylsog', TABLES)).toBe("; did you mean 'Syslog'?");
    expect(didYouMean('OfficeActivity', TABLES)).toBe('');
  });

  it('decides between several: the nearest, and the first of those', () => {
    expect(closest('abcdef', ['abcxyf', 'abcdxf', 'abcxef'])).toBe('abcdxf');
  });
});
