import { join } from 'node:path';
import { createContext } from '../../../scripts/checks/runner/context.js';
import { shapeOf } from '../../../scripts/checks/runner/query-shape.js';
import { loadTemplates } from '../../../scripts/ingestion/templates.js';

jest.setTimeout(60_000);

const ROOT = join(__dirname, '..', '..', '..');
const INDICATORS = `let indicators = _GetWatchlist("ioc-ip")
  | where MalwareFamily == "FAMILY"
  | project Indicator, Ports = dynamic([]), MalwareFamily, ThreatType = "", Confidence = 1,
      ActiveFrom = now(), ActiveUntil = now();
// The hunt for FAMILY
`;

const newAnalyses = () =>
  createContext({ root: ROOT, watchlists: new Map([['ioc-ip', ['Indicator', 'MalwareFamily']]]) }).queries;

describe('analysing the hunts that templates make', () => {
  const shared = newAnalyses();
  const alone = newAnalyses();

  // What the parsers of ASIM expand to takes long, and is alike in all templates that call them.
  const templates = loadTemplates(ROOT).filter(({ id }) => !id.startsWith('asim-') || id === 'asim-dns-host');

  it.each(templates.map(({ id, query }) => [id, INDICATORS + query] as const))(
    'gives for each family of %s what analysing it alone gives',
    (_, query) => {
      const [first, second] = ['A', 'A much longer family'].map((name) => query.replaceAll('FAMILY', name));
      if (first === undefined || second === undefined) throw new Error('two queries');
      expect(shapeOf(first).key).toBe(shapeOf(second).key);
      const facts = shared.of(first);
      expect({ ...facts, diagnostics: [], lints: [] }).toEqual(facts);
      expect(facts.tables.length + facts.functions.length).toBeGreaterThan(0);
      expect(shared.of(second)).toEqual(alone.of(second));
    },
  );
});
