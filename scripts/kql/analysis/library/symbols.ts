import { type Column, isKqlType } from '../../model.js';
import type { FunctionSchema } from '../catalog.js';
import { present, toArray } from './values.js';

/**
 * A tabular function whose columns depend on its only argument, a text (undefined when the call gives no constant).
 * No answer means "any column", so that one unknown name stays one finding.
 */
export type Lookup = (argument: string | undefined) => readonly Column[] | undefined;

export function tableSymbol(name: string, columns: readonly Column[]): Kusto.Language.Symbols.TableSymbol {
  const symbols = columns.map((column) => {
    const type =
      Kusto.Language.Symbols.ScalarTypes.GetSymbol(column.type) ?? Kusto.Language.Symbols.ScalarTypes.Unknown;
    return new Kusto.Language.Symbols.ColumnSymbol(column.name, type, null, null, null, null);
  });
  return new Kusto.Language.Symbols.TableSymbol.$ctor4(name, symbols);
}

export function functionSymbol(schema: FunctionSchema): Kusto.Language.Symbols.FunctionSymbol {
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

export function lookupSymbol(name: string, columns: Lookup) {
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
export function remoteSymbol(name: string, tables: Kusto.Language.Symbols.TableSymbol[]) {
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

/** The columns of a table of the library. */
export function columnsOf(table: Kusto.Language.Symbols.TableSymbol): Column[] {
  return toArray(table.Columns).map((column) => {
    const type = column.Type?.Name ?? '';
    return { name: column.Name ?? '', type: isKqlType(type) ? type : 'unknown' };
  });
}
