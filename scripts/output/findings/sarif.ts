import { compareText, type Diagnostic, type Severity } from '../../base/diagnostic.js';
import { severityOf } from '../../checks/check.js';
import { pageAddress } from '../../checks/pages.js';
import { CODES } from '../../checks/registry.js';
import { sarifMessage } from '../text.js';
import type { Report } from './report.js';

const LEVELS: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'note' };

/** SARIF 2.1.0, for code scanning and editors. Columns count UTF-16 code units, from 1. */
export function formatSarif({ diagnostics }: Report): string {
  const codes = [...new Set(diagnostics.map(({ code }) => code))].sort(compareText);
  const index = new Map(codes.map((code, position) => [code, position]));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'sentinel-content',
            informationUri: 'https://learn.microsoft.com/azure/sentinel/',
            rules: codes.map(rule),
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { ROOT: { description: { text: 'The content repository' } } },
        results: diagnostics.map((diagnostic) => ({
          ruleId: diagnostic.code,
          ruleIndex: index.get(diagnostic.code),
          level: LEVELS[diagnostic.severity],
          message: { text: sarifMessage(`${diagnostic.message}\n${diagnostic.help}`.trim()) },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: uriOf(diagnostic.file), uriBaseId: 'ROOT' },
                region: regionOf(diagnostic),
              },
            },
          ],
        })),
      },
    ],
  };
  return JSON.stringify(log, null, 2);
}

/** What SARIF calls a rule is a check of ours. */
function rule(code: string) {
  const check = CODES.get(code);
  if (!check) return { id: code };
  return {
    id: code,
    shortDescription: { text: check.summary },
    fullDescription: { text: check.why },
    help: { text: check.help },
    helpUri: pageAddress(code),
    defaultConfiguration: { level: LEVELS[severityOf(check)] },
  };
}

function uriOf(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/');
}

function regionOf({ range: { start, end } }: Diagnostic) {
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}
