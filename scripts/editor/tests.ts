import { execFile } from 'node:child_process';
import type { Diagnostic as EditorDiagnostic } from 'vscode-languageserver';
import { Fields } from '../base/fields.js';
import { isObject } from '../base/objects.js';

/** What running the tests of a file said. */
export interface TestRun {
  /** `3 passed, 1 failed`, or why they did not run. */
  message: string;
  failed: EditorDiagnostic[];
}

/**
 * Runs `sentinel test` on one file in a process of its own: an endless query stops that process, not the editor's.
 * @param program the command line's script
 */
export function runTests(program: string, root: string, file: string): Promise<TestRun> {
  const args = [program, 'test', file, '--root', root, '--format', 'json'];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: root, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      resolve(readRun(stdout) ?? { message: stderr.trim() || String(error), failed: [] });
    });
  });
}

function readRun(stdout: string): TestRun | undefined {
  try {
    const value: unknown = JSON.parse(stdout);
    if (!isObject(value)) return undefined;
    const [json, summary] = [new Fields(value), new Fields(value).object('summary')];
    const failed = json.list('tests').filter((test) => test.text('outcome') === 'failed');
    return {
      message: `${summary.number('passed')} passed, ${summary.number('failed')} failed, ${summary.number('notRun')} not run`,
      failed: failed.map(failure),
    };
  } catch {
    return undefined;
  }
}

function failure(test: Fields): EditorDiagnostic {
  const [start, end] = [test.object('range').object('start'), test.object('range').object('end')];
  const position = (place: Fields) => ({
    line: Math.max(0, place.number('line') - 1),
    character: Math.max(0, place.number('column') - 1),
  });
  return {
    range: { start: position(start), end: position(end) },
    severity: 1,
    code: 'test-failed',
    source: 'sentinel',
    message: `${test.text('name')}: ${test.text('message')}`,
  };
}
