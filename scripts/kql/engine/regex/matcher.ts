import { setSource } from './emit.js';
import { WORD } from './sets.js';
import { type Match, RegexError, type RegexNode } from './tree.js';

/** Instructions of a machine that follows all ways at once (Pike's), the preferred way first. */
type Instruction =
  | { readonly op: 'set'; readonly test: (code: number) => boolean }
  | { readonly op: 'split'; readonly first: number; readonly second: number }
  | { readonly op: 'jump'; readonly to: number }
  | { readonly op: 'save'; readonly slot: number }
  | { readonly op: 'assert'; readonly what: Extract<RegexNode, { kind: 'assert' }>['what'] }
  | { readonly op: 'match' };

const MAX_PROGRAM = 20_000;

export function compileProgram(root: RegexNode): readonly Instruction[] {
  const program: Instruction[] = [{ op: 'save', slot: 0 }];
  write(root, program);
  program.push({ op: 'save', slot: 1 }, { op: 'match' });
  return program;
}

function write(node: RegexNode, program: Instruction[]): void {
  if (program.length > MAX_PROGRAM) throw new RegexError('a pattern that is too large');
  switch (node.kind) {
    case 'empty':
      return;
    case 'set':
      program.push({ op: 'set', test: setTest(setSource(node)) });
      return;
    case 'assert':
      program.push({ op: 'assert', what: node.what });
      return;
    case 'group':
      program.push({ op: 'save', slot: node.index * 2 });
      write(node.inner, program);
      program.push({ op: 'save', slot: node.index * 2 + 1 });
      return;
    case 'sequence':
      for (const item of node.items) write(item, program);
      return;
    case 'choice':
      writeChoice(node.items, program);
      return;
    case 'repeat':
      writeRepeat(node, program);
  }
}

function writeChoice(items: readonly RegexNode[], program: Instruction[]): void {
  const [first, ...others] = items;
  if (!first) return;
  if (others.length === 0) {
    write(first, program);
    return;
  }
  const split = program.push({ op: 'match' }) - 1;
  write(first, program);
  const jump = program.push({ op: 'match' }) - 1;
  program[split] = { op: 'split', first: split + 1, second: program.length };
  writeChoice(others, program);
  program[jump] = { op: 'jump', to: program.length };
}

function writeRepeat(
  { inner, min, max, isLazy }: Extract<RegexNode, { kind: 'repeat' }>,
  program: Instruction[],
): void {
  for (let i = 0; i < min; i++) write(inner, program);
  const branch = (at: number, into: number, past: number): void => {
    program[at] = isLazy ? { op: 'split', first: past, second: into } : { op: 'split', first: into, second: past };
  };
  if (max === Number.POSITIVE_INFINITY) {
    const split = program.push({ op: 'match' }) - 1;
    write(inner, program);
    program.push({ op: 'jump', to: split });
    branch(split, split + 1, program.length);
    return;
  }
  const splits: number[] = [];
  for (let i = min; i < max; i++) {
    splits.push(program.push({ op: 'match' }) - 1);
    write(inner, program);
  }
  for (const split of splits) branch(split, split + 1, program.length);
}

function setTest(source: string): (code: number) => boolean {
  const regex = new RegExp(`^${source}$`, 'u');
  const known = new Map<number, boolean>();
  return (code) => {
    const answer = known.get(code) ?? regex.test(String.fromCodePoint(code));
    known.set(code, answer);
    return answer;
  };
}

const isWord = setTest(`[${WORD}]`);

interface Thread {
  readonly pc: number;
  readonly slots: readonly number[];
}

const NO_SLOTS: number[] = [];
const START: Thread = { pc: 0, slots: NO_SLOTS };

export class Matcher {
  constructor(
    readonly program: readonly Instruction[],
    readonly groups: number,
  ) {}

