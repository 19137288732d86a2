import ipaddr from 'ipaddr.js';
import type { IndicatorKind } from '../../content/model.js';
import { hostOfUrl } from '../../indicators/parse.js';

/** What a column of logs may hold of an indicator: an address, a host's name, a URL, a file's hash, a sender. */
export type Face = 'address' | 'range' | 'host' | 'url' | 'file-hash' | 'email';

/** A value as logs have it, and how it differs from the listed one. */
export interface Form {
  value: string;
  /** In words for the report: `in upper case`. */
  how: string;
}

/** The faces of a row of a list, each with the value that stands for it: a URL also has a host, or an address. */
export function facesOf(kind: IndicatorKind, indicator: string): { face: Face; value: string }[] {
  switch (kind) {
    case 'ip':
      return indicator.includes('/') ? [{ face: 'range', value: indicator }] : [{ face: 'address', value: indicator }];
    case 'domain':
      return [{ face: 'host', value: indicator }];
    case 'url': {
      const { host } = hostOfUrl(indicator);
      const other: Face = /^[\d.]+$|:/.test(host) && ipaddr.isValid(host) ? 'address' : 'host';
      return [
        { face: 'url', value: indicator },
        { face: other, value: host },
      ];
    }
    case 'file-hash':
      return [{ face: 'file-hash', value: indicator }];
    case 'email':
      return [{ face: 'email', value: indicator }];
  }
}

/** How a column writes names of hosts: alone, or as the host of a URL. */
export type HostStyle = 'name' | 'url';

/** How a column writes hosts, by its name: Defender's RemoteUrl holds either. */
export function stylesOf(column: string): ReadonlySet<HostStyle> {
  if (/^RemoteUrl$/i.test(column)) return new Set<HostStyle>(['name', 'url']);
  return new Set<HostStyle>([/Ur[li](Original)?$|^Ur[li]|RequestURL/i.test(column) ? 'url' : 'name']);
}

/**
 * The forms in which real logs write an indicator; the plain one first.
 * @param withBelow a listed name stands for the names below it as well; the host of a URL may not
 */
export function formsOf(face: Face, value: string, styles: ReadonlySet<HostStyle>, withBelow = false): Form[] {
  switch (face) {
    case 'address':
      return addressForms(value);
    case 'range':
      return rangeForms(value);
    case 'host':
      return hostForms(value, styles, withBelow);
    case 'url':
      return urlForms(value);
    case 'file-hash':
      return [
        { value: value.toLowerCase(), how: 'in lower case' },
        { value: value.toUpperCase(), how: 'in upper case' },
      ];
    case 'email':
      return [
        { value, how: 'as it is listed' },
        { value: value.toUpperCase(), how: 'in upper case' },
      ];
  }
}

function addressForms(value: string): Form[] {
  const plain: Form = { value, how: 'as it is listed' };
  if (!ipaddr.isValid(value)) return [plain];
  const address = ipaddr.parse(value);
  if (address instanceof ipaddr.IPv4) return [plain, { value: `::ffff:${value}`, how: 'as an IPv6 address' }];
  return [plain, { value: value.toUpperCase(), how: 'in upper case' }];
}

function rangeForms(value: string): Form[] {
  const bounds = boundsOf(value);
  if (!bounds) return [];
  return [
    { value: bounds.first, how: 'as the first address of the range' },
    { value: bounds.last, how: 'as the last address of the range' },
  ];
}

function hostForms(name: string, styles: ReadonlySet<HostStyle>, withBelow: boolean): Form[] {
  const names: Form[] = [
    { value: name, how: 'as it is listed' },
    { value: name.toUpperCase(), how: 'in upper case' },
    { value: `${name}.`, how: 'with a dot at the end' },
    ...(withBelow ? [{ value: `cdn.${name}`, how: 'as a subdomain' }] : []),
  ];
  const urls: Form[] = [
    // First, since a query that hunts whole URLs would find the plain one as well.
    { value: `https://${name}:8443/a/b?c=d`, how: 'in a URL with a port and a path' },
    { value: `http://${name}/`, how: 'in a URL' },
    { value: `https://${name.toUpperCase()}/`, how: 'in a URL, in upper case' },
    ...(withBelow ? [{ value: `https://cdn.${name}/`, how: 'in a URL, as a subdomain' }] : []),
  ];
  return [...(styles.has('name') ? names : []), ...(styles.has('url') ? urls : [])];
}

