import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LINT_CHECKS } from '../../scripts/checks/detection/lints.js';
import { checkPages } from '../../scripts/checks/pages.js';
import { CHECKS } from '../../scripts/checks/registry.js';

const ROOT = join(__dirname, '..', '..');

describe('the checks', () => {
  it('have codes of their own, in kebab-case but for those of the analyser', () => {
    const codes = CHECKS.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(code).toMatch(/^(?:[a-z]+(-[a-z]+)*|KS\d{3})$/);
  });

  it.each(CHECKS.map((check) => [check.code, check] as const))(
    '%s says what it finds, why, and what to do',
    (_, check) => {
      expect(check.summary).toMatch(/^\S.{15,}[^.]$/);
      expect(check.why).toMatch(/^\S.{30,}\.$/s);
      expect(check.help).toMatch(/^\S.{5,}\S$/s);
    },
  );

  it('are each in a test that breaks something', () => {
    const tests = readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(__dirname, name), 'utf8'));
    // Lints, and the analyser, have tests of their own.
    const lints = new Set(LINT_CHECKS.map(({ code }) => code));
    const ours = CHECKS.filter(({ code, scope }) => scope !== 'query' && !lints.has(code)).map(({ code }) => code);
    expect(ours.filter((code) => !tests.some((text) => new RegExp(`\\b${code}\\b`).test(text)))).toEqual([]);
  });

  it('are documented as they are: run npm run docs', () => {
    const pages = checkPages();
    const files = readdirSync(join(ROOT, 'docs', 'checks')).map((name) => `docs/checks/${name}`);
    expect(files.sort()).toEqual([...pages.keys()].sort());
    for (const [file, text] of pages) expect(readFileSync(join(ROOT, file), 'utf8')).toBe(text);
  });
});
