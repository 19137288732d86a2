import type { KqlDiagnostic } from '../../kql/model.js';
import { ArmError } from '../server/arm-error.js';

/** A 400 of the query API: what is wrong stands in an error inside the error. */
export function badArgument(message: string, innererror?: object): ArmError {
  return new ArmError(400, 'BadArgumentError', message, {}, innererror ? { innererror } : {});
}

/** What Microsoft's analyser finds wrong with a query, as the API says it. */
export function invalidQuery(query: string, { code, message, start }: KqlDiagnostic, isSyntax: boolean): ArmError {
  const line = query.slice(0, start).split('\n').length;
  const pos = start - query.lastIndexOf('\n', start - 1);
  const inner = isSyntax
    ? { code: 'SYN0002', message: `Query could not be parsed: ${message}`, line, pos, token: '' }
    : { code: 'SEM0100', message: `${message} (${code})` };
  return badArgument('The request had some invalid properties', {
    code: isSyntax ? 'SyntaxError' : 'SemanticError',
    message: isSyntax ? 'A recognition error occurred in the query.' : 'A semantic error occurred.',
    innererror: inner,
  });
}

/** Not the service's: its engine runs every query. */
export function notRunHere(construct: string, message: string): ArmError {
  return badArgument(`The local workspace does not run this query: ${message}`, {
    code: 'NotSupportedByLocalWorkspace',
    message: `${construct}: ${message}`,
  });
}

export function timeout(): ArmError {
  return new ArmError(504, 'GatewayTimeout', 'The query timed out.');
}

/** What stands beside the rows of an answer that is not complete. */
export function partialError(limit: string) {
  const code = '-2133196797';
  const message = `The results of this query exceed the set limit of ${limit}, so not all records were returned (E_QUERY_RESULT_SET_TOO_LARGE, 0x80DA0003).`;
  return {
    code: 'PartialError',
    message: 'There were some errors when processing your query.',
    details: [
      {
        code: 'EngineError',
        message: 'Something went wrong processing your query on the server.',
        innererror: { code, message, severity: 2, severityName: 'Error' },
      },
    ],
  };
}
