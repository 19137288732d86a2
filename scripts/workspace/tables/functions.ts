import type { FileChanges } from '../../base/files.js';
import type { Repository } from '../../content/repository.js';
import { splitParameters } from '../../kql/function-parameters.js';
import type { ArmResource } from '../azure/arm.js';
import { propertiesOf, textOf } from '../resources/fields.js';
import type { SkippedTable } from './tables.js';

/** Where a repository keeps what it knows of the functions of its workspaces. */
export const FUNCTION_FOLDER = 'schemas/functions';

/** A saved function of a workspace, such as a parser of a solution. */
export interface WorkspaceFunction {
  name: string;
  parameters: string[];
  query: string;
}

/** Becomes a file name. */
const FUNCTION_NAME = /^[A-Za-z_]\w{0,127}$/;

/** The saved searches that queries may call, in the order of their names. */
export function functionsOf(searches: readonly ArmResource[]): WorkspaceFunction[] {
  return searches
    .map(propertiesOf)
    .map(({ functionAlias, functionParameters, query }) => ({
      name: textOf(functionAlias),
      parameters: splitParameters(textOf(functionParameters)),
      query: textOf(query),
    }))
    .filter(({ name, query }) => name !== '' && query !== '')
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * What to write so that the catalog knows the functions of a workspace: parameters, and the query, out of which the columns
 * follow. The repository's own functions are known already.
 */
export function refreshFunctions(
  repository: Pick<Repository, 'functions'>,
  functions: readonly WorkspaceFunction[],
  known: (file: string) => string | undefined,
): { changes: FileChanges; unchanged: number; rejected: SkippedTable[] } {
  const own = new Set(repository.functions.map(({ value }) => value.functionAlias.toLowerCase()));
  const changes = new Map<string, string>();
  const rejected: SkippedTable[] = [];
  for (const one of functions.filter(({ name }) => !own.has(name.toLowerCase()))) {
    if (!FUNCTION_NAME.test(one.name)) {
      rejected.push({ table: one.name, reason: 'the name is not one of a function: letters, digits and underscores' });
      continue;
    }
    const file = `${FUNCTION_FOLDER}/${one.name}.json`;
    const text = `${JSON.stringify(one, null, 2)}\n`;
    if (known(file) !== text) changes.set(file, text);
  }
  return { changes, unchanged: functions.length - changes.size - rejected.length, rejected };
}
