import { indicatorRows } from '../../../scripts/emulator/logs/indicator-rows.js';
import { TENANT_ID, WORKSPACE } from '../../../scripts/emulator/server/workspace.js';

const CHANGED = '2026-05-01T00:00:00.000Z';
const DAY = 86_400_000;
const rows = (data: Record<string, unknown>, daysLater = 0) =>
  indicatorRows(
    {
      ...{ seq: 1n, name: 'indicator--1', source: 'team-a', data: { type: 'indicator', ...data } },
      ...{ created: CHANGED, updated: CHANGED, createdBy: 'x', updatedBy: 'x' },
    },
    new Date(Date.parse(CHANGED) + daysLater * DAY),
  );

it('an indicator is a row with what its object says', () => {
  const data = {
    ...{ pattern: "[domain-name:value = 'it\\'s.example']", labels: ['a', 7], confidence: 75, description: 'd' },
    ...{ valid_from: 'f', valid_until: '2026-05-02T00:00:00Z', created: 'c', modified: 'm' },
  };
  expect(rows(data)).toEqual([
    {
      ...{ TenantId: WORKSPACE.workspaceId, WorkspaceId: WORKSPACE.workspaceId, AzureTenantId: TENANT_ID },
      ...{ TimeGenerated: CHANGED, Id: 'indicator--1', SourceSystem: 'team-a', Tags: 'a, 7' },
      ...{ LastUpdateMethod: 'StixObjectsUploadAPI', Pattern: data.pattern },
      ...{ ObservableKey: 'domain-name:value', ObservableValue: "it's.example" },
      ...{ ValidFrom: 'f', ValidUntil: '2026-05-02T00:00:00Z', Created: 'c', Modified: 'm', Confidence: 75 },
      ...{ IsDeleted: false, IsActive: true, Revoked: false, AdditionalFields: {}, Type: 'ThreatIntelIndicators' },
      Data: { type: 'indicator', ...data },
    },
  ]);
});

it.each<[Record<string, unknown>, number, boolean, boolean]>([
  [{}, 0, true, false],
  [{ valid_until: '2026-05-02T00:00:00Z' }, 1, false, false],
  [{ valid_until: '2026-05-02T00:00:00.001Z' }, 1, true, false],
  [{ revoked: true }, 0, false, true],
  [{ revoked: 'true' }, 0, true, false],
])('%j, %i days later: active %p, revoked %p', (data, days, IsActive, Revoked) => {
  expect(rows(data, days)).toMatchObject([{ IsActive, Revoked }]);
});

it('is written again by the service each eight days', () => {
  const times = (days: number) =>
    rows({}, days).map(({ TimeGenerated, LastUpdateMethod }) => [TimeGenerated, LastUpdateMethod]);
  const first = [CHANGED, 'StixObjectsUploadAPI'];
  expect(times(7.99)).toEqual([first]);
  expect(times(8)).toEqual([first, ['2026-05-09T00:00:00.000Z', 'LogARepublisher']]);
  expect(times(23)).toEqual([first, ['2026-05-17T00:00:00.000Z', 'LogARepublisher']]);
});

it('has texts of a thousand characters at most', () => {
  const [row] = rows({ pattern: 'p'.repeat(1001), description: 'd'.repeat(1001) });
  expect(row?.Data).toMatchObject({ pattern: 'p'.repeat(1000), description: 'd'.repeat(1000) });
  expect(rows({ pattern: 7 })[0]).toMatchObject({ Data: { pattern: 7 }, ObservableKey: '', ObservableValue: '' });
  expect(rows({})[0]?.Data).not.toHaveProperty('description');
});

it('other objects have no rows', () => {
  expect(rows({ type: 'malware' })).toEqual([]);
});
