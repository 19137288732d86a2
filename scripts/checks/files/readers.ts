import type { Respelling } from '../../content/leniency.js';
import type { YamlFile } from '../../content/yaml/yaml-file.js';
import type { Finding, ReaderCheck } from '../check.js';

export const unusedSuppression: ReaderCheck = {
  code: 'unused-suppression',
  scope: 'reader',
  effect: 'misleads',
  summary: 'A suppression suppresses something',
  why: 'A suppression that outlives its finding hides the next one of that kind, which nobody has decided to live with.',
  help: 'Remove it.',
};

export const suppressionReason: ReaderCheck = {
  code: 'suppression-reason',
  scope: 'reader',
  effect: 'blocked',
  summary: 'A suppression names a check and says why',
  why: 'Whoever reads the file later must be able to tell whether the reason still holds.',
  help: 'Write # sentinel-disable-next-line CODE reason',
};

export const unknownCheck: ReaderCheck = {
  code: 'unknown-check',
  scope: 'reader',
  effect: 'misleads',
  summary: 'Every code in the configuration is that of a check',
  why: 'A severity for a code that no check has changes nothing: what was meant to be silent speaks, or the reverse.',
  help: 'Correct the code; docs/checks/README.md has them all.',
};

export const notContent: ReaderCheck = {
  code: 'not-content',
  scope: 'reader',
  effect: 'ignored',
  summary: 'A file that is neither a hunting query nor a rule',
  why: 'Outside our folders, a file’s content tells what it is. This one is skipped.',
  help: 'Name folders that hold content, or leave it so.',
};

export const teamList: ReaderCheck = {
  code: 'team-list',
  scope: 'reader',
  effect: 'blocked',
  summary: 'The lists that the team keeps at the root can be read',
  why: 'Ingest and expire read allow-list.csv, life-extensions.csv, review.csv and expired.csv, and stop at a line that they do not understand.',
  help: 'Correct the line; the README has the columns of each list.',
};

export const misplaced: ReaderCheck = {
  code: 'misplaced',
  scope: 'reader',
  effect: 'refused',
  summary: 'Rules lie in analytic-rules/, hunting queries in hunts/',
  why: 'The folder says what a file becomes in the workspace. In the wrong one, nearly every field of it is wrong.',
  help: 'Move the file.',
};

export const letterCase: ReaderCheck = {
  code: 'letter-case',
  scope: 'reader',
  effect: 'advice',
  summary: 'Enumerations and fields are written as the service writes them',
  why: 'The service reads them in any case, but returns its own spelling: searches and comparisons with what is deployed then differ.',
  help: 'Run sentinel validate --fix.',
};

/** A finding of `letter-case`. */
export function describeRespelling({ path, what, written, right }: Respelling, yaml: YamlFile): Finding {
  const range = what === 'field' ? yaml.rangeOfKey(path) : yaml.rangeOfValue(path);
  return { message: `'${written}' is read as '${right}'`, range };
}

/** What reading a file can find. The readers in `content/` make these findings with help for each case. */
export const READER_CHECKS: readonly ReaderCheck[] = [
  {
    code: 'yaml-syntax',
    scope: 'reader',
    effect: 'blocked',
    summary: 'The file is valid YAML',
    why: 'A file that cannot be read is not deployed, and nothing else in it can be checked.',
    help: 'Correct the syntax at the place shown; often it is the indentation, or a colon in a text without quotes.',
  },
  {
    code: 'schema',
    scope: 'reader',
    effect: 'refused',
    summary: 'Every field has the form that the service takes',
    why: 'The service rejects content with missing fields, unknown values or values beyond its limits.',
    help: 'Correct the field; editors show its description while you type, from the schemas in schemas/.',
  },
  {
    code: 'csv-syntax',
    scope: 'reader',
    effect: 'refused',
    summary: 'The items of a watchlist are valid CSV (RFC 4180)',
    why: 'The service refuses the upload, or cuts the rows in other places than you meant.',
    help: 'Quote cells that hold a comma, a quote or a line end, and double the quotes inside.',
  },
  {
    code: 'watchlist-items',
    scope: 'reader',
    effect: 'refused',
    summary: 'A watchlist has its items in a CSV file of the same name beside it',
    why: 'A watchlist without items finds nothing, and the service makes none from an empty upload.',
    help: 'Put the items in that file, with a header.',
  },
  teamList,
  misplaced,
  notContent,
  letterCase,
  suppressionReason,
  unusedSuppression,
  unknownCheck,
];
