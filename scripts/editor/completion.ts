import { type CompletionItem, CompletionItemKind, InsertTextFormat } from 'vscode-languageserver';
import { entityIdentifiers } from '../content/entities.js';
import { attackTechniques, dataConnectors } from '../content/reference.js';
import { rangeInScalar } from '../content/yaml/yaml-range.js';
import type { Suggestion, SuggestionKind } from '../kql/analysis/completion.js';
import { type ContentDocument, type Place, type Position, toEditor } from './document.js';
import type { Project } from './project.js';

const KINDS: Record<SuggestionKind, CompletionItemKind> = {
  column: CompletionItemKind.Field,
  table: CompletionItemKind.Struct,
  function: CompletionItemKind.Function,
  keyword: CompletionItemKind.Keyword,
  operator: CompletionItemKind.Operator,
  variable: CompletionItemKind.Variable,
  value: CompletionItemKind.Value,
};

/** What could stand where the caret is: KQL inside the query, names that are known in other fields. */
export function complete(document: ContentDocument, position: Position, project: Project): CompletionItem[] {
  const offset = document.queryOffset(position);
  if (offset !== undefined) return completeQuery(document, offset, project);
  const place = document.placeAt(position);
  return place ? completeField(document, place, project) : [];
}

function completeQuery(document: ContentDocument, offset: number, project: Project): CompletionItem[] {
  return project.completion.suggest(document.query ?? '', offset).map((suggestion, index) => ({
    label: suggestion.label,
    kind: KINDS[suggestion.kind],
    // The library's order is by likelihood.
    sortText: String(index).padStart(5, '0'),
    insertTextFormat: InsertTextFormat.Snippet,
    textEdit: { range: rangeOf(document, suggestion), newText: snippet(suggestion) },
  }));
}

/** The caret stands between what comes before and after it. */
function snippet({ before, after }: Suggestion): string {
  const literal = (text: string) => text.replace(/[\\$}]/g, '\\$&');
  return after === '' ? literal(before) : `${literal(before)}$0${literal(after)}`;
}

function rangeOf({ yaml }: ContentDocument, { start, end }: Suggestion) {
  return toEditor(rangeInScalar(yaml, ['query'], start, end));
}

function completeField(document: ContentDocument, place: Place, project: Project): CompletionItem[] {
  const field = [...place.path].reverse().find((step) => typeof step === 'string');
  const values = VALUES[field ?? '']?.(document, place, project) ?? [];
  return values.map(({ value, detail }) => ({
    label: value,
    ...(detail === undefined ? {} : { detail }),
    filterText: detail === undefined ? value : `${value} ${detail}`,
    kind: CompletionItemKind.EnumMember,
    textEdit: { range: place.range, newText: value },
  }));
}

interface Known {
  value: string;
  detail?: string;
}

type Values = (document: ContentDocument, place: Place, project: Project) => Known[];

/** Columns of the query's result. */
const columns: Values = (document, _, project) =>
  project.columnsOf(document.query ?? '').map(({ name, type }) => ({ value: name, detail: type }));

/** Fields whose values are known. */
const VALUES: Record<string, Values> = {
  tactics: () =>
    [...new Set([...attackTechniques().values()].flatMap((one) => one.tactics))].sort().map((value) => ({ value })),
  relevantTechniques: () => [...attackTechniques()].map(([value, { name }]) => ({ value, detail: name })),
  entityType: () => [...entityIdentifiers().keys()].map((value) => ({ value })),
  identifier: (document, { path }) => {
    const type = document.textAt([...path.slice(0, path.indexOf('fieldMappings')), 'entityType']);
    return (entityIdentifiers().get(type ?? '') ?? []).map((value) => ({ value }));
  },
  columnName: columns,
  alertTacticsColumnName: columns,
  alertSeverityColumnName: columns,
  connectorId: () => [...dataConnectors()].map(([value, tables]) => ({ value, detail: tables.join(', ') })),
  dataTypes: (_, __, { catalog }) => catalog.tableNames().map((value) => ({ value })),
  severity: () => ['High', 'Medium', 'Low', 'Informational'].map((value) => ({ value })),
};
