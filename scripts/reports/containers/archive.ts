import { gunzipSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import { type Budget, tooLarge, unreadableContainer } from './limits.js';

/** More members than this are no collection of reports. */
const MAX_MEMBERS = 2000;

/** What is in a ZIP, by name; folders and what systems add to archives are left out. */
export function unzip(file: string, bytes: Uint8Array, budget: Budget, wanted?: RegExp): Map<string, Uint8Array> {
  if (isEncrypted(bytes))
    throw unreadableContainer(file, 'is encrypted', 'Unpack it with its password, and give what is in it.');
  let members = 0;
  try {
    const unpacked = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (name.endsWith('/') || /(?:^|\/)(?:__MACOSX|\.)/.test(name) || (wanted && !wanted.test(name))) return false;
        members++;
        if (members > MAX_MEMBERS) throw tooLarge(file);
        budget.spend(originalSize);
        return true;
      },
    });
    return new Map(Object.entries(unpacked));
  } catch (cause) {
    if (cause instanceof Error && 'exitCode' in cause) throw cause;
    throw unreadableContainer(
      file,
      'is no ZIP archive that can be unpacked',
      'Unpack it, and give what is in it.',
      cause,
    );
  }
}

/** What is in a gzip file. */
export function gunzip(file: string, bytes: Uint8Array, budget: Budget): Uint8Array {
  try {
    const unpacked = gunzipSync(bytes, { maxOutputLength: budget.left + 1 });
    budget.spend(unpacked.length);
    return unpacked;
  } catch (cause) {
    if (cause instanceof RangeError || (cause instanceof Error && 'exitCode' in cause)) throw tooLarge(file);
    throw unreadableContainer(
      file,
      'is no gzip file that can be unpacked',
      'Unpack it, and give what is in it.',
      cause,
    );
  }
}

/** Bit 0 of the flags of the first member. */
function isEncrypted(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[2] === 0x03 && ((bytes[6] ?? 0) & 1) === 1;
}
