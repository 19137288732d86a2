import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PACKAGE_FOLDER } from '../../scripts/base/system/package-folder';
import { loadTemplates } from '../../scripts/ingestion/templates';

const SHIPPED = readdirSync(join(PACKAGE_FOLDER, 'templates')).filter((name) => !name.endsWith('.tests.yaml'));
const DNS = readFileSync(join(PACKAGE_FOLDER, 'templates', 'dns-events-host.yaml'), 'utf8');

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'templates-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** A repository with this template; the ids that count there. */
function withTemplate(name: string, text: string) {
  mkdirSync(join(root, 'templates'));
  writeFileSync(join(root, 'templates', name), text);
  return loadTemplates(root);
}

describe('the templates of a repository', () => {
  it('are those of the package where it has none', () => {
    expect(loadTemplates(root).map(({ id }) => `${id}.yaml`)).toEqual([...SHIPPED].sort());
  });

  it('replace those of the package by id, and no others', () => {
    const templates = withTemplate('dns-events-host.yaml', DNS.replace(/^description: .*$/m, 'description: Ours.'));
    expect(templates).toHaveLength(SHIPPED.length);
    expect(templates.filter(({ id }) => id === 'dns-events-host')).toHaveLength(1);
  });

  it('come beside those of the package, in one order', () => {
    const ids = withTemplate('dns-ours.yaml', DNS.replace('id: dns-events-host', 'id: dns-ours')).map(({ id }) => id);
    expect(ids).toHaveLength(SHIPPED.length + 1);
    expect(ids).toEqual([...ids].sort());
  });

  it('of the package itself are read once', () => {
    expect(loadTemplates(PACKAGE_FOLDER)).toHaveLength(SHIPPED.length);
  });
});
