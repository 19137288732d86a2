/** Bytes as text: UTF-8, UTF-16 and UTF-32 by their byte order mark, UTF-16 without one by its zeros, else Windows-1252. */
export function decode(bytes: Uint8Array): string {
  const wide = wideOrder(bytes);
  if (wide !== null) return decodeUtf32(bytes, wide);
  // Without a mark: every other byte of western text is zero.
  const sample = bytes.subarray(0, 400);
  const zeros = (parity: number) => sample.filter((byte, index) => byte === 0 && index % 2 === parity).length;
  if (bytes[0] !== 0xff && bytes[0] !== 0xfe && sample.length >= 8) {
    if (zeros(1) > 0.4 * sample.length && zeros(0) === 0) return new TextDecoder('utf-16le').decode(bytes);
    if (zeros(0) > 0.4 * sample.length && zeros(1) === 0) return new TextDecoder('utf-16be').decode(bytes);
  }
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  // A cut in the middle of a character leaves up to three bytes that are no UTF-8.
  for (let cut = 0; cut <= Math.min(3, bytes.length); cut++) {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, bytes.length - cut));
    } catch {
      // Try with a byte less.
    }
  }
  return new TextDecoder('windows-1252').decode(bytes);
}

/** Whether bytes are UTF-32, by its byte order mark. */
function wideOrder([a, b, c, d]: Uint8Array): 'little' | 'big' | null {
  if (a === 0xff && b === 0xfe && c === 0 && d === 0) return 'little';
  return a === 0 && b === 0 && c === 0xfe && d === 0xff ? 'big' : null;
}

function decodeUtf32(bytes: Uint8Array, order: 'little' | 'big'): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pieces: string[] = [];
  for (let at = 4; at + 4 <= bytes.length; at += 4) {
    const code = view.getUint32(at, order === 'little');
    pieces.push(code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd');
  }
  return pieces.join('');
}
