import { createHash } from 'node:crypto';
import { deflateSync, gunzipSync, gzipSync, inflateSync, type ZlibOptions } from 'node:zlib';
import { toText } from '../values/convert.js';
import { isList, type Value } from '../values/value.js';
import { any, count, dynamic, type Entry, entry, type Family, nullary, optional, text, unary } from './entry.js';

const digest = (algorithm: string): Entry =>
  entry('string', ([argument]) => {
    const value = text.read(argument);
    return (row, run) =>
      createHash(algorithm)
        .update(value(row, run) ?? '')
        .digest('hex');
  });

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function bytesOf(value: string): Buffer | undefined {
  return BASE64.test(value) ? Buffer.from(value, 'base64') : undefined;
}

/** Bytes that are no UTF-8 are no text. */
function decodeText(value: string): string {
  const bytes = bytesOf(value);
  if (!bytes) return '';
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return '';
  }
}

function decodeArray(value: string): Value {
  const bytes = bytesOf(value);
  return bytes ? [...bytes].map((byte) => BigInt(byte)) : null;
}

function encodeArray(list: Value): string {
  const isBytes = isList(list) && list.every((item) => typeof item === 'bigint' && item >= 0n && item <= 255n);
  return isBytes ? Buffer.from(list.map((item) => Number(item))).toString('base64') : '';
}

/** A GUID's first three groups are little-endian. */
function guidBytes(guid: string): Buffer {
  const bytes = Buffer.from(guid.replaceAll('-', ''), 'hex');
  return Buffer.concat([
    bytes.subarray(0, 4).reverse(),
    bytes.subarray(4, 6).reverse(),
    bytes.subarray(6, 8).reverse(),
    bytes.subarray(8),
  ]);
}

function guidOf(value: string): Value {
  const bytes = bytesOf(value);
  if (bytes?.length !== 16) return null;
  const ordered = guidBytes(bytes.toString('hex')).toString('hex');
  return ordered.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const MAX_UNPACKED = 16_777_216;

function unpacked(value: string, unpack: (bytes: Uint8Array, options: ZlibOptions) => Buffer): string {
  const bytes = bytesOf(value);
  if (!bytes || bytes.length === 0) return '';
  try {
    return unpack(bytes, { maxOutputLength: MAX_UNPACKED }).toString('utf8');
  } catch {
    return '';
  }
}

/** As Kusto writes it: not compressed at all, under a header that names no system. */
function gzipped(value: string): string {
  const bytes = gzipSync(value, { level: 0 });
  bytes.set([0x00, 0xff], 8);
  return bytes.toString('base64');
}

const UNITS = ['Bytes', 'KB', 'MB', 'GB', 'TB', 'PB', 'EB'];

/** `format_bytes(number [, digits [, unit]])`. */
const formatBytes: Entry = entry('string', (args) => {
  const [value, digits, unit] = [
    count.read(args[0]),
    optional(count, 0).read(args[1]),
    optional(text, '').read(args[2]),
  ];
  return (row, run) => {
    const bytes = value(row, run);
    if (bytes === undefined) return '';
    const named = UNITS.findIndex((one) => one.toLowerCase() === (unit(row, run) ?? '').toLowerCase());
    const natural = Math.min(
      UNITS.length - 1,
      Math.max(0, Math.floor(Math.log(Math.abs(bytes) || 1) / Math.log(1024))),
    );
    const power = named === -1 ? natural : named;
    const places = digits(row, run) ?? 0;
    return `${Number((bytes / 1024 ** power).toFixed(places))} ${UNITS[power]}`;
  };
});

/** Another one each time; the same ones in each run, so that a run can be repeated. */
const newGuid = nullary('guid', (run) => `00000000-0000-4000-8000-${run.serial().toString(16).padStart(12, '0')}`);

export const encodings: Family = {
  hash_md5: digest('md5'),
  hash_sha1: digest('sha1'),
  hash_sha256: digest('sha256'),
  base64_encode_tostring: unary('string', text, (value) => Buffer.from(value).toString('base64')),
  base64_encodestring: unary('string', text, (value) => Buffer.from(value).toString('base64')),
  base64_decode_tostring: unary('string', text, decodeText),
  base64_decodestring: unary('string', text, decodeText),
  base64_decode_toarray: unary('dynamic', text, decodeArray),
  base64_encode_fromarray: unary('string', dynamic, encodeArray),
  base64_decode_toguid: unary('guid', text, guidOf),
  base64_encode_fromguid: unary('string', any, (value) => guidBytes(toText(value, 'guid')).toString('base64')),
  gzip_compress_to_base64_string: unary('string', text, gzipped),
  gzip_decompress_from_base64_string: unary('string', text, (value) => unpacked(value, gunzipSync)),
  zlib_compress_to_base64_string: unary('string', text, (value) => deflateSync(value, { level: 0 }).toString('base64')),
  zlib_decompress_from_base64_string: unary('string', text, (value) => unpacked(value, inflateSync)),
  format_bytes: formatBytes,
  new_guid: newGuid,
};
