import type { AnalyticRule } from '../content/model.js';
import type { Subject } from './subject.js';

/** The rule, where a subject is one. */
export function asRule({ value }: Subject): AnalyticRule | undefined {
  return 'kind' in value ? value : undefined;
}
