import type { Prepared } from '../kql/index.js';
export function mutants(_prepared: Prepared): { start: number; end: number; mutation: string; prepared: Prepared }[] {
  return [];
}
