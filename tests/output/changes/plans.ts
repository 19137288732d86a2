import { type Change, type Plan, summarise } from '../../../scripts/workspace/changes/change.js';

export const change = (more: Partial<Change>): Change => ({
  kind: 'huntingQuery',
  id: '1',
  name: 'A hunt',
  file: 'hunts/a.yaml',
  action: 'update',
  done: true,
  fields: [],
  items: { add: 0, change: 0, remove: 0 },
  rows: [],
  notes: [],
  ...more,
});

export const plan = (...changes: Change[]): Plan => ({
  workspace: 'local',
  changes,
  summary: summarise(changes),
  cost: { requests: 4, minutes: 0.1, itemChanges: 3, monthlyItemChanges: 100_000 },
  unreadable: [],
});
