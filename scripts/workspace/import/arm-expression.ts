/** Why a template's expression cannot be told without deploying it. */
export class Unresolved extends Error {
  override readonly name = 'Unresolved';
}

/** What expressions of a template may name. */
export interface Scope {
  parameters: ReadonlyMap<string, unknown>;
  variables: ReadonlyMap<string, unknown>;
}

/** Longer ones are refused: nobody writes them, and evaluating nests. */
const MAX_LENGTH = 100_000;
const MAX_DEPTH = 50;

/**
 * A value of a template as Resource Manager would see it: `[…]` is evaluated, `[[` stands for a bracket, everything else
 * for itself.
 * @throws Unresolved for what only a deployment knows (`guid`, `reference`, the clock) and for what is no expression
 */
export function evaluate(value: unknown, scope: Scope, depth = 0): unknown {
  if (typeof value !== 'string' || !value.startsWith('[') || !value.endsWith(']')) return value;
  if (value.startsWith('[[')) return value.slice(1);
  if (value.length > MAX_LENGTH || depth > MAX_DEPTH)
    throw new Unresolved('the expression is too long or nests too deeply');
  const parser = new Parser(value.slice(1, -1), scope, depth);
  return parser.whole();
}

type Evaluated = unknown;

class Parser {
  #at = 0;
  #nesting = 0;

  constructor(
    private readonly text: string,
    private readonly scope: Scope,
    private readonly depth: number,
  ) {}

  whole(): Evaluated {
    const value = this.#expression();
    this.#skipBlanks();
    if (this.#at < this.text.length)
      throw new Unresolved(`unexpected text at '${this.text.slice(this.#at, this.#at + 20)}'`);
    return value;
  }

  #expression(): Evaluated {
    if (++this.#nesting > MAX_DEPTH) throw new Unresolved('the expression nests too deeply');
    this.#skipBlanks();
    let value = this.#literal() ?? this.#call();
    for (;;) {
      const property =
        this.#take(/\.(\w+)/y) ?? this.#take(/\[\s*'((?:[^']|'')*)'\s*\]/y) ?? this.#take(/\[\s*(\d+)\s*\]/y);
      if (property === undefined) break;
      value = member(value, property.replaceAll("''", "'"));
    }
    this.#nesting--;
    return value;
  }

  #literal(): Evaluated {
    const text = this.#take(/'((?:[^']|'')*)'/y);
    if (text !== undefined) return text.replaceAll("''", "'");
    const number = this.#take(/(-?\d+)/y);
    return number === undefined ? undefined : Number(number);
  }

  #call(): Evaluated {
    const name = this.#take(/([A-Za-z_][\w.]*)\s*\(/y);
    if (name === undefined) throw new Unresolved(`no expression at '${this.text.slice(this.#at, this.#at + 20)}'`);
    const values: Evaluated[] = [];
    for (this.#skipBlanks(); this.text[this.#at] !== ')'; this.#skipBlanks()) {
      if (values.length > 0 && this.#take(/(,)/y) === undefined) throw new Unresolved('a comma is missing');
      values.push(this.#expression());
      if (this.#at >= this.text.length) throw new Unresolved('a bracket is missing');
    }
    this.#at++;
    return this.#result(name.toLowerCase(), values);
  }

  #result(name: string, values: readonly Evaluated[]): Evaluated {
    const [first] = values;
    if (name === 'parameters' || name === 'variables') {
      const known = this.scope[name];
      const found = typeof first === 'string' ? known.get(first.toLowerCase()) : undefined;
      if (found === undefined) throw new Unresolved(`${name}('${String(first)}') has no value here`);
      return evaluate(found, this.scope, this.depth + 1);
    }
    const compute = FUNCTIONS[name];
    if (!compute) throw new Unresolved(`${name}() is known only to a deployment`);
    return compute(values);
  }

  #take(pattern: RegExp): string | undefined {
    this.#skipBlanks();
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.text);
    if (!match) return undefined;
    this.#at = pattern.lastIndex;
    return match[1];
  }

  #skipBlanks(): void {
    while (/\s/.test(this.text[this.#at] ?? '')) this.#at++;
  }
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) throw new Unresolved(`nothing has a member '${name}' here`);
  const found = Object.entries(value).find(([key]) => key.toLowerCase() === name.toLowerCase());
  if (!found) throw new Unresolved(`nothing has a member '${name}' here`);
  return found[1];
}

/** What a template is written for, and an export does not say. */
const HERE = { id: 'here', name: 'here', location: 'here', subscriptionId: 'here', tenantId: 'here' };

const text = (value: unknown) => String(value ?? '');

/** Functions of templates whose result does not depend on a deployment. */
const FUNCTIONS: Record<string, (values: readonly Evaluated[]) => Evaluated> = {
  concat: (values) => (values.every(Array.isArray) && values.length > 0 ? values.flat() : values.map(text).join('')),
  format: ([form, ...values]) => text(form).replace(/\{(\d+)(?::[^}]*)?\}/g, (_, index) => text(values[Number(index)])),
  resourceid: (values) => values.map(text).join('/'),
  extensionresourceid: (values) => values.map(text).join('/'),
  tolower: ([value]) => text(value).toLowerCase(),
  toupper: ([value]) => text(value).toUpperCase(),
  trim: ([value]) => text(value).trim(),
  string: ([value]) => (typeof value === 'string' ? value : JSON.stringify(value)),
  replace: ([value, old, by]) => text(value).replaceAll(text(old), text(by)),
  last: ([value]) => (Array.isArray(value) ? value.at(-1) : text(value).slice(-1)),
  first: ([value]) => (Array.isArray(value) ? value[0] : text(value).slice(0, 1)),
  split: ([value, by]) => text(value).split(text(by)),
  true: () => true,
  false: () => false,
  null: () => null,
  resourcegroup: () => HERE,
  subscription: () => HERE,
};
