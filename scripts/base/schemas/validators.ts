import type { ErrorObject } from 'ajv/dist/2020.js';
import { isObject } from '../objects.js';
import { keyOfSchemas } from './files.js';

/** Tells whether data fits a schema, and leaves what is wrong with it in `errors`. */
export interface Validator<T> {
  (data: unknown): data is T;
  errors?: ErrorObject[] | null;
}

let find: ((name: string) => unknown) | undefined;

/**
 * The validator of `schemas/<name>.schema.json`, the form of which `T` describes: the one that `npm run build` made, or,
 * where it did not run or the schemas have changed since, one that is compiled now.
 */
export function validatorOf<T>(name: string): Validator<T> {
  find ??= builtValidators() ?? compileNow();
  const found = find(name);
  if (!isValidator<T>(found)) throw new RangeError(`schemas/${name}.schema.json is missing`);
  return found;
}

function builtValidators(): ((name: string) => unknown) | undefined {
  let built: unknown;
  try {
    built = require('./built.js');
  } catch {
    return undefined;
  }
  if (!isObject(built) || built.key !== keyOfSchemas()) return undefined;
  const validators = built;
  return (name) => validators[name];
}

/** Compiling takes 0.2 s or more, most of it to load the compiler. */
function compileNow(): (name: string) => unknown {
  const compiler: typeof import('./compiler.js') = require('./compiler.js');
  return compiler.compileSchemas();
}

function isValidator<T>(value: unknown): value is Validator<T> {
  return typeof value === 'function';
}
