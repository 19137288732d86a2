import { compileRegex } from '../../regex/regex.js';
import { toText } from '../../values/convert.js';
import { fold, hasTerm } from '../../values/text.js';
import { bool, entry, type Family, text } from '../entry.js';

/** Whether any of the columns holds a term; a `*` at an end leaves that end open. */
const searchTerm = entry('bool', ([needle, isCaseSensitive, ...columns], site) => {
  const read = text.read(needle);
  const keepsCase = bool.read(isCaseSensitive);
  const matcher = (row: Parameters<typeof read>[0], run: Parameters<typeof read>[1]) => {
    const form = keepsCase(row, run) === true ? (value: string) => value : fold;
    return { form, matches: termMatcher(form(read(row, run) ?? ''), (message) => site.refuse(message)) };
  };
  let made: ReturnType<typeof matcher> | undefined;
  return (row, run) => {
    made ??= matcher(row, run);
    const { form, matches } = made;
    return columns.some(({ evaluate, type }) => matches(form(toText(evaluate(row, run), type))));
  };
});

function termMatcher(term: string, refuse: (message: string) => never): (text: string) => boolean {
  if (term === '*' || term === '') return () => true;
  const start = term.startsWith('*');
  const end = term.endsWith('*');
  const inner = term.slice(start ? 1 : 0, end ? -1 : undefined);
  if (!inner.includes('*')) return (value) => hasTerm(value, inner, { start: !start, end: !end });
  const source = inner
    .split('*')
    .map((part) => part.replace(/[^\w\s]/g, '\\$&'))
    .join('.*');
  const regex = compileRegex(source);
  return typeof regex === 'string' ? refuse(regex) : (value) => regex.test(value);
}

export const searching: Family = { 'search term': searchTerm };
