import { comparisonTemplates } from './comparison.js';
import { logicTemplates } from './logic.js';
import { searchTemplates } from './search.js';
import type { Template } from './template.js';

const TEMPLATES = new Map<string, Template>([
  ...Object.entries(comparisonTemplates),
  ...Object.entries(searchTemplates),
  ...Object.entries(logicTemplates),
]);

/** The SQL of a function or operator of the catalogue, by its name there; undefined where it has none. */
export function templateOf(name: string): Template | undefined {
  return TEMPLATES.get(name);
}

export function templateNames(): readonly string[] {
  return [...TEMPLATES.keys()];
}
