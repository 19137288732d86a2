import type { SyntaxNode } from '../../analysis/syntax.js';
import type { Expr, PlanColumn, Range, Scan, Step } from '../plan.js';
import { refuse } from '../run.js';
import { lowerScalar } from './expressions.js';
import { type Context, nameOf } from './scope.js';

/** The tables behind the parsers of ASIM: the service unites all sources, the engine reads what is stored in the schema itself. */
const TABLES: readonly (readonly [pattern: RegExp, table: string])[] = [
  [/^(?:_Im_Dns|_ASim_Dns|imDns)/i, 'ASimDnsActivityLogs'],
  [/^(?:_Im_NetworkSession|_ASim_NetworkSession|imNetworkSession)/i, 'ASimNetworkSessionLogs'],
  [/^(?:_Im_WebSession|_ASim_WebSession|imWebSession)/i, 'ASimWebSessionLogs'],
  [/^(?:_Im_FileEvent|_ASim_FileEvent|imFileEvent)/i, 'ASimFileEventLogs'],
  [/^(?:_Im_Process|_ASim_Process|imProcess)/i, 'ASimProcessEventLogs'],
];

/** The table of a parser; undefined where none is described. */
export function tableOfParser(name: string): string | undefined {
  return TABLES.find(([pattern]) => pattern.test(name))?.[1];
}

/** How a filtering parameter compares: with one of these columns. */
interface Filter {
  operator: 'has_any' | 'in~' | 'has_any_ipv4_prefix' | '==' | '=~' | 'has' | '>=' | '<=';
  columns: readonly string[];
}

const SRC = ['SrcIpAddr'];
const DST = ['DstIpAddr'];

/** The parameters of Microsoft's parsers, as their documentation says that they filter. */
const FILTERS: Readonly<Record<string, Filter>> = {
  starttime: { operator: '>=', columns: ['TimeGenerated'] },
  endtime: { operator: '<=', columns: ['TimeGenerated'] },
  srcipaddr: { operator: '==', columns: SRC },
  domain_has_any: { operator: 'has_any', columns: ['DnsQuery'] },
  responsecodename: { operator: '=~', columns: ['DnsResponseCodeName'] },
  url_has_any: { operator: 'has_any', columns: ['Url'] },
  httpuseragent_has_any: { operator: 'has_any', columns: ['HttpUserAgent'] },
  srcipaddr_has_any_prefix: { operator: 'has_any_ipv4_prefix', columns: SRC },
  dstipaddr_has_any_prefix: { operator: 'has_any_ipv4_prefix', columns: DST },
  ipaddr_has_any_prefix: { operator: 'has_any_ipv4_prefix', columns: [...SRC, ...DST] },
  dstportnumber: { operator: '==', columns: ['DstPortNumber'] },
  hostname_has_any: { operator: 'has_any', columns: ['SrcHostname', 'DstHostname'] },
  dvcaction: { operator: 'in~', columns: ['DvcAction'] },
  eventresult: { operator: '=~', columns: ['EventResult'] },
  eventresultdetails_in: { operator: 'in~', columns: ['EventResultDetails'] },
  eventtype_in: { operator: 'in~', columns: ['EventType'] },
  actorusername_has_any: { operator: 'has_any', columns: ['ActorUsername'] },
  targetfilepath_has_any: { operator: 'has_any', columns: ['TargetFilePath'] },
  srcfilepath_has_any: { operator: 'has_any', columns: ['SrcFilePath'] },
  commandline_has_any: { operator: 'has_any', columns: ['TargetProcessCommandLine'] },
  actingprocess_has_any: { operator: 'has_any', columns: ['ActingProcessName'] },
  targetprocess_has_any: { operator: 'has_any', columns: ['TargetProcessName'] },
  dvchostname_has_any: { operator: 'has_any', columns: ['DvcHostname'] },
  actorusername_has: { operator: 'has', columns: ['ActorUsername'] },
  targetusername_has: { operator: 'has', columns: ['TargetUsername'] },
  hashes_has_any: {
    operator: 'in~',
    columns: ['TargetFile', 'TargetProcess', 'SrcFile'].flatMap((of) =>
      ['MD5', 'SHA1', 'SHA256', 'SHA512'].map((hash) => `${of}${hash}`),
    ),
  },
};

/** What a parser's arguments leave of its table. Refuses a parameter whose filter is not described. */
export function filteredByParser(
  scan: Scan,
  args: readonly SyntaxNode[],
  parameters: readonly string[],
  context: Context,
): Step {
  let step: Step = scan;
  for (const [index, argument] of args.entries()) {
    const named = argument.kind === 'SimpleNamedExpression' ? argument.child('Name') : undefined;
    const parameter = (named ? nameOf(named) : ((parameters[index] ?? '').split(':')[0] ?? '')).trim().toLowerCase();
    if (parameter === 'pack') continue;
    const value = lowerScalar(argument, context);
    const condition = conditionOf(parameter, value, scan);
    step = { kind: 'where', input: step, condition, columns: scan.columns, isOpen: scan.isOpen, at: scan.at };
  }
  return step;
}

function conditionOf(parameter: string, value: Expr, scan: Scan): Expr {
  const { at } = value;
  if (parameter === 'disabled') return call('not', [value], at);
  const filter = FILTERS[parameter];
  const columns = scan.columns.flatMap((column, index) =>
    filter?.columns.includes(column.name) ? [{ column, index }] : [],
  );
  if (!filter || columns.length === 0)
    return refuse(`${scan.name}(${parameter}=…)`, `The parameter ${parameter} is not supported.`, at);
  const comparisons = columns.map(({ column, index }) =>
    call(filter.operator, [columnRef(column, index, at), value], at),
  );
  const any = comparisons.reduce((left, right) => call('or', [left, right], at));
  return call('or', [givesNothing(value, at), any], at);
}

/** Parameters that are left at their default filter nothing: an empty list, `*`, null. */
function givesNothing(value: Expr, at: Range): Expr {
  if (value.type === 'dynamic')
    return call('==', [call('array_length', [value], at, 'long'), constant(0n, 'long', at)], at);
  if (value.type === 'string') return call('==', [value, constant('*', 'string', at)], at);
  return call('isnull', [value], at);
}

function call(name: string, args: readonly Expr[], at: Range, type: 'bool' | 'long' = 'bool'): Expr {
  return { kind: 'call', name, args, type, at };
}

function constant(value: bigint | string, type: 'long' | 'string', at: Range): Expr {
  return { kind: 'constant', type, value, at };
}

function columnRef({ name, type }: PlanColumn, index: number, at: Range): Expr {
  return { kind: 'column', name, type, index, at };
}
