/**
 * Microsoft's Kusto parser and binder behind one adapter: no other file but `library.ts`, which loads them, touches its
 * globals (`Kusto`, `Bridge`), its generated constructor numbers (`$ctor4`) or its tree. The package's version is pinned
 * for that reason. Loading takes 0.2 s and the first query another second, so it happens on first use.
 */

import { type Column, isKqlType, type KqlType } from '../../model.js';
import type { FunctionSchema, TableSchema } from '../catalog.js';
import { withTypesOfColumns } from '../column-if-exists.js';
import type { NodeKind, Reference, SyntaxNode } from '../syntax.js';
import { type Constant, parseConstant } from './constants.js';
import { loadLibrary } from './library.js';

/** Version of the analyser, for the key of a cache of its results. */
export const ANALYSER_VERSION = '12.4.1';

/** Functions of Log Analytics that reach into another workspace, application, cluster or the resource graph. */
const REMOTE = ['workspace', 'app', 'resource', 'adx', 'arg'];

/** What a query may name. */
export interface Vocabulary {
  tables: readonly TableSchema[];
  functions: readonly FunctionSchema[];
  lookups: ReadonlyMap<string, Lookup>;
}

/**
 * A tabular function whose columns depend on its only argument, a text (undefined when the call gives no constant).
 * No answer means "any column", so that one unknown name stays one finding.
 */
export type Lookup = (argument: string | undefined) => readonly Column[] | undefined;

/** A vocabulary in the library's form. Queries that share one are bound a fifth faster: it keeps what they have in common. */
export class Database {
  constructor(readonly globals: Kusto.Language.GlobalState) {}
}

export interface BoundQuery {
  root: SyntaxNode;
  diagnostics: LibraryDiagnostic[];
  /** Columns of the result; undefined when the query has none. */
  columns: Column[] | undefined;
  /** The result may have more columns than those: it comes from something unknown. */
  isOpen: boolean;
  /** Names of the columns that an expression at an offset could use. */
  columnsInScope(offset: number): string[];
}

export interface LibraryDiagnostic {
  code: string;
  severity: 'error' | 'warning' | 'info';
  message: string;
  start: number;
  end: number;
}

export interface Token {
  text: string;
  /** The value of a string literal's token or the name of an identifier's; the text of others. */
  value: string;
  kind: NodeKind;
  /** Nothing, not even a space, stands before it. */
  isAdjacent: boolean;
}

/** The library, loaded on first use. All methods throw what the library throws. */
export class Language {
  static #instance: Language | undefined;

  static load(): Language {
    Language.#instance ??= new Language();
    return Language.#instance;
  }

  readonly #tables = new WeakMap<TableSchema, Kusto.Language.Symbols.TableSymbol>();
  readonly #functions = new WeakMap<FunctionSchema, Kusto.Language.Symbols.FunctionSymbol>();
  readonly #kinds: NodeKind[] = [];
  #bare: Kusto.Language.GlobalState | undefined;

  private constructor() {
    loadLibrary();
    for (const [name, value] of Object.entries(Kusto.Language.Syntax.SyntaxKind)) {
      if (typeof value === 'number') this.#kinds[value] = name as NodeKind;
    }
  }

  kindOf(element: Kusto.Language.Syntax.SyntaxElement): NodeKind {
    return this.#kinds[element.Kind] ?? 'None';
  }

  /** Lexical tokens: quick, and enough to see which names a query uses. */
  tokens(query: string): Token[] {
    const options = this.#globals().ParseOptions;
    return toArray(Kusto.Language.Parsing.TokenParser.ParseTokens(query, options)).map((token) => {
      const text = token.Text ?? '';
      const kind = this.#kinds[token.Kind] ?? 'None';
      return {
        text,
        kind,
        value: kind === 'StringLiteralToken' ? (Kusto.Language.KustoFacts.GetStringLiteralValue(text) ?? text) : text,
        isAdjacent: !token.Trivia,
      };
    });
  }

