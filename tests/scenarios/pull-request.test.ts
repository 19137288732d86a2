import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder } from './cli.js';
import { WorkflowClone } from './workflow.js';

const REPORT = [
  '# ExampleRAT is back',
  '',
  '*Published 28 May 2026*',
  '',
  '| Indicator | Type | First seen |',
  '|---|---|---|',
  '| 193.143.1.77:8080 | ip:port | 2026-05-20 |',
  // A page on a host that is listed for itself: the page's life ends first, and the host is found all the same.
  '| evil-host.icu | domain | 2026-05-20 |',
  '| http://evil-host.icu/gate | url | 2026-05-20 |',
  '| 8.8.8.8 | ip | 2026-05-21 |',
  '',
].join('\n');
const HUNT = 'hunts/examplerat/firewall-address.yaml';

let clone: WorkflowClone;
const read = (file: string) => readFileSync(join(clone.root, file), 'utf8');
const write = (file: string, text: string) => writeFileSync(join(clone.root, file), text);

beforeAll(() => {
  clone = new WorkflowClone(
    folder({
      'sentinel.config.yaml': 'tables: [CommonSecurityLog]\n',
      '.gitignore': '.sentinel/\n*.json\n*.sarif\n*.txt\nreview.md\nfound/\n',
    }),
  );
  clone.git('init', '-q', '-b', 'main');
  clone.git('add', '.');
  clone.git('commit', '-q', '-m', 'A repository');
  clone.git('switch', '-q', '-c', 'report');
  mkdirSync(join(clone.root, 'reports'));
  write('reports/report.md', REPORT);
  expect(clone.sentinel('ingest', 'reports/report.md', '--family', 'ExampleRAT', '--base', 'main').exitCode).toBe(0);
  // Two mistakes: a technique that ATT&CK does not know, and a test that expects too much.
  const hunt = read(HUNT);
  write(HUNT, hunt.replace(/^relevantTechniques: .*$/m, 'relevantTechniques: [T9999]').replace('rows: 1', 'rows: 2'));
});
afterAll(() => rmSync(clone.root, { recursive: true, force: true }));

/** The steps of the workflow's jobs, one after the other, as on a pull request with a mistake in it. */
describe('a pull request with a mistake', () => {
  it('is refused by validation, whose findings go to code scanning where there is one', () => {
    const { exitCode, output } = clone.step('pull-request', 'content', 'Validate', { BASE: 'main', SCANNING: 'true' });
    expect([exitCode, output]).toEqual([1, expect.stringContaining('ATT&CK has no technique T9999')]);
    expect(output).not.toContain('::error');
    const [run] = JSON.parse(read('findings.sarif')).runs;
    expect(run.results).toEqual([expect.objectContaining({ level: 'error' })]);
    expect(read('annotations.txt')).toMatch(/^::error file=hunts\/examplerat\/firewall-address\.yaml,line=\d+,/);
  });

  it('has its failed test at the line of the test', () => {
    const { exitCode, output } = clone.step('pull-request', 'content', 'Test');
    expect(exitCode).toBe(1);
    const line = Number(/^::error file=hunts\/examplerat\/firewall-address\.yaml,line=(\d+),/.exec(output)?.[1]);
    expect(read(HUNT).split('\n')[line - 1]).toContain('rows: 2');
  });

  it('is told in one comment: what it brings, what is wrong with it, and what is to be decided', () => {
    mkdirSync(join(clone.root, 'found'));
    for (const file of ['validate.json', 'test.json']) cpSync(join(clone.root, file), join(clone.root, 'found', file));
    expect(clone.step('pull-request', 'review', 'Review', { BASE: 'main' }).exitCode).toBe(0);
    const comment = read('review.md');
    expect(comment).toContain(
      '## ExampleRAT: 3 new indicators, 3 new hunts and rules\n\n**Not yet: 2 things to mend.**',
    );
    expect(comment).toMatch(/> - 1 error of validation: hunts\/examplerat\/firewall-address\.yaml:\d+ .*T9999/);
    expect(comment).toMatch(/> - 1 test failed: hunts\/examplerat\/firewall-address\.yaml:\d+ /);
    expect(comment).toContain('| Reports | reports/report.md (ExampleRAT is back, 2026-05-28) |');
    // The line of the comment is the line of the file, but for the decision.
    const waiting = read('review.csv').split('\r\n')[1];
    expect(waiting).toMatch(/^8\.8\.8\.8,/);
    expect(comment).toContain(`\n  ${waiting}accept\n`);
  });
});
