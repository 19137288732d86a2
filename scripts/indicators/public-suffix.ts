import { parse } from 'tldts';

/** Hosts arrive as canonical names: nothing to cut out, check or decode. */
const OPTIONS = {
  allowPrivateDomains: true,
  detectIp: false,
  extractHostname: false,
  mixedInputs: false,
  validateHostname: false,
};

/** The part of a lower-case name below which anybody can register, of ICANN's or of a private registry. */
export interface PublicSuffix {
  /** Of a name under no known suffix: its last label. */
  suffix: string;
  isKnown: boolean;
}

export function publicSuffix(host: string): PublicSuffix {
  const { isIcann, isPrivate, publicSuffix: suffix } = parse(host, OPTIONS);
  return { suffix: suffix ?? '', isKnown: isIcann === true || isPrivate === true };
}
