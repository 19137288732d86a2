import { detectFeed } from '../../../scripts/reports/feeds/detect.js';
import { fixture } from './reading.js';

const FORMATS = {
  'threatfox-full.csv': 'ThreatFox CSV',
  'threatfox-answer.json': 'ThreatFox JSON',
  'threatfox-export.json': 'ThreatFox JSON',
  'urlhaus-recent.csv': 'URLhaus CSV',
  'malwarebazaar-recent.csv': 'MalwareBazaar CSV',
  'feodo-blocklist.csv': 'Feodo Tracker CSV',
  'misp-event.json': 'MISP event',
  'stix-bundle.json': 'STIX bundle',
  'otx-pulse.json': 'OTX pulse',
};

const format = (content: string | Uint8Array) => detectFeed(Buffer.from(content))?.name;

describe('detectFeed', () => {
  it.each(Object.entries(FORMATS))('knows %s by its content: %s', (file, name) => {
    expect(format(fixture(file))).toBe(name);
  });

  it.each(Object.entries(FORMATS))('knows %s by its first 700 bytes', (file, name) => {
    expect(format(fixture(file).subarray(0, 700))).toBe(name);
  });

  it('knows an answer whose status stands behind the data, and one without data', () => {
    expect(format('{"data":[{"ioc":"a.com","ioc_type":"domain"}],"query_status":"ok"}')).toBe('ThreatFox JSON');
    expect(format('{"query_status":"no_result","data":"Your search did not yield any results"}')).toBe(
      'ThreatFox JSON',
    );
  });

  it('knows the shapes in which MISP, STIX and OTX come', () => {
    expect(format('{"Event":{"info":"x","Attribute":[]}}')).toBe('MISP event');
    expect(format('[{"Event":{"info":"x"}}]')).toBe('MISP event');
    expect(format('{"info":"x","Attribute":[{"type":"domain","value":"a.com"}]}')).toBe('MISP event');
    expect(format('{"response":{"Attribute":[{"type":"domain","value":"a.com"}]}}')).toBe('MISP event');
    expect(format('{"more":false,"objects":[{"id":"indicator--1","type":"indicator"}]}')).toBe('STIX bundle');
    expect(format('{"results":[{"name":"p","indicators":[{"indicator":"a.com","type":"domain"}]}]}')).toBe('OTX pulse');
    expect(format('{"count":1,"results":[{"indicator":"a.com","type":"domain"}]}')).toBe('OTX pulse');
  });

  it('reads UTF-16 with a byte order mark', () => {
    expect(format(Buffer.from('\ufeff# id,dateadded,url,url_status\n', 'utf16le'))).toBe('URLhaus CSV');
  });

  it.each([
    ['a report', '# IOC report\n\nType | Value | Threat Type\ndomain | a.com | botnet_cc\n'],
    ['some JSON', '{"name":"sentinel","version":"1.0.0"}'],
    ['a list of names', '["a.com","b.com"]'],
    ['another CSV', 'name,age\nkim,7\n'],
    ['nothing', ''],
    ['a text that begins with a bracket', '[1] evil[.]com'],
    ['brackets', '['.repeat(100_000)],
  ])('leaves %s to other readers', (_what, content) => {
    expect(format(content)).toBeUndefined();
  });
});
