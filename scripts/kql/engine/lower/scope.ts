import type { SyntaxNode } from '../../analysis/syntax.js';
import type { Aggregate, Expr, PlanColumn, Range, Step } from '../plan.js';

/** What a name stands for: bound by `let`, a parameter of a function, or `as`. */
export type Binding =
  | { readonly kind: 'scalar'; readonly expr: () => Expr }
  | { readonly kind: 'table'; readonly step: () => Step; readonly isView: boolean }
  | {
      readonly kind: 'function';
      readonly declaration: SyntaxNode;
      readonly context: Context;
      readonly isView: boolean;
    };

export class Scope {
  readonly #names = new Map<string, Binding>();
  constructor(readonly parent: Scope | undefined) {}

  bind(name: string, binding: Binding): void {
    this.#names.set(name, binding);
  }

  find(name: string): Binding | undefined {
    return this.#names.get(name) ?? this.parent?.find(name);
  }

  /** Names that a wildcard of `union` can mean. */
  views(): string[] {
    const own = [...this.#names].flatMap(([name, binding]) =>
      binding.kind !== 'scalar' && binding.isView ? [name] : [],
    );
    return [...(this.parent?.views() ?? []), ...own];
  }
}

/** The columns that an expression can name. */
export interface RowScope {
  readonly columns: readonly PlanColumn[];
  readonly isOpen: boolean;
}

/** Where in the query the nodes of a function's body stand. */
export type Frame =
  | { readonly kind: 'offset'; readonly offset: number }
  /** A stored function: everything in it stands at its call. */
  | { readonly kind: 'call'; readonly at: Range };

export interface Context {
  readonly scope: Scope;
  readonly frame: Frame;
  readonly row: RowScope | undefined;
  /** The source of a pipeline that has none of its own: the body of mv-apply. */
  readonly source: Step | undefined;
  /** In `summarize`, where aggregates stand inside other expressions: they become columns of the groups. */
  readonly groups?: { readonly aggregates: Aggregate[]; readonly keyCount: number };
}

export function rangeOf(node: SyntaxNode, frame: Frame): Range {
  if (frame.kind === 'call') return frame.at;
  return { start: node.start + frame.offset, end: node.end + frame.offset };
}

/** A name without its brackets and quotes. */
export function nameOf(node: SyntaxNode): string {
  if (node.kind === 'NameDeclaration' || node.kind === 'NameReference') {
    if (node.reference && node.child('Name')?.kind !== 'WildcardedName') return node.reference.name;
  }
  const quoted = /^\[\s*@?(["'])(.*)\1\s*\]$/s.exec(node.text);
  return quoted?.[2] ?? node.text;
}
