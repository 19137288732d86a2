import type { IndicatorRow } from '../../scripts/indicators/rows/row.js';

/** A row of a list, with what a test does not care about filled in. */
export const row = (Indicator: string, more: Partial<IndicatorRow> = {}): IndicatorRow => ({
  ...{ Indicator, Port: '', HashType: '', MalwareFamily: 'Bad', ThreatType: 'botnet_cc', Confidence: '75' },
  ...{ FirstSeen: '2026-05-06', ValidUntil: '2026-06-20', Source: 'Us', Report: 'a.md@0123456789ab' },
  ...more,
});
