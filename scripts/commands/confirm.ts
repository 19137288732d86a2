import type { Readable, Writable } from 'node:stream';
import type { Plan } from '../workspace/changes/change.js';

/** Where a question is asked, and where its answer comes from. */
export interface Terminal {
  input: Readable & { isTTY?: boolean };
  output: Writable & { isTTY?: boolean };
}

/**
 * Asks whether a plan is to be carried out, on a terminal. Where nobody can answer, everything but a deletion goes ahead:
 * that throws a `SentinelError` which says how to agree.
 */
export async function confirm(
  plan: Plan,
  color: boolean,
  { input, output }: Terminal = { input: process.stdin, output: process.stderr },
): Promise<boolean> {
  if (!input.isTTY || !output.isTTY) {
    const lost = plan.changes.filter(({ action, done }) => done && (action === 'delete' || action === 'replace'));
    // A mark without its rule is nobody's loss.
    const deletions = lost.filter(({ name }) => !name.startsWith('mark of '));
    if (deletions.length === 0) return true;
    const { SentinelError } = await import('../base/errors.js');
    const { counted } = await import('../base/strings.js');
    throw new SentinelError(
      'confirm',
      `This would delete ${counted(deletions.length, 'resource')}.`,
      'Pass --yes to agree.',
    );
  }
  const { formatPlanText } = await import('../output/changes/plan.js');
  const { createInterface } = await import('node:readline');
  output.write(formatPlanText(plan, color));
  const prompt = createInterface({ input, output });
  const answer = await new Promise<string>((resolve) => {
    prompt.question('Make these changes? (yes/no) ', resolve);
    // Without an answer: the end of the input, or an interruption.
    prompt.once('close', () => resolve(''));
  });
  prompt.close();
  return /^y(es)?$/i.test(answer.trim());
}