  /** Syntax errors only: no names are resolved. */
  parse(query: string): LibraryDiagnostic[] {
    return diagnosticsOf(Kusto.Language.KustoCode.Parse(query, this.#globals()));
  }

  /** The functions that the language itself has. */
  functionNames(): string[] {
    return toArray(this.#globals().Functions).map(({ Name }) => Name ?? '');
  }

  database(vocabulary: Vocabulary): Database {
    const globals = this.#globals().WithDatabase(this.#databaseSymbol(vocabulary));
    return new Database(present(present(globals).WithCache()));
  }

  /** With the options that the library would set for each query, in globals that know nothing yet. */
  #globals(): Kusto.Language.GlobalState {
    if (!this.#bare) {
      const bare = present(Kusto.Language.GlobalState.Default);
      const options = present(bare.ParseOptions).WithAlwaysProduceEndTokens(true);
      this.#bare = withTypesOfColumns(present(bare.WithParseOptions(options)));
    }
    return this.#bare;
  }

  bind(query: string, database: Database): BoundQuery {
    const code = present(Kusto.Language.KustoCode.ParseAndAnalyze(query, database.globals));
    const result = code.ResultType;
    const isTable =
      result instanceof Kusto.Language.Symbols.TableSymbol && (result.IsOpen || toArray(result.Columns).length > 0);
    return {
      root: new LibraryNode(present(code.Syntax), undefined, '', query, this),
      diagnostics: diagnosticsOf(code),
      columns: isTable ? columnsOf(result) : undefined,
      isOpen: isTable && result.IsOpen,
      columnsInScope: (offset) => toArray(code.GetColumnsInScope(offset)?.Columns).map((column) => column.Name ?? ''),
    };
  }

  /** The query in the library's layout, a step a line; comments stay, and so do lists and blanks inside a step. */
  format(query: string): string {
    const service = new Kusto.Language.Editor.KustoCodeService.$ctor1(query, Kusto.Language.GlobalState.Default);
    return service.GetFormattedText(layout())?.Text ?? query;
  }

  #databaseSymbol(vocabulary: Vocabulary): Kusto.Language.Symbols.DatabaseSymbol {
    const tables = vocabulary.tables.map((table) => this.#table(table));
    const members = [
      ...tables,
      ...vocabulary.functions.map((schema) => this.#function(schema)),
      ...[...vocabulary.lookups].map(([name, columns]) => lookupSymbol(name, columns)),
      ...REMOTE.map((name) => remoteSymbol(name, tables)),
    ];
    return new Kusto.Language.Symbols.DatabaseSymbol.ctor('workspace', members);
  }

  #table(schema: TableSchema): Kusto.Language.Symbols.TableSymbol {
    let symbol = this.#tables.get(schema);
    if (!symbol) {
      symbol = tableSymbol(schema.name, schema.columns);
      this.#tables.set(schema, symbol);
    }
    return symbol;
  }

  #function(schema: FunctionSchema): Kusto.Language.Symbols.FunctionSymbol {
    let symbol = this.#functions.get(schema);
    if (!symbol) {
      symbol = functionSymbol(schema);
      this.#functions.set(schema, symbol);
    }
    return symbol;
  }
}

function tableSymbol(name: string, columns: readonly Column[]): Kusto.Language.Symbols.TableSymbol {
  const symbols = columns.map((column) => {
    const type =
      Kusto.Language.Symbols.ScalarTypes.GetSymbol(column.type) ?? Kusto.Language.Symbols.ScalarTypes.Unknown;
    return new Kusto.Language.Symbols.ColumnSymbol(column.name, type, null, null, null, null);
  });
  return new Kusto.Language.Symbols.TableSymbol.$ctor4(name, symbols);
}

function functionSymbol(schema: FunctionSchema): Kusto.Language.Symbols.FunctionSymbol {
  const parameters = `(${schema.parameters.join(', ')})`;
  if ('query' in schema.result) {
    return new Kusto.Language.Symbols.FunctionSymbol.$ctor16(
      schema.name,
      parameters,
      `{ ${schema.result.query}\n}`,
      null,
    );
  }
  const list = Kusto.Language.Symbols.Parameter.ParseList(parameters);
  const result = tableSymbol('', schema.result.columns).WithIsOpen(schema.result.isOpen);
  return new Kusto.Language.Symbols.FunctionSymbol.$ctor6(schema.name, result, list, null);
}

function lookupSymbol(name: string, columns: Lookup) {
  const text = new Kusto.Language.Symbols.Parameter.$ctor2('alias', Kusto.Language.Symbols.ScalarTypes.String);
  return new Kusto.Language.Symbols.FunctionSymbol.ctor(
    name,
    (info) => {
      const value: unknown = toArray(info.Arguments)[0]?.ConstantValue;
      const known = columns(typeof value === 'string' ? value : undefined);
      return known
        ? tableSymbol('', known)
        : present(present(Kusto.Language.Symbols.TableSymbol.Empty).WithIsOpen(true));
    },
    Kusto.Language.Symbols.Tabularity.Tabular,
    [text],
  );
}

/** `workspace("x").SecurityEvent`: the tables that we know have the columns that we know, others may have any. */
function remoteSymbol(name: string, tables: Kusto.Language.Symbols.TableSymbol[]) {
  const database = new Kusto.Language.Symbols.DatabaseSymbol.$ctor3(
    name,
    null,
    System.Array.toEnumerable<Kusto.Language.Symbols.Symbol>(tables),
    true,
  );
  const text = new Kusto.Language.Symbols.Parameter.$ctor2('name', Kusto.Language.Symbols.ScalarTypes.String);
  return new Kusto.Language.Symbols.FunctionSymbol.ctor(name, () => database, Kusto.Language.Symbols.Tabularity.Other, [
    text,
  ]);
}

class LibraryNode implements SyntaxNode {
  readonly kind: NodeKind;
  #children: SyntaxNode[] | undefined;

