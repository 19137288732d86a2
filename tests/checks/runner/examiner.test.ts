import { join } from 'node:path';
import { createContext } from '../../../scripts/checks/runner/context.js';
import { skeletonOf } from '../../../scripts/checks/runner/skeleton.js';
import { loadTemplates } from '../../../scripts/ingestion/templates.js';

jest.setTimeout(60_000);

const ROOT = join(__dirname, '..', '..', '..');
const INDICATORS = `let indicators = _GetWatchlist("ioc-ip")
  | where MalwareFamily == "FAMILY"
  | project Indicator, Ports = dynamic([]), MalwareFamily, ThreatType = "", Confidence = 1,
      ActiveFrom = now(), ActiveUntil = now();
// The hunt for FAMILY
`;

const newExaminer = () =>
  createContext({ root: ROOT, watchlists: new Map([['ioc-ip', ['Indicator', 'MalwareFamily']]]) }).examiner;

describe('examining the hunts that templates make', () => {
  const shared = newExaminer();
  const alone = newExaminer();

  it.each(loadTemplates(ROOT).map(({ id, query }) => [id, INDICATORS + query] as const))(
    'gives for each family of %s what examining it alone gives',
    (_, query) => {
      const [first, second] = ['A', 'A much longer family'].map((name) => query.replaceAll('FAMILY', name));
      if (first === undefined || second === undefined) throw new Error('two queries');
      expect(skeletonOf(first).key).toBe(skeletonOf(second).key);
      const examination = shared.examine(first);
      expect({ ...examination, diagnostics: [], lints: [] }).toEqual(examination);
      expect(examination.tables.length + examination.functions.length).toBeGreaterThan(0);
      expect(shared.examine(second)).toEqual(alone.examine(second));
    },
  );
});
