import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_FOLDER } from '../../base/system/package-folder.js';
import { CONFIGURATION_FILE } from '../layout.js';
import type { AzureWorkspace } from '../model.js';

/** What a new content repository is made for. */
export interface NewRepository {
  /** Of the folder: the npm package's name is made of it. */
  name: string;
  /** The repository's id in the marks of what it deploys. */
  owner: string;
  /** Version of the program that the repository is to use. */
  version: string;
  /** Its workspace; without it, the local one alone. */
  workspace?: Pick<AzureWorkspace, 'subscriptionId' | 'resourceGroup' | 'workspaceName'>;
}

/** Files of the package that a repository gets as they are; they lie in `files` of its package.json, too. */
const COPIED = [
  '.github/CODEOWNERS',
  '.github/pull_request_template.md',
  '.github/scripts/azure-setup.sh',
  '.github/scripts/post-comment.sh',
  '.github/scripts/propose.sh',
  '.github/scripts/tell-drift.sh',
  '.github/workflows/comment.yml',
  '.github/workflows/deploy.yml',
  '.github/workflows/pages.yml',
  '.github/workflows/pull-request.yml',
  '.github/workflows/scheduled.yml',
];

/** A report to begin with. It is of May 2026. */
export const FIRST_REPORT = 'reports/sectoprat.md';

/** The npm package of the program. */
const PACKAGE = 'sentinel-content';
const SCHEMAS = `./node_modules/${PACKAGE}/schemas`;

/** The files of a new content repository by their path: configuration, workflows, settings of editors, and a first report. */
export function newRepository(repository: NewRepository): Map<string, string> {
  const copied = [...COPIED, ...(repository.workspace ? [] : [FIRST_REPORT])];
  return new Map([
    ['.gitattributes', GIT_ATTRIBUTES],
    ['.gitignore', 'node_modules/\n.sentinel/\n'],
    ['.vscode/extensions.json', toJson({ recommendations: ['redhat.vscode-yaml'] })],
    ['.vscode/settings.json', toJson(EDITOR_SETTINGS)],
    [CONFIGURATION_FILE, configurationOf(repository)],
    ['package.json', toJson(manifestOf(repository))],
    ...copied.map((file) => [file, readPackaged(file)] as const),
  ]);
}

function readPackaged(file: string): string {
  return readFileSync(join(PACKAGE_FOLDER, file), 'utf8');
}

/** The package's own configuration, without what holds of its content alone: the checks and the tables. */
function configurationOf({ owner, workspace }: NewRepository): string {
  const text = readPackaged(CONFIGURATION_FILE)
    .replace('$schema=./schemas', `$schema=${SCHEMAS}`)
    .replace(/^checks:\n(?: .*\n)+\n/m, '')
    .replace(/^tables:\n(?: .*\n)+/m, '# tables: [DeviceNetworkEvents, SigninLogs]\n');
  const owned = text.replace(
    /\n\n/,
    `\n\n# The mark of what this repository deploys: it alone changes or deletes what carries it. Never change it.\nowner: ${owner}\n\n`,
  );
  if (!workspace) return owned;
  const { subscriptionId, resourceGroup, workspaceName } = workspace;
  const lines = Object.entries({ subscriptionId, resourceGroup, workspaceName });
  const entry = lines.map(([name, value]) => `    ${name}: ${JSON.stringify(value)}\n`).join('');
  return owned
    .replace(/^(#.*)add yours beside it:\n(?:#.*\n)+/m, '$1others beside it.\n')
    .replace(/^ {2}local:\n {4}emulator: true\n/m, (local) => `${local}  production:\n${entry}`)
    .replace(/^defaultWorkspace: .*$/m, 'defaultWorkspace: production');
}

function manifestOf({ name, version }: NewRepository) {
  const verbs = ['ingest', 'validate', 'test', 'plan', 'deploy'];
  return {
    name: packageName(name),
    private: true,
    scripts: Object.fromEntries(verbs.map((verb) => [verb, `sentinel ${verb}`])),
    dependencies: { [PACKAGE]: `^${version}` },
  };
}

/** What npm takes for a name: lower case, without what an address would escape. */
function packageName(folder: string): string {
  const name = folder
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 200);
  return name === '' || name === PACKAGE ? 'detections' : name;
}

const GIT_ATTRIBUTES = `* text=auto eol=lf
# Lists keep CRLF, as RFC 4180 and the watchlist service want it. A clone that knows the driver merges them by their rows:
#   git config merge.sentinel.driver 'npx sentinel merge %O %A %B'
*.csv text eol=crlf merge=sentinel
# Reports are evidence: to the byte as they were received, since a report is known by the hash of its content.
reports/** -text
`;

const EDITOR_SETTINGS = {
  'yaml.schemas': {
    [`${SCHEMAS}/hunting-query.schema.json`]: 'hunts/**/*.yaml',
    [`${SCHEMAS}/analytic-rule.schema.json`]: 'analytic-rules/**/*.yaml',
    [`${SCHEMAS}/watchlist.schema.json`]: 'watchlists/*.yaml',
    [`${SCHEMAS}/function.schema.json`]: 'functions/*.yaml',
    [`${SCHEMAS}/template.schema.json`]: 'templates/!(*.tests).yaml',
    [`${SCHEMAS}/template-tests.schema.json`]: 'templates/*.tests.yaml',
    [`${SCHEMAS}/configuration.schema.json`]: CONFIGURATION_FILE,
  },
  'files.associations': { '*.csv': 'csv' },
};

function toJson(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
