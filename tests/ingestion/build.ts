import { DEFAULTS } from '../../scripts/content/configuration.js';
import type { Configuration } from '../../scripts/content/model.js';
import type { Indicator } from '../../scripts/indicators/indicator.js';
import type { Report } from '../../scripts/reports/report.js';

/** An indicator with what a test does not care about filled in. */
export function indicator(value: string, more: Partial<Indicator> = {}): Indicator {
  return {
    type: 'ip:port',
    value,
    family: 'SectopRAT',
    threatType: 'botnet_cc',
    confidence: 100,
    firstSeen: '2026-05-06',
    validUntil: null,
    retracted: false,
    ...more,
  };
}

/** A report; its name stands for its content. */
export function report(file: string, indicators: Indicator[], more: Partial<Report> = {}): Report {
  const sha256 = Buffer.from(file.padEnd(32, '.')).toString('hex').slice(0, 64);
  return {
    file,
    sha256,
    source: 'ThreatFox',
    family: indicators[0]?.family ?? '',
    indicators,
    rejected: [],
    warnings: [],
    falsePositives: [],
    tables: [],
    reviews: [],
    campaign: '',
    actor: '',
    certainty: 'high',
    tlp: '',
    published: null,
    columns: [],
    ...more,
  };
}

/** A workspace with Microsoft Defender, firewalls and DNS servers. */
export const configuration: Configuration = {
  ...DEFAULTS,
  tables: [
    ...['CommonSecurityLog', 'DeviceFileEvents', 'DeviceNetworkEvents', 'DnsEvents'],
    ...['EmailAttachmentInfo', 'EmailEvents', 'EmailUrlInfo', 'UrlClickEvents'],
  ],
};
