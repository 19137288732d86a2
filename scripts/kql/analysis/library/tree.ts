import { type Column, isKqlType, type KqlType } from '../../model.js';
import type { NodeKind, Reference, SyntaxNode } from '../syntax.js';
import { type Constant, parseConstant } from './constants.js';
import { columnsOf } from './symbols.js';

/** A node of the library's tree. */
export class LibraryNode implements SyntaxNode {
  readonly kind: NodeKind;
  #children: SyntaxNode[] | undefined;

  constructor(
    readonly element: Kusto.Language.Syntax.SyntaxElement,
    readonly parent: SyntaxNode | undefined,
    readonly role: string,
    /** The whole text that offsets count in. */
    readonly source: string,
    private readonly kindOf: (element: Kusto.Language.Syntax.SyntaxElement) => NodeKind,
  ) {
    this.kind = kindOf(element);
  }

  get isToken(): boolean {
    return this.element.IsToken;
  }

  get start(): number {
    return this.element.TextStart;
  }

  get end(): number {
    return this.element.End;
  }

  get text(): string {
    return this.source.slice(this.start, this.end);
  }

  get children(): readonly SyntaxNode[] {
    if (!this.#children) {
      this.#children = [];
      for (let i = 0; i < this.element.ChildCount; i++) {
        const child = this.element.GetChild(i);
        const item = child instanceof Kusto.Language.Syntax.SeparatedElement ? child.GetChild(0) : child;
        if (item) this.#children.push(new LibraryNode(item, this, item.NameInParent ?? '', this.source, this.kindOf));
      }
    }
    return this.#children;
  }

  child(role: string): SyntaxNode | undefined {
    return this.children.find((child) => child.role === role);
  }

  items(role: string): readonly SyntaxNode[] {
    return this.child(role)?.children ?? [];
  }

  get reference(): Reference | undefined {
    const symbol = this.element instanceof Kusto.Language.Syntax.SyntaxNode ? this.element.ReferencedSymbol : null;
    return symbol ? { kind: referenceKind(symbol), name: symbol.Name ?? '' } : undefined;
  }

  get type(): KqlType | undefined {
    const name = this.#resultType()?.Name ?? '';
    return isKqlType(name) ? name : undefined;
  }

  get columns(): readonly Column[] | undefined {
    const result = this.#resultType();
    return result instanceof Kusto.Language.Symbols.TableSymbol ? columnsOf(result) : undefined;
  }

  get constant(): Constant | undefined {
    const element = this.element;
    if (!(element instanceof Kusto.Language.Syntax.Expression)) return undefined;
    const info = element.ConstantValueInfo;
    const value: unknown = info?.Value;
    // Not by the type: `search "x"` makes a boolean of a string literal.
    if (typeof value === 'string' && isString(this.kind, this.type)) return { type: 'string', value };
    if (!this.type || !(info || element.IsLiteral)) return undefined;
    return parseConstant(this.type, info?.RawText ?? this.text);
  }

  get calledBody(): SyntaxNode | undefined {
    const body = this.element instanceof Kusto.Language.Syntax.SyntaxNode ? this.element.GetCalledFunctionBody() : null;
    const source = body?.ToString(Kusto.Language.Syntax.IncludeTrivia.All) ?? '';
    return body ? new LibraryNode(body, undefined, '', source, this.kindOf) : undefined;
  }

  #resultType(): Kusto.Language.Symbols.TypeSymbol | null {
    return this.element instanceof Kusto.Language.Syntax.Expression ? this.element.ResultType : null;
  }
}

function isString(kind: NodeKind, type: KqlType | undefined): boolean {
  return type === 'string' || kind === 'StringLiteralExpression' || kind === 'CompoundStringLiteralExpression';
}

function referenceKind(symbol: Kusto.Language.Symbols.Symbol): Reference['kind'] {
  const { SymbolKind } = Kusto.Language.Symbols;
  switch (symbol.Kind) {
    case SymbolKind.Column:
      return 'column';
    case SymbolKind.Table:
    case SymbolKind.MaterializedView:
      return 'table';
    case SymbolKind.Function:
      return 'function';
    case SymbolKind.Operator:
      return 'operator';
    case SymbolKind.Variable:
      return 'variable';
    case SymbolKind.Parameter:
      return 'parameter';
    default:
      return 'other';
  }
}
