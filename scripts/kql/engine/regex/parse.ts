import { CONTROLS, codeOf, complementOfWord, isProperty, PERL, POSIX, quoteInClass } from './sets.js';
import { type ParsedRegex, RegexError, type RegexNode } from './tree.js';

interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
  readonly U: boolean;
  readonly x: boolean;
}

const MAX_REPEAT = 1000;
const MAX_DEPTH = 250;

/** @throws RegexError */
export function parseRegex(pattern: string, flags = ''): ParsedRegex {
  const parser = new Parser([...pattern], {
    i: flags.includes('i'),
    m: flags.includes('m'),
    s: flags.includes('s'),
    U: flags.includes('U'),
    x: flags.includes('x'),
  });
  return parser.parse();
}

class Parser {
  #at = 0;
  #groups = 0;
  #depth = 0;
  readonly #names = new Map<string, number>();
  #flags: Flags;

  constructor(
    readonly text: readonly string[],
    flags: Flags,
  ) {
    this.#flags = flags;
  }

  parse(): ParsedRegex {
    const root = this.#choice();
    if (this.#at < this.text.length) throw new RegexError('a ) without its (');
    return { root, groups: this.#groups, names: this.#names };
  }

  #peek(offset = 0): string {
    return this.text[this.#at + offset] ?? '';
  }

  #choice(): RegexNode {
    if (++this.#depth > MAX_DEPTH) throw new RegexError('groups inside groups too deep');
    const outer = this.#flags;
    const items: RegexNode[] = [];
    do {
      items.push(this.#sequence());
    } while (this.#peek() === '|' && ++this.#at);
    this.#flags = outer;
    this.#depth--;
    const [only] = items;
    return items.length === 1 && only ? only : { kind: 'choice', items };
  }

  #sequence(): RegexNode {
    const items: RegexNode[] = [];
    while (this.#at < this.text.length && this.#peek() !== '|' && this.#peek() !== ')') {
      const atom = this.#atom();
      if (atom) items.push(this.#repeated(atom));
    }
    const [only] = items;
    if (items.length === 0) return { kind: 'empty' };
    return items.length === 1 && only ? only : { kind: 'sequence', items };
  }

  #repeated(atom: RegexNode): RegexNode {
    let node = atom;
    for (;;) {
      const range = this.#quantifier();
      if (!range) return node;
      let isLazy = this.#flags.U;
      if (this.#peek() === '?') {
        this.#at++;
        isLazy = !isLazy;
      }
      if (range.min > MAX_REPEAT || (Number.isFinite(range.max) && range.max > MAX_REPEAT)) {
        throw new RegexError(`a repetition of more than ${MAX_REPEAT}`);
      }
      node = { kind: 'repeat', inner: node, ...range, isLazy };
    }
  }

  #quantifier(): { min: number; max: number } | undefined {
    const sign = this.#peek();
    if (sign === '*' || sign === '+' || sign === '?') {
      this.#at++;
      return { min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Number.POSITIVE_INFINITY };
    }
    if (sign !== '{') return undefined;
    const counted = /^\{(\d+)(?:(,)(\d*))?\}/.exec(this.text.slice(this.#at, this.#at + 16).join(''));
    if (!counted) return undefined;
    this.#at += counted[0].length;
    const min = Number(counted[1]);
    const max = counted[2] === undefined ? min : counted[3] ? Number(counted[3]) : Number.POSITIVE_INFINITY;
    if (min > max) throw new RegexError(`${counted[0]} has its numbers in the wrong order`);
    return { min, max };
  }

  #atom(): RegexNode | undefined {
    const character = this.#peek();
    this.#at++;
    if (this.#flags.x && /\s/.test(character)) return undefined;
    if (this.#flags.x && character === '#') {
      while (this.#at < this.text.length && this.#peek() !== '\n') this.#at++;
      return undefined;
    }
    switch (character) {
      case '.':
        return { kind: 'set', source: this.#flags.s ? '' : '\\n', isNegated: true, isFolded: false };
      case '^':
        return { kind: 'assert', what: this.#flags.m ? 'lineStart' : 'start' };
      case '$':
        return { kind: 'assert', what: this.#flags.m ? 'lineEnd' : 'end' };
      case '[':
        return this.#class();
      case '(':
        return this.#group();
      case '\\':
        return this.#escape();
      case '*':
      case '+':
      case '?':
        throw new RegexError(`nothing for ${character} to repeat`);
      default:
        return this.#literal(character);
    }
  }

  #literal(character: string): RegexNode {
    return { kind: 'set', source: quoteInClass(character), isNegated: false, isFolded: this.#flags.i };
  }

  #group(): RegexNode | undefined {
    if (this.#peek() !== '?') return this.#captured();
    const rest = this.text.slice(this.#at, this.#at + 80).join('');
    const named = /^\?P?<([A-Za-z_]\w*)>/.exec(rest);
    if (named) {
      this.#at += named[0].length;
      this.#names.set(named[1] ?? '', this.#groups + 1);
      return this.#captured();
    }
    const flags = /^\?([a-zA-Z]*)(?:-([a-zA-Z]+))?([:)])/.exec(rest);
    if (!flags)
      throw new RegexError(/^\?<?[=!]/.test(rest) ? 'look-around' : `an unknown kind of group, (${rest.slice(0, 3)}`);
    this.#at += flags[0].length;
    const outer = this.#flags;
    this.#flags = this.#changed(flags[1] ?? '', flags[2] ?? '');
    if (flags[3] === ')') return undefined;
    const inner = this.#choice();
    this.#flags = outer;
    this.#close();
    return { kind: 'sequence', items: [inner] };
  }

  #changed(on: string, off: string): Flags {
    if (/[^imsUuxR]/.test(on + off)) throw new RegexError(`unknown flags ${on}${off}`);
    const pick = (flag: keyof Flags) => (this.#flags[flag] || on.includes(flag)) && !off.includes(flag);
    return { i: pick('i'), m: pick('m'), s: pick('s'), U: pick('U'), x: pick('x') };
  }

  #captured(): RegexNode {
    const index = ++this.#groups;
    const inner = this.#choice();
    this.#close();
    return { kind: 'group', inner, index };
  }

  #close(): void {
    if (this.#peek() !== ')') throw new RegexError('a ( without its )');
    this.#at++;
  }

  #escape(): RegexNode {
    const letter = this.#peek();
    if (letter === 'Q') return this.#quoted();
    if (letter === 'b' || letter === 'B') return this.#assert(letter === 'b' ? 'boundary' : 'noBoundary');
    if (letter === 'A') return this.#assert('start');
    if (letter === 'z') return this.#assert('end');
    const source = this.#escapedSet();
    return { kind: 'set', source, isNegated: false, isFolded: this.#flags.i };
  }

  #assert(what: 'boundary' | 'noBoundary' | 'start' | 'end'): RegexNode {
    this.#at++;
    return { kind: 'assert', what };
  }

  #quoted(): RegexNode {
    this.#at++;
    const items: RegexNode[] = [];
    while (this.#at < this.text.length && !(this.#peek() === '\\' && this.#peek(1) === 'E')) {
      items.push(this.#literal(this.#peek()));
      this.#at++;
    }
    this.#at += 2;
    // A repetition after the end repeats the last character alone.
    const last = items.pop();
    return { kind: 'sequence', items: last ? [...items, this.#repeated(last)] : items };
  }

  /** What follows a backslash, as the inside of a character class. */
  #escapedSet(): string {
    const letter = this.#peek();
    this.#at++;
    if (letter === '') throw new RegexError('a \\ at the end');
    const perl = PERL[letter];
    if (perl) return perl;
    const opposite = PERL[letter.toLowerCase()];
    if (opposite) return `\\${letter === 'D' ? 'P{Nd}' : letter === 'S' ? 'P{White_Space}' : complementOfWord}`;
    if (letter === 'p' || letter === 'P') return this.#property(letter);
    const control = CONTROLS[letter];
    if (control) return quoteInClass(control);
    if (letter === 'x') return quoteInClass(this.#hex());
    if (/[1-9]/.test(letter)) throw new RegexError(`\\${letter} refers back to a group`);
    if (letter === '0') return quoteInClass('\0');
    if (/[a-zA-Z]/.test(letter)) throw new RegexError(`\\${letter} means nothing`);
    return quoteInClass(letter);
  }

  #hex(): string {
    const rest = this.text.slice(this.#at, this.#at + 12).join('');
    const match = /^\{([0-9a-fA-F]{1,6})\}|^([0-9a-fA-F]{2})/.exec(rest);
    if (!match) throw new RegexError('\\x without its digits');
    this.#at += match[0].length;
    const code = Number.parseInt(match[1] ?? match[2] ?? '0', 16);
    if (code > 0x10ffff) throw new RegexError('a character that does not exist');
    return String.fromCodePoint(code);
  }

  #property(letter: string): string {
    const rest = this.text.slice(this.#at, this.#at + 40).join('');
    const match = /^\{(\^?)(\w+)\}|^(\w)/.exec(rest);
    if (!match) throw new RegexError(`\\${letter} without its name`);
    this.#at += match[0].length;
    const isNegated = (letter === 'P') !== (match[1] === '^');
    const name = match[2] ?? match[3] ?? '';
    const p = isNegated ? 'P' : 'p';
    for (const form of [name, `Script=${name}`]) if (isProperty(form)) return `\\${p}{${form}}`;
    throw new RegexError(`the unknown class \\${letter}{${name}}`);
  }

  #class(): RegexNode {
    let isNegated = false;
    if (this.#peek() === '^') {
      isNegated = true;
      this.#at++;
    }
    let source = '';
    let isFirst = true;
    while (this.#peek() !== ']' || isFirst) {
      if (this.#at >= this.text.length) throw new RegexError('a [ without its ]');
      isFirst = false;
      source += this.#classItem();
    }
    this.#at++;
    return { kind: 'set', source, isNegated, isFolded: this.#flags.i };
  }

  #classItem(): string {
    const posix = /^\[:(\^?)(\w+):\]/.exec(this.text.slice(this.#at, this.#at + 14).join(''));
    if (posix) {
      const set = POSIX[posix[2] ?? ''];
      if (!set || posix[1]) throw new RegexError(`the unknown class ${posix[0]}`);
      this.#at += posix[0].length;
      return set;
    }
    const low = this.#classCharacter();
    if (this.#peek() !== '-' || this.#peek(1) === ']' || this.#peek(1) === '') return low;
    this.#at++;
    const high = this.#classCharacter();
    if (/^\\[pP]/.test(low) || /^\\[pP]/.test(high)) throw new RegexError('a range with a class at its end');
    if (codeOf(low) > codeOf(high)) throw new RegexError(`the range ${low}-${high} has its ends in the wrong order`);
    return `${low}-${high}`;
  }

  #classCharacter(): string {
    const character = this.#peek();
    this.#at++;
    if (character !== '\\') return quoteInClass(character);
    return this.#escapedSet();
  }
}
