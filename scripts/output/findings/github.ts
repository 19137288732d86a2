import { annotate } from '../annotations.js';
import type { Report } from './report.js';

/** Findings at their lines of a pull request on GitHub, each with what to do. */
export function formatGithub({ diagnostics }: Report): string {
  return annotate(
    diagnostics.map(({ severity, file, range, code, message, help }) => ({
      ...{ severity, file, range, title: code },
      message: `${message}\n${help}`.trim(),
    })),
  );
}
