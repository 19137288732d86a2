import { shorten } from '../../base/strings.js';
import { type Node, PatternParser } from './stix-grammar.js';

/** What a STIX pattern asks for: values that make indicators, and parts that no hunt can look for. */
export interface PatternReading {
  indicators: { value: string; stated: string }[];
  unsupported: { part: string; reason: string }[];
  /** Several values at once are asked for, and each will be hunted alone. */
  widened: boolean;
}

/** Object paths whose values make indicators, and the type that each states. */
const OBSERVABLES: readonly (readonly [RegExp, string])[] = [
  [/^ipv[46]-addr:value$/, 'ip'],
  [/^domain-name:value$/, 'domain'],
  [/^domain-name:resolves_to_refs\[(?:\*|\d+)\]\.value$/, 'host'],
  [/^url:value$/, 'url'],
  [/^email-addr:value$/, 'email'],
  [/^email-message:(?:from|sender)_ref\.value$/, 'email'],
  [/^network-traffic:(?:dst|src)_ref\.value$/, 'host'],
];
const HASH = /^(?:file|artifact):hashes\.'?(?:MD5|SHA-?1|SHA-?256)'?$/i;
const PORT = /^network-traffic:dst_port$/;
/** Parts that only repeat what the values say by themselves. */
const REDUNDANT = /^network-traffic:(?:(?:dst|src)_ref\.type|protocols\[(?:\*|\d+)\])$/;

/**
 * Reads a STIX 2.x pattern. Alternatives (`OR`) become one indicator each. Of values that are asked for together
 * (`AND`), each becomes an indicator, `widened` says so; a port joins the addresses beside it. Where a part that
 * cannot be hunted narrows the others (`process:name`, a negation), only file hashes remain: alone, an address would
 * match more than the pattern says.
 * @throws PatternError for text that is no pattern
 */
export function readPattern(pattern: string): PatternReading {
  const reading: PatternReading = { indicators: [], unsupported: [], widened: false };
  collect(new PatternParser(pattern).parse(), { port: '', narrowedBy: '' }, reading);
  return reading;
}

interface Surroundings {
  port: string;
  /** The part that narrows this one and cannot be hunted; empty when there is none. */
  narrowedBy: string;
}

function collect(node: Node, around: Surroundings, reading: PatternReading): void {
  if (node.kind === 'comparison') {
    collectComparison(node, around, reading);
    return;
  }
  if (node.kind === 'any') {
    for (const operand of node.operands) collect(operand, around, reading);
    return;
  }
  const values = node.operands.filter((operand) => !isPort(operand) && !isRedundant(operand));
  if (values.length === 0) {
    for (const operand of node.operands) collect(operand, around, reading);
    return;
  }
  const ports = node.operands.flatMap((operand) =>
    operand.kind === 'comparison' && isPort(operand) ? operand.values : [],
  );
  const blockers = values.filter((operand) => blockerIn(operand) !== null);
  const evidence = values.filter((operand) => operand.kind !== 'comparison' || !HASH.test(operand.path));
  if (ports.length > 1 || (evidence.length > 1 && blockers.length === 0)) reading.widened = true;
  for (const operand of values) {
    const blocker = blockers.find((other) => other !== operand);
    collect(
      operand,
      {
        port: ports.length === 1 ? (ports[0] ?? '') : around.port,
        narrowedBy: blocker === undefined ? around.narrowedBy : shorten(blockerIn(blocker)?.text ?? '', 80),
      },
      reading,
    );
  }
}

/** The first comparison in a node that cannot be hunted: it narrows what stands beside the node. */
function blockerIn(node: Node): Comparison | null {
  if (node.kind === 'comparison') return refusal(node) === '' ? null : node;
  for (const operand of node.operands) {
    const blocker = blockerIn(operand);
    if (blocker !== null) return blocker;
  }
  return null;
}

type Comparison = Extract<Node, { kind: 'comparison' }>;

function collectComparison(comparison: Comparison, around: Surroundings, reading: PatternReading): void {
  const { path, text, values } = comparison;
  const reason = refusal(comparison) || (isPort(comparison) || isRedundant(comparison) ? 'no address beside it' : '');
  if (reason !== '') {
    reading.unsupported.push({ part: text, reason });
    return;
  }
  if (HASH.test(path)) {
    const stated = path.slice(path.indexOf('.') + 1);
    for (const value of values) reading.indicators.push({ value, stated });
    return;
  }
  const stated = OBSERVABLES.find(([shape]) => shape.test(path))?.[1] ?? '';
  for (const value of values) {
    if (around.narrowedBy !== '') {
      reading.unsupported.push({ part: value, reason: `would match more than its pattern: ${around.narrowedBy}` });
    } else reading.indicators.push(withPort(value, stated, path.includes('src_ref') ? '' : around.port));
  }
}

/** Only addresses take a port: the watchlist of names has none. */
function withPort(value: string, stated: string, port: string): { value: string; stated: string } {
  const isAddress = stated === 'ip' || (stated === 'host' && /^[\d.]+$|:/.test(value));
  if (port === '' || !isAddress || value.includes('/')) return { value, stated };
  return { value: `${value.includes(':') ? `[${value}]` : value}:${port}`, stated: 'ip:port' };
}

/** Why a comparison makes no indicator; empty when it does, or is a port or redundant. */
function refusal({ path, operator, negated }: Comparison): string {
  if (negated) return 'a negation';
  const isKnown =
    HASH.test(path) || PORT.test(path) || REDUNDANT.test(path) || OBSERVABLES.some(([shape]) => shape.test(path));
  if (!isKnown) return 'not a kind of value that is hunted';
  const isSubset = operator === 'ISSUBSET' && /^(?:ipv[46]-addr:|network-traffic:(?:dst|src)_ref\.)value$/.test(path);
  return operator === '=' || operator === 'IN' || isSubset ? '' : `the operator ${operator}`;
}

function isPort(node: Node): boolean {
  return node.kind === 'comparison' && PORT.test(node.path) && refusal(node) === '';
}

function isRedundant(node: Node): boolean {
  return node.kind === 'comparison' && REDUNDANT.test(node.path) && refusal(node) === '';
}
