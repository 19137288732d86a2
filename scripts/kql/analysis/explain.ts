import { closest } from '../../base/spelling.js';
import type { KqlDiagnostic } from '../model.js';
import type { Catalog } from './catalog.js';
import { Language, type LibraryDiagnostic } from './library/language.js';

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
  KS205:
    'A fuzzy union leaves out what is missing, so the query runs. Correct the name if it is misspelt; describe a table of your own in schemas/tables.',
  KS211: 'Use a function of KQL, or describe a function of your own in schemas/functions.',
  KS005: 'End each let with a semicolon; whatever follows the last step of the query would be a second query.',
  KS207:
    'What lies in another cluster is not known here, so names and columns are not checked; rules cannot read it at all.',
  KS245: 'The query is deeper than the analyser follows: list values with in (…) instead of chains of "or".',
};

/**
 * Where the service may know better: it has the custom logs and the parsers of solutions before anyone describes them here,
 * a fuzzy union leaves out what it does not have, and how deep a query may be is the analyser's own limit.
 */
const UNSURE: Record<string, KqlDiagnostic['severity']> = {
  KS204: 'warning',
  KS205: 'info',
  KS211: 'warning',
  KS245: 'warning',
};

const GENERAL_HELP = 'The service refuses such a query: correct it here.';

/** What to do about a finding of the library, by its code. */
export function helpOf(code: string): string {
  return HELP[code] ?? GENERAL_HELP;
}

/** Turns a finding of the library into ours: with help, and with the name that was probably meant. */
export function explain(found: LibraryDiagnostic, context: Context): KqlDiagnostic {
  const meant = suggestion(found, context);
  const help = slip(found, context.query) ?? (isMissingBracket(found) ? GENERAL_HELP : helpOf(found.code));
  const name = context.query.slice(found.start, found.end);
  const isMisspelt = meant !== undefined && !/_CL$/.test(name);
  const severity = isMisspelt ? found.severity : (UNSURE[found.code] ?? found.severity);
  return { ...found, severity, help: meant === undefined ? help : `Did you mean ${meant}? ${help}` };
}

/** What the library expects and does not find is a semicolon, most often; where it is a bracket, no let is at fault. */
function isMissingBracket({ code, message }: LibraryDiagnostic): boolean {
  return code === 'KS005' && !message.includes(';');
}

/** Mistakes of the hand, which the library describes by what it then cannot read. */
function slip({ code, start, end }: LibraryDiagnostic, query: string): string | undefined {
  if (/^\s*[“”„‘’]/.test(query.slice(start, start + 20))) return 'Write straight quotes: word processors curl them.';
  const isAssignment = code === 'KS141' && /^[\w.\s]+=(?![=~])/.test(query.slice(start, end));
  return isAssignment ? 'Write == (or =~, which ignores case) to compare; a single = gives a name.' : undefined;
}

/** Steps that people write; the others are too rare to be meant. */
const OPERATORS = [
  ...['where', 'project', 'project-away', 'project-keep', 'project-rename', 'project-reorder', 'extend', 'summarize'],
  ...['distinct', 'join', 'lookup', 'union', 'sort', 'order', 'top', 'take', 'limit', 'count', 'mv-expand', 'mv-apply'],
  ...['parse', 'parse-where', 'evaluate', 'invoke', 'make-series', 'serialize', 'sample', 'render', 'search'],
];

function suggestion(found: LibraryDiagnostic, { query, catalog, columnsInScope }: Context): string | undefined {
  const name = query.slice(found.start, found.end);
  switch (found.code) {
    case 'KS142':
      return (
        closest(name, columnsInScope(found.start)) ??
        closest(name, [...catalog.tableNames(), ...catalog.functionNames()])
      );
    case 'KS176':
      return closest(name, OPERATORS);
    case 'KS204':
    case 'KS205':
      return closest(name, [...catalog.tableNames(), ...catalog.functionNames()]);
    case 'KS211':
      return closest(name, [...catalog.functionNames(), ...Language.load().functionNames()]);
    default:
      return undefined;
  }
}
