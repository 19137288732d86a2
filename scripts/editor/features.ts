import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CodeLens, Diagnostic as EditorDiagnostic, Hover, Location, TextEdit } from 'vscode-languageserver';
import type { Diagnostic } from '../base/diagnostic.js';
import { isObject } from '../base/objects.js';
import { fixQueryLayout } from '../checks/fixes/query-layout.js';
import { pageAddress } from '../checks/pages.js';
import { attackTechniques } from '../content/reference.js';
import { type ContentDocument, type Position, type Range, toEditor } from './document.js';
import type { Project } from './project.js';

/** Runs the tests of a file; the argument is its path relative to the root. */
export const RUN_TESTS = 'sentinel.runTests';

const FILE_START: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** What editors call the severities. */
const SEVERITIES = { error: 1, warning: 2, info: 3 } as const;

/** A finding as editors show it. */
export function toEditorDiagnostic({ range, severity, code, message, help }: Diagnostic): EditorDiagnostic {
  return {
    range: toEditor(range),
    severity: SEVERITIES[severity],
    code,
    codeDescription: { href: pageAddress(code) },
    source: 'sentinel',
    message: help ? `${message}\n${help}` : message,
  };
}

/** What the name under the caret means: of the query, or of a field that holds ids. */
export function hover(document: ContentDocument, position: Position, project: Project): Hover | null {
  const offset = document.queryOffset(position);
  if (offset !== undefined) {
    const meaning = project.completion.describe(document.query ?? '', offset);
    return meaning === undefined ? null : plain(meaning);
  }
  const place = document.placeAt(position);
  const technique = place && attackTechniques().get(place.value);
  return technique ? { ...plain(`${technique.name} (${technique.tactics.join(', ')})`), range: place.range } : null;
}

/** As text: descriptions come from a repository's own schemas, and Markdown would let them link. */
function plain(value: string): Hover {
  return { contents: { kind: 'plaintext', value } };
}

/** The watchlist that a query reads, or the report that a row names. */
export function definition(document: ContentDocument, position: Position, project: Project): Location | null {
  const target = watchlistAt(document, position, project) ?? reportAt(document, position);
  if (target === undefined || !existsSync(join(project.root, target))) return null;
  return { uri: pathToFileURL(join(project.root, target)).href, range: FILE_START };
}

function watchlistAt(document: ContentDocument, position: Position, project: Project): string | undefined {
  const offset = document.queryOffset(position);
  if (offset === undefined) return undefined;
  for (const { index, 0: call, 1: alias = '' } of (document.query ?? '').matchAll(
    /_GetWatchlist\s*\(\s*["']([\w -]+)/g,
  )) {
    if (index <= offset && offset <= index + call.length) return project.watchlistFiles.get(alias);
  }
  return undefined;
}

function reportAt({ text, yaml }: ContentDocument, { line, character }: Position): string | undefined {
  if (text === '') return undefined;
  for (const { index, 0: reference } of yaml.source.line(line + 1).matchAll(/reports\/[^@,"\s]+/g)) {
    const isHere = index <= character && character <= index + reference.length;
    if (isHere && !reference.split('/').includes('..')) return reference;
  }
  return undefined;
}

/** The query in canonical layout; nothing where that would change what it says. */
export function format({ file, text, yaml }: ContentDocument): TextEdit[] {
  const formatted = fixQueryLayout(file, text);
  if (formatted === text) return [];
  return [{ range: toEditor(yaml.source.range(0, text.length)), newText: formatted }];
}

/** A line above the tests that runs them. */
export function codeLenses({ file, yaml }: ContentDocument): CodeLens[] {
  const tests = isObject(yaml.data) ? yaml.data.tests : undefined;
  if (!Array.isArray(tests) || tests.length === 0) return [];
  const command = {
    title: `Run ${tests.length === 1 ? 'the test' : `${tests.length} tests`}`,
    command: RUN_TESTS,
    arguments: [file],
  };
  return [{ range: toEditor(yaml.rangeOfKey(['tests'])), command }];
}