const URL_PARTS = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*)(.*)$/i;

function urlForms(url: string): Form[] {
  const match = URL_PARTS.exec(url);
  if (!match) return [{ value: url, how: 'as it is listed' }];
  const [, scheme = '', authority = '', path = ''] = match;
  const forms: Form[] = [
    { value: url, how: 'as it is listed' },
    { value: `${scheme.toUpperCase()}${authority.toUpperCase()}${path}`, how: 'with scheme and host in upper case' },
    { value: `${authority}${path}`, how: 'without its scheme' },
  ];
  const port = { 'http://': 80, 'https://': 443 }[scheme.toLowerCase()];
  if (port !== undefined && !/:\d+$/.test(authority)) {
    forms.push({ value: `${scheme}${authority}:${port}${path}`, how: 'with its default port' });
  }
  if (path === '/') forms.push({ value: `${scheme}${authority}`, how: 'without the slash at its end' });
  return forms;
}

/** Values that only look like an indicator; none of them is listed itself, as far as this one row tells. */
export function nearMissesOf(face: Face, value: string, styles: ReadonlySet<HostStyle>): Form[] {
  switch (face) {
    case 'address':
      return neighbours(value, value);
    case 'range': {
      const bounds = boundsOf(value);
      return bounds ? neighbours(bounds.first, bounds.last) : [];
    }
    case 'host': {
      const names = [`x-${value}`, `not${value}`, `${value}.example.net`];
      const how = 'a name that only looks alike';
      return [
        ...(styles.has('name') ? names.map((name) => ({ value: name, how })) : []),
        ...(styles.has('url') ? names.map((name) => ({ value: `https://${name}/`, how })) : []),
        ...(styles.has('url')
          ? [{ value: `https://example.net/?q=${value}`, how: 'a URL of another host that mentions it' }]
          : []),
      ];
    }
    case 'url':
      return urlNearMisses(value);
    case 'file-hash': {
      const last = value.slice(-1).toLowerCase() === '0' ? '1' : '0';
      return [{ value: `${value.slice(0, -1)}${last}`, how: 'a hash with another last digit' }];
    }
    case 'email':
      return [
        { value: `x${value}`, how: 'a longer name of the same domain' },
        { value: `${value}.example.net`, how: 'the same name of another domain' },
      ];
  }
}

function urlNearMisses(url: string): Form[] {
  const match = URL_PARTS.exec(url);
  if (!match) return [];
  const [, scheme = '', authority = '', path = ''] = match;
  const longer =
    path.includes('?') || path.includes('#') ? `${scheme}${authority}/other${path}` : `${url.replace(/\/$/, '')}/other`;
  return [
    { value: longer, how: 'another path of the same host' },
    { value: `${scheme}x-${authority}${path}`, how: 'the same path of another host' },
  ];
}

function neighbours(first: string, last: string): Form[] {
  const how = 'a neighbouring address';
  const found = [shifted(first, -1), shifted(last, 1)];
  return found.flatMap((value) => (value === undefined ? [] : [{ value, how }]));
}

/** The address so many further on; undefined beyond the first and the last. */
function shifted(address: string, by: -1 | 1): string | undefined {
  if (!ipaddr.isValid(address)) return undefined;
  const bytes = ipaddr.parse(address).toByteArray();
  for (let index = bytes.length - 1; index >= 0; index--) {
    const next = (bytes[index] ?? 0) + by;
    bytes[index] = (next + 256) % 256;
    if (next >= 0 && next <= 255) return ipaddr.fromByteArray(bytes).toString();
  }
  return undefined;
}

/** The first and the last address of a range. */
export function boundsOf(range: string): { first: string; last: string } | undefined {
  if (!ipaddr.isValidCIDR(range)) return undefined;
  const [address, length] = ipaddr.parseCIDR(range);
  const bytes = address.toByteArray();
  const edge = (fill: 0 | 255) =>
    bytes.map((byte, index) => {
      const kept = Math.max(0, Math.min(8, length - index * 8));
      const mask = (0xff << (8 - kept)) & 0xff;
      return (byte & mask) | (fill & ~mask & 0xff);
    });
  return { first: ipaddr.fromByteArray(edge(0)).toString(), last: ipaddr.fromByteArray(edge(255)).toString() };
}