  /** Whether there is a match anywhere: without groups, and over at the first. */
  test(text: string): boolean {
    let current: Thread[] = [];
    for (let at = 0; ; ) {
      const code = text.codePointAt(at);
      const seen = new Set<number>(current.map(({ pc }) => pc));
      this.#follow(START, text, at, current, seen, false);
      const next: Thread[] = [];
      const reached = new Set<number>();
      const width = code !== undefined && code > 0xffff ? 2 : 1;
      for (const { pc } of current) {
        const instruction = this.program[pc];
        if (instruction?.op === 'match') return true;
        if (instruction?.op === 'set' && code !== undefined && instruction.test(code)) {
          this.#follow({ pc: pc + 1, slots: NO_SLOTS }, text, at + width, next, reached, false);
        }
      }
      if (code === undefined) return false;
      current = next;
      at += width;
    }
  }

  // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: a machine: one branch an instruction.
  exec(text: string, from: number): Match | undefined {
    let current: Thread[] = [];
    let found: readonly number[] | undefined;
    for (let at = from; ; ) {
      const code = text.codePointAt(at);
      const seen = new Set<number>(current.map(({ pc }) => pc));
      if (!found) this.#follow(START, text, at, current, seen, true);
      if (current.length === 0 && found) break;
      const next: Thread[] = [];
      const reached = new Set<number>();
      const width = code !== undefined && code > 0xffff ? 2 : 1;
      for (const { pc, slots } of current) {
        const instruction = this.program[pc];
        if (instruction?.op === 'match') {
          found = slots;
          break;
        }
        if (instruction?.op === 'set' && code !== undefined && instruction.test(code)) {
          this.#follow({ pc: pc + 1, slots }, text, at + width, next, reached, true);
        }
      }
      current = next;
      if (code === undefined) break;
      at += width;
    }
    return found ? this.#match(text, found) : undefined;
  }

  #match(text: string, slots: readonly number[]): Match {
    const groups: (string | undefined)[] = [];
    for (let i = 0; i <= this.groups; i++) {
      const [start, end] = [slots[i * 2], slots[i * 2 + 1]];
      groups.push(start === undefined || end === undefined ? undefined : text.slice(start, end));
    }
    return { index: slots[0] ?? 0, end: slots[1] ?? 0, groups };
  }

  /** Adds the threads that a thread becomes without reading a character, the preferred first. */
  // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: a machine: one branch an instruction.
  #follow(start: Thread, text: string, at: number, threads: Thread[], seen: Set<number>, keeps: boolean): void {
    const pending: Thread[] = [start];
    for (let thread = pending.pop(); thread; thread = pending.pop()) {
      const { pc, slots } = thread;
      const instruction = this.program[pc];
      const isKnown = seen.has(pc);
      if (isKnown || !instruction) continue;
      seen.add(pc);
      if (instruction.op === 'jump') pending.push({ pc: instruction.to, slots });
      else if (instruction.op === 'split')
        pending.push({ pc: instruction.second, slots }, { pc: instruction.first, slots });
      else if (instruction.op === 'save') {
        const saved = keeps ? [...slots] : NO_SLOTS;
        if (keeps) saved[instruction.slot] = at;
        pending.push({ pc: pc + 1, slots: saved });
      } else if (instruction.op === 'assert') {
        if (holds(instruction.what, text, at)) pending.push({ pc: pc + 1, slots });
      } else threads.push(thread);
    }
  }
}

function holds(what: Extract<RegexNode, { kind: 'assert' }>['what'], text: string, at: number): boolean {
  switch (what) {
    case 'start':
      return at === 0;
    case 'end':
      return at === text.length;
    case 'lineStart':
      return at === 0 || text.charAt(at - 1) === '\n';
    case 'lineEnd':
      return at === text.length || text.charAt(at) === '\n';
    default: {
      const before = at > 0 && isWord(text.codePointAt(at - 1) ?? 0);
      const after = at < text.length && isWord(text.codePointAt(at) ?? 0);
      return (before !== after) === (what === 'boundary');
    }
  }
}
