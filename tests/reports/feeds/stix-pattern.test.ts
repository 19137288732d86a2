import { PatternError } from '../../../scripts/reports/feeds/stix-grammar.js';
import { readPattern } from '../../../scripts/reports/feeds/stix-pattern.js';

const found = (pattern: string) => readPattern(pattern).indicators.map(({ value, stated }) => `${stated} ${value}`);

describe('readPattern', () => {
  it.each([
    ["[ipv4-addr:value = '194.246.83.70']", ['ip 194.246.83.70']],
    ["[ipv4-addr:value='194.246.83.70']", ['ip 194.246.83.70']],
    ["[ipv4-addr:value ISSUBSET '194.246.83.0/24']", ['ip 194.246.83.0/24']],
    ["[domain-name:value IN ('a.com', 'b.com')]", ['domain a.com', 'domain b.com']],
    ["[file:hashes.'SHA-256' = 'aa' OR file:hashes.MD5 = 'bb']", ["'SHA-256' aa", 'MD5 bb']],
    ["([url:value = 'http://a.com/'] OR [email-addr:value = 'a@b.com'])", ['url http://a.com/', 'email a@b.com']],
    ["[email-message:from_ref.value = 'a@b.com'] WITHIN 300 SECONDS", ['email a@b.com']],
    ["[url:value = 'x'] START t'2026-05-01T00:00:00Z' STOP t'2026-05-02T00:00:00Z'", ['url x']],
  ])('reads %s', (pattern, values) => {
    expect(found(pattern)).toEqual(values);
    expect(readPattern(pattern)).toMatchObject({ unsupported: [], widened: false });
  });

  it('undoes the escapes of a literal: quotes, backslashes, and what looks like the end of the pattern', () => {
    const path = String.raw`[url:value = 'http://a.com/it\'s\\x\']']`;
    expect(found(path)).toEqual([String.raw`url http://a.com/it's\x']`]);
  });

  it('joins a port to the addresses beside it, not to names and not to where traffic comes from', () => {
    expect(found("[network-traffic:dst_ref.value = '194.246.83.70' AND network-traffic:dst_port = 443]")).toEqual([
      'ip:port 194.246.83.70:443',
    ]);
    expect(
      found("[(ipv4-addr:value = '1.2.3.4' OR ipv6-addr:value = '2a0e::7') AND network-traffic:dst_port = 80]"),
    ).toEqual(['ip:port 1.2.3.4:80', 'ip:port [2a0e::7]:80']);
    expect(found("[network-traffic:dst_ref.value = 'a.com' AND network-traffic:dst_port = 80]")).toEqual([
      'host a.com',
    ]);
    expect(found("[network-traffic:src_ref.value = '1.2.3.4' AND network-traffic:dst_port = 80]")).toEqual([
      'host 1.2.3.4',
    ]);
  });

  it('hunts each of several values alone, and says so', () => {
    const pattern = "[domain-name:value = 'a.com' AND domain-name:resolves_to_refs[*].value = '194.246.83.70']";
    expect(found(pattern)).toEqual(['domain a.com', 'host 194.246.83.70']);
    expect(readPattern(pattern).widened).toBe(true);
    expect(readPattern("[file:hashes.MD5 = 'a' AND file:hashes.'SHA-1' = 'b']").widened).toBe(false);
  });

  it.each([
    ["[ipv4-addr:value = '1.2.3.4' AND process:name = 'x.exe']", "process:name = 'x.exe'"],
    ["[ipv4-addr:value = '1.2.3.4' AND url:value != 'http://a.com/']", "url:value != 'http://a.com/'"],
    ["[ipv4-addr:value = '1.2.3.4' AND url:value NOT = 'http://a.com/']", "url:value NOT = 'http://a.com/'"],
    ["[ipv4-addr:value = '1.2.3.4'] FOLLOWEDBY [process:name = 'x.exe']", "process:name = 'x.exe'"],
    ["[ipv4-addr:value = '1.2.3.4' AND (process:pid = 5 OR process:name = 'y')]", 'process:pid = 5'],
  ])('does not hunt an address that something else narrows: %s', (pattern, blocker) => {
    const reading = readPattern(pattern);
    expect(reading.indicators).toEqual([]);
    expect(reading.unsupported).toContainEqual({
      part: '1.2.3.4',
      reason: `would match more than its pattern: ${blocker}`,
    });
  });

  it('hunts a file hash whatever else the pattern asks for', () => {
    const reading = readPattern("[file:hashes.MD5 = 'aa' AND file:name LIKE '%.exe']");
    expect(reading.indicators).toEqual([{ value: 'aa', stated: 'MD5' }]);
    expect(reading.unsupported).toEqual([
      { part: "file:name LIKE '%.exe'", reason: 'not a kind of value that is hunted' },
    ]);
  });

  it.each([
    ["[domain-name:value LIKE '%.evil.com']", 'the operator LIKE'],
    ["[url:value MATCHES '^http']", 'the operator MATCHES'],
    ["[ipv4-addr:value != '1.2.3.4']", 'a negation'],
    ['[network-traffic:dst_port = 4444]', 'no address beside it'],
    ['[EXISTS windows-registry-key:key]', 'not a kind of value that is hunted'],
    ["[x509-certificate:hashes.MD5 = 'aa']", 'not a kind of value that is hunted'],
  ])('accounts for %s', (pattern, reason) => {
    const reading = readPattern(pattern);
    expect(reading.indicators).toEqual([]);
    expect(reading.unsupported).toEqual([{ part: pattern.slice(1, -1), reason }]);
  });

  it.each([
    '',
    '[',
    '[]',
    "[ipv4-addr:value = '1.2.3.4'",
    "[ipv4-addr:value = '1.2.3.4]",
    "[ipv4-addr:value '1.2.3.4']",
    "[ipv4-addr:value = '1.2.3.4'] [url:value = 'x']",
    "[ipv4-addr:value = '1.2.3.4'] nonsense",
    '[ipv4-addr:value = ]',
    `${'('.repeat(100_000)}`,
    `[${'('.repeat(100_000)}`,
  ])('refuses what is no pattern: %.40s', (pattern) => {
    expect(() => readPattern(pattern)).toThrow(PatternError);
  });

  it('reads a pattern of a megabyte, in alternatives or as one literal', () => {
    const alternatives = Array.from({ length: 20_000 }, (_, n) => `domain-name:value = 'h${n}.com'`).join(' OR ');
    expect(readPattern(`[${alternatives}]`).indicators).toHaveLength(20_000);
    const narrowed = `[${alternatives.replaceAll(' OR ', ' AND ')} AND process:name = '${'x'.repeat(100_000)}']`;
    expect(readPattern(narrowed).unsupported).toHaveLength(20_001);
    expect(found(`[url:value = '${'x'.repeat(1_000_000)}']`)).toHaveLength(1);
    expect(() => readPattern(`[url:value = '${'\\\\'.repeat(500_000)}`)).toThrow(PatternError);
  });
});
