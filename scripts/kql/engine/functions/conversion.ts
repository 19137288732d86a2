import { parseTimespan } from '../../analysis/library/constants.js';
import type { KqlType } from '../../model.js';
import { convert, parseDynamic } from '../values/convert.js';
import { jsonKind, jsonText } from '../values/json.js';
import { compareTexts } from '../values/order.js';
import { isBag, isList, type Value } from '../values/value.js';
import { count, dynamic, type Entry, entry, type Family, optional, unary } from './entry.js';

function conversion(to: KqlType): Entry {
  return entry(to, ([argument], site) => {
    if (!argument) return site.refuse(`${site.name}() needs a value.`);
    const { evaluate, type } = argument;
    return (row, run) => convert(evaluate(row, run), type, to);
  });
}

/** A text becomes what its JSON says; a dynamic stays what it is. */
const parseJson: Entry = entry('dynamic', ([argument], site) => {
  if (!argument) return site.refuse(`${site.name}() needs a value.`);
  const { evaluate, type } = argument;
  return (row, run) => {
    const value = evaluate(row, run);
    return typeof value === 'string' && type !== 'guid' ? parseDynamic(value) : convert(value, type, 'dynamic');
  };
});

const getType: Entry = entry('string', ([argument]) => {
  const type = argument?.type ?? 'unknown';
  if (argument && (type === 'dynamic' || type === 'unknown'))
    return (row, run) => jsonKind(argument.evaluate(row, run));
  return () => type;
});

/** `1d` as a text is a timespan of a day; a bare number of days is one too. */
const toTimespan: Entry = entry('timespan', ([argument], site) => {
  if (!argument) return site.refuse(`${site.name}() needs a value.`);
  const { evaluate, type } = argument;
  return (row, run) => {
    const value = evaluate(row, run);
    if (type === 'string' && typeof value === 'string' && /^-?\d+$/.test(value.trim()))
      return parseTimespan(value.trim()) ?? null;
    return convert(value, type, 'timespan');
  };
});

/** JSON with the names of bags in order. */
const dynamicToJson = unary('string', dynamic, (value) => (value === null ? '' : jsonText(sorted(value))));

function sorted(value: Value): Value {
  if (isList(value)) return value.map(sorted);
  if (!isBag(value)) return value;
  return new Map([...value].sort(([a], [b]) => compareTexts(a, b)).map(([name, item]) => [name, sorted(item)]));
}

/** `tohex(-256, 8)`: two's complement of the number's width, at least so many digits. */
const toHex: Entry = entry('string', ([argument, digits]) => {
  const width = optional(count, 0).read(digits);
  const size = argument?.type === 'int' ? 32 : 64;
  return (row, run) => {
    const value = argument?.evaluate(row, run);
    return typeof value === 'bigint'
      ? BigInt.asUintN(size, value)
          .toString(16)
          .padStart(width(row, run) ?? 0, '0')
      : '';
  };
});

export const conversions: Family = {
  tostring: conversion('string'),
  toint: conversion('int'),
  tolong: conversion('long'),
  toreal: conversion('real'),
  todouble: conversion('real'),
  todecimal: conversion('decimal'),
  tobool: conversion('bool'),
  toboolean: conversion('bool'),
  todatetime: conversion('datetime'),
  totimespan: toTimespan,
  totime: toTimespan,
  toguid: conversion('guid'),
  'as dynamic': conversion('dynamic'),
  todynamic: parseJson,
  parse_json: parseJson,
  parsejson: parseJson,
  toobject: parseJson,
  dynamic_to_json: dynamicToJson,
  gettype: getType,
  tohex: toHex,
};
