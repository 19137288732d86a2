import { arithmeticOperators } from './arithmetic.js';
import { bins } from './bins.js';
import { comparisonOperators } from './comparison.js';
import { conversions } from './conversion.js';
import { documents } from './documents.js';
import { access } from './dynamic/access.js';
import { arrays } from './dynamic/arrays.js';
import { series } from './dynamic/series.js';
import { encodings } from './encodings.js';
import type { Entry } from './entry.js';
import { hashes } from './hashes.js';
import { logic } from './logic.js';
import { math } from './math.js';
import { ipv4 } from './network/ipv4.js';
import { ipv6 } from './network/ipv6.js';
import { urls } from './network/urls.js';
import { searchOperators } from './search/search.js';
import { searching } from './search/searching.js';
import { patterns } from './text/patterns.js';
import { strings } from './text/strings.js';
import { datetimes } from './time/datetimes.js';
import { timeFormats } from './time/formats.js';
import { zones } from './time/zones.js';
import { units } from './units.js';
import { windows } from './window.js';

const FAMILIES = [
  arithmeticOperators,
  comparisonOperators,
  searchOperators,
  searching,
  logic,
  conversions,
  strings,
  patterns,
  datetimes,
  timeFormats,
  zones,
  units,
  bins,
  math,
  access,
  arrays,
  series,
  windows,
  ipv4,
  ipv6,
  urls,
  encodings,
  hashes,
  documents,
];

let entries: ReadonlyMap<string, Entry> | undefined;

/** A function or operator by its name, in lower case; undefined for one that the engine does not have. */
export function entryOf(name: string): Entry | undefined {
  entries ??= new Map(FAMILIES.flatMap((family) => Object.entries(family)));
  return entries.get(name);
}
