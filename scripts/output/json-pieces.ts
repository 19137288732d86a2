import { inPieces } from '../base/files.js';

/** A JSON value in which a list may be any iterable: its items can be made while they are written. */
export type JsonValue = string | number | boolean | null | Iterable<JsonValue> | { readonly [name: string]: JsonValue };

/**
 * The text of `JSON.stringify(value, null, 2)` and a line end, in pieces: a list of any length is never in memory as one
 * text.
 */
export function* jsonPieces(value: JsonValue): Generator<string> {
  yield* inPieces(tokens(value, '\n'));
  yield '\n';
}

/** @param line a line end and the indentation of the value */
function* tokens(value: JsonValue, line: string): Generator<string> {
  const inner = `${line}  `;
  let separator = inner;
  if (typeof value !== 'object' || value === null) yield JSON.stringify(value);
  else if (isIterable(value)) {
    yield '[';
    for (const item of value) {
      yield separator;
      yield* tokens(item, inner);
      separator = `,${inner}`;
    }
    yield separator === inner ? ']' : `${line}]`;
  } else {
    yield '{';
    for (const [name, item] of Object.entries(value)) {
      yield `${separator}${JSON.stringify(name)}: `;
      yield* tokens(item, inner);
      separator = `,${inner}`;
    }
    yield separator === inner ? '}' : `${line}}`;
  }
}

function isIterable(value: object): value is Iterable<JsonValue> {
  return Symbol.iterator in value;
}
