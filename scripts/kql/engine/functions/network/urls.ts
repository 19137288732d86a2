import type { Value } from '../../values/value.js';
import { type Family, text, unary } from '../entry.js';

const URL_PARTS =
  /^([a-z][a-z0-9+.-]*):\/\/(?:([^:@/?#]*)(?::([^@/?#]*))?@)?(\[[^\]]*\]|[^:/?#]*)(?::(\d+))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/is;

/** The parts of a URL as a bag; all of them empty where the text is none. */
function parseUrl(url: string): Value {
  const [, scheme = '', user = '', password = '', host = '', port = '', path = '', query, fragment = ''] =
    URL_PARTS.exec(url) ?? [];
  return new Map<string, Value>([
    ['Scheme', scheme],
    ['Host', host],
    ['Port', port],
    ['Path', path],
    ['Username', user],
    ['Password', password],
    ['Query Parameters', parameters(query ?? '')],
    ['Fragment', fragment],
  ]);
}

function parameters(query: string): Value {
  const pairs = query.split('&').filter((pair) => pair !== '');
  return new Map(
    pairs.map((pair) => {
      const place = pair.indexOf('=');
      return place === -1 ? [pair, ''] : [pair.slice(0, place), pair.slice(place + 1)];
    }),
  );
}

function parseQuery(query: string): Value {
  const start = query.indexOf('?');
  return new Map([['Query Parameters', parameters(start === -1 ? query : query.slice(start + 1))]]);
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    return value;
  }
}

/** A half of a pair of surrogates alone has no bytes. */
const wellFormed = (value: string) => Buffer.from(value).toString();

/** Escapes are in lower case. */
const encodeComponent = (value: string) =>
  encodeURIComponent(wellFormed(value)).replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());

export const urls: Family = {
  parse_url: unary('dynamic', text, parseUrl),
  parseurl: unary('dynamic', text, parseUrl),
  parse_urlquery: unary('dynamic', text, parseQuery),
  parseurlquery: unary('dynamic', text, parseQuery),
  url_encode: unary('string', text, (value) => encodeComponent(value).replaceAll('%20', '+')),
  url_encode_component: unary('string', text, encodeComponent),
  url_decode: unary('string', text, decode),
};
