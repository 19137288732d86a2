/**
 * Microsoft's Kusto parser and binder behind one adapter: no file outside of this folder touches its globals (`Kusto`,
 * `Bridge`), its generated constructor numbers (`$ctor4`) or its tree. The package's version is pinned for that reason. Loading takes 0.2 s and the first query another second, so it happens on first use.
 */

import type { Column } from '../../model.js';
import type { FunctionSchema, TableSchema } from '../catalog.js';
import { withTypesOfColumns } from '../column-if-exists.js';
import type { NodeKind, SyntaxNode } from '../syntax.js';
import { loadLibrary } from './library.js';
import { columnsOf, functionSymbol, type Lookup, lookupSymbol, remoteSymbol, tableSymbol } from './symbols.js';
import { LibraryNode } from './tree.js';
import { present, toArray } from './values.js';

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

  #kindOf(element: Kusto.Language.Syntax.SyntaxElement): NodeKind {
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
      root: new LibraryNode(present(code.Syntax), undefined, '', query, (element) => this.#kindOf(element)),
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

function diagnosticsOf(code: Kusto.Language.KustoCode | null): LibraryDiagnostic[] {
  return toArray(code?.GetDiagnostics()).map((found) => ({
    code: found.Code ?? '',
    severity: found.Severity === 'Error' ? 'error' : found.Severity === 'Warning' ? 'warning' : 'info',
    message: found.Message ?? '',
    start: found.Start,
    end: found.Start + found.Length,
  }));
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
