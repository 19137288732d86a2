/// <reference types="@kusto/language-service-next" />

type FunctionSymbol = Kusto.Language.Symbols.FunctionSymbol;

/**
 * The functions of the language, of which `column_ifexists("X", default)` has the type of the column X where the rows have
 * one. The library gives it the type of the default, always.
 */
export function withTypesOfColumns(globals: Kusto.Language.GlobalState): Kusto.Language.GlobalState {
  const functions = globals.Functions ? Bridge.toArray(globals.Functions) : [];
  const replaced = functions.map((one) =>
    one.Name === 'column_ifexists' || one.Name === 'columnifexists' ? typedByColumn(one) : one,
  );
  return globals.WithFunctions(System.Array.init(replaced, Kusto.Language.Symbols.FunctionSymbol)) ?? globals;
}

function typedByColumn(original: FunctionSymbol): FunctionSymbol {
  const { Symbols } = Kusto.Language;
  const [signature] = original.Signatures ? Bridge.toArray(original.Signatures) : [];
  const string = Symbols.ScalarTypes.String;
  if (!signature || !string) return original;
  const symbol = new Symbols.FunctionSymbol.$ctor1(
    original.Name,
    (info) => typeOf(info) ?? string,
    Symbols.Tabularity.Scalar,
    signature.Parameters,
  );
  return symbol.WithResultNameKind(Symbols.ResultNameKind.FirstArgumentValueIfColumn) ?? symbol;
}

function typeOf(info: Kusto.Language.Symbols.CustomReturnTypeContext): Kusto.Language.Symbols.TypeSymbol | null {
  const [name, fallback] = info.Arguments ? Bridge.toArray(info.Arguments) : [];
  const wanted: unknown = name?.ConstantValue;
  const columns = info.RowScope?.Columns ? Bridge.toArray(info.RowScope.Columns) : [];
  return columns.find((column) => column.Name === wanted)?.Type ?? fallback?.ResultType ?? null;
}
