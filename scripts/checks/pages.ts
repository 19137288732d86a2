import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { EFFECTS } from '../base/diagnostic.js';
import { PACKAGE_FOLDER } from '../base/system/package-folder.js';
import { type Check, severityOf } from './check.js';
import { CHECKS } from './registry.js';

const FOLDER = 'docs/checks';

const SCOPES: readonly (readonly [scope: Check['scope'], title: string])[] = [
  ['reader', 'Reading files'],
  ['query', 'The KQL of queries'],
  ['detection', 'Hunting queries, analytic rules and templates'],
  ['watchlist', 'Watchlists'],
  ['repository', 'The repository as a whole'],
  ['base', 'Changes since a base (`--base`)'],
];

/**
 * The absolute address of a check's page: below `homepage` of package.json, where there is one; else the file in the
 * installed package. SARIF and editors take no relative one.
 */
export function pageAddress(code: string): string {
  const { homepage }: { homepage?: string } = require('../../package.json');
  const path = `${FOLDER}/${code}.md`;
  return homepage === undefined
    ? pathToFileURL(join(PACKAGE_FOLDER, path)).href
    : new URL(path, `${homepage.replace(/\/*$/, '')}/`).href;
}

/** The documentation of the checks, made from the checks: an index, and one page a check. By path. */
export function checkPages(): Map<string, string> {
  const pages = new Map([[`${FOLDER}/README.md`, index()]]);
  for (const check of CHECKS) pages.set(`${FOLDER}/${check.code}.md`, page(check));
  return pages;
}

function index(): string {
  const sections = SCOPES.map(([scope, title]) => {
    const rows = CHECKS.filter((check) => check.scope === scope).map(
      (check) =>
        `| [\`${check.code}\`](${check.code}.md) | ${EFFECTS[check.effect].word} | ${severityOf(check)} | ${cell(check.summary)} |`,
    );
    return `## ${title}\n\n| code | first word | severity | what holds |\n|---|---|---|---|\n${rows.join('\n')}\n`;
  });
  return `# Checks\n\nWhat \`sentinel validate\` looks for. Made from the checks by \`npm run docs\`; do not edit.\n\n${SEVERITIES}\n${sections.join('\n')}`;
}

/** What the severity of a finding follows from, in one table. */
const SEVERITIES = `## What the service makes of it

Every message begins with what the service makes of the content, and the severity follows from that:

| first word | what it means | severity |
|---|---|---|
${Object.values(EFFECTS)
  .map(({ word, severity, means }) => `| ${word} | ${means} | ${severity} |`)
  .join('\n')}

The tables below say what a check's findings are most often. One may be milder, or graver: \`search *\` misleads in a hunt, and is
refused in a rule; what the service refuses in a rule, it saves unread in a hunt. \`checks\` in \`sentinel.config.yaml\` sets the
severity of a code for a repository.
`;

/** A check's page, as Markdown. */
export function page(check: Check): string {
  const { code, scope, effect, summary, why, help } = check;
  return `# ${code}

${summary}.

| | |
|---|---|
| Severity | ${severityOf(check)} |
| First word | ${EFFECTS[effect].word}: ${EFFECTS[effect].means} |
| Looks at | ${SCOPES.find(([name]) => name === scope)?.[1] ?? scope} |

## Why

${why}

## What to do

${help}
${suppression(code)}`;
}

function suppression(code: string): string {
  return `
## Where it is meant

Say so on the line before, with the reason:

\`\`\`yaml
# sentinel-disable-next-line ${code} the reason
\`\`\`

Inside a query the comment is \`// sentinel-disable-next-line ${code} the reason\`. For whole files or folders, for a limited
time, and for CSV files, which have no comments, use \`suppressions\` in \`sentinel.config.yaml\`. A suppression that suppresses nothing is a finding.

For the whole repository, \`checks: { ${code}: off }\` there switches the check off; \`error\`, \`warning\` or \`info\` in
place of \`off\` says what its findings count as.
`;
}

/** Text for a cell of a Markdown table. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
