import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

/** The line of each folder of `scripts/`, as the page draws it. */
const lines = new Map(
  [...read('docs/ARCHITECTURE.md').matchAll(/^\| (\d) \| `(\w+)\/` \|/gm)].map(([, line, folder = '']) => [
    folder,
    Number(line),
  ]),
);

interface Override {
  includes: string[];
  linter: { rules: { style?: { noRestrictedImports: { options: { patterns: { group: string[] }[] } } } } };
}

const { overrides }: { overrides: Override[] } = JSON.parse(read('biome.json'));

describe('docs/ARCHITECTURE.md', () => {
  it('has every folder of the program', () => {
    const folders = readdirSync(join(ROOT, 'scripts'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect([...lines.keys()].sort()).toEqual(folders.map(({ name }) => name).sort());
  });

  it('draws the arrows that the linter enforces', () => {
    for (const [folder, line] of lines) {
      const forbidden = [...lines].filter(([other, at]) => at <= line && other !== folder).map(([other]) => other);
      const override = overrides.find(({ includes }) => includes.includes(`scripts/${folder}/**`));
      const groups = override?.linter.rules.style?.noRestrictedImports.options.patterns.flatMap(({ group }) => group);
      expect([folder, (groups ?? []).sort()]).toEqual([folder, forbidden.map((name) => `**/${name}/**`).sort()]);
    }
  });

  it('names files and folders that exist', () => {
    const names = [...read('docs/ARCHITECTURE.md').matchAll(/`((?:[a-z-]+\/)+(?:[a-z-]+\.ts)?)`/g)].map(
      ([, name = '']) => name,
    );
    expect(names.length).toBeGreaterThan(30);
    const isThere = (name: string) =>
      ['scripts', '.', 'scripts/checks', 'scripts/workspace', 'scripts/kql', 'scripts/emulator', 'scripts/reports']
        .concat('scripts/indicators', 'scripts/output')
        .some((folder) => {
          try {
            readdirSync(join(ROOT, folder, name.replace(/[^/]*$/, '')));
            return name.endsWith('/') || read(join(folder, name)) !== '';
          } catch {
            return false;
          }
        });
    expect(names.filter((name) => !isThere(name))).toEqual([]);
  });
});