  constructor(
    readonly element: Kusto.Language.Syntax.SyntaxElement,
    readonly parent: SyntaxNode | undefined,
    readonly role: string,
    /** The whole text that offsets count in. */
    readonly source: string,
    readonly language: Language,
  ) {
    this.kind = language.kindOf(element);
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
        if (item) this.#children.push(new LibraryNode(item, this, item.NameInParent ?? '', this.source, this.language));
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
    return body ? new LibraryNode(body, undefined, '', source, this.language) : undefined;
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

function columnsOf(table: Kusto.Language.Symbols.TableSymbol): Column[] {
  return toArray(table.Columns).map((column) => {
    const type = column.Type?.Name ?? '';
    return { name: column.Name ?? '', type: isKqlType(type) ? type : 'unknown' };
  });
}

function diagnosticsOf(code: Kusto.Language.KustoCode | null): LibraryDiagnostic[] {
  return toArray(code?.GetDiagnostics()).map((found) => ({
    code: found.Code ?? '',
    severity: found.Severity === 'Error' ? 'error' : found.Severity === 'Warning' ? 'warning' : 'info',
    message: found.Message ?? '',
    start: found.Start,
    end: found.Start + found.Length,
  }));
}

/** The library's lists as arrays. */
function toArray<T>(list: System.Collections.Generic.IEnumerable$1<T> | T[] | null | undefined): T[] {
  return list ? Bridge.toArray(list) : [];
}

/** The typings allow null nearly everywhere; where the library never gives it, say so. */
function present<T>(value: T | null): T {
  if (value === null) throw new Error('The Kusto library returned null where it never does.');
  return value;
}

/**
 * The library would put each column of a longer list on a line of its own, and write `in(list)`, `kind = inner` and
 * `toscalar (…)`: a change of one word would be a diff of a screen.
 */
function layout(): Kusto.Language.Editor.FormattingOptions {
  const { DualSpacingStyle, FormattingOptions, PlacementStyle, SpacingStyle } = Kusto.Language.Editor;
  const lists = present(present(FormattingOptions.Default).WithExpressionStyle(PlacementStyle.None));
  const words = present(lists.WithGeneralSpacing(SpacingStyle.AsIs));
  const parentheses = present(words.WithExpressionParenSpacing(SpacingStyle.AsIs));
  const calls = present(parentheses.WithBeforeArgumentListSpacing(SpacingStyle.AsIs));
  const operators = present(calls.WithInfixOperatorSpacing(DualSpacingStyle.AsIs));
  return present(operators.WithAssignmentSpacing(DualSpacingStyle.AsIs));
}
