import { parseTimespan } from '../../analysis/constants.js';
import type { KqlType } from '../../model.js';
import { convert, parseDynamic, toText } from '../values/convert.js';
import { jsonKind } from '../values/json.js';
import { any, type Entry, entry, type Family, unary } from './entry.js';

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

const toHex = unary('string', any, (value) =>
  typeof value === 'bigint' ? BigInt.asUintN(64, value).toString(16) : '',
);

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

const dynamicToJson: Entry = entry('string', ([argument]) => {
  if (!argument) return () => '';
  const { evaluate, type } = argument;
  return (row, run) => toText(evaluate(row, run), type);
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
