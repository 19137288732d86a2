import { closest } from '../content/spelling.js';
import type { Catalog } from './catalog.js';
import type { LibraryDiagnostic } from './language.js';
import type { KqlDiagnostic } from './model.js';

/** What a finding's names can be compared with, to say what was meant. */
interface Context {
  query: string;
  catalog: Catalog;
  columnsInScope(offset: number): string[];
}

/** The library's findings that deserve more than the general advice; the rest speak for themselves. */
const HELP: Record<string, string> = {
  KS142: 'Use a column that the steps before this one pass on; a table of your own is described in schemas/tables.',
  KS204:
    'Name a table of schemas/tables; describe one of your own in a file there (custom logs end in _CL), and a solution’s parser in schemas/functions.',
  KS211: 'Use a function of KQL, or describe a function of your own in schemas/functions.',
  KS245: 'The query is deeper than the analyser follows: list values with in (…) instead of chains of "or".',
};

const GENERAL_HELP = 'The service refuses such a query: mend it here.';

/** Turns a finding of the library into ours: with help, and with the name that was probably meant. */
export function explain(found: LibraryDiagnostic, context?: Context): KqlDiagnostic {
  const meant = context && suggestion(found, context);
  const help = HELP[found.code] ?? GENERAL_HELP;
  // The analyser's own limit, not the service's.
  const severity = found.code === 'KS245' ? 'warning' : found.severity;
  return { ...found, severity, help: meant === undefined ? help : `Did you mean ${meant}? ${help}` };
}

function suggestion(found: LibraryDiagnostic, { query, catalog, columnsInScope }: Context): string | undefined {
  const name = query.slice(found.start, found.end);
  switch (found.code) {
    case 'KS142':
      return (
        closest(name, columnsInScope(found.start)) ??
        closest(name, [...catalog.tableNames(), ...catalog.functionNames()])
      );
    case 'KS204':
      return closest(name, [...catalog.tableNames(), ...catalog.functionNames()]);
    case 'KS211':
      return closest(name, catalog.functionNames());
    default:
      return undefined;
  }
}
