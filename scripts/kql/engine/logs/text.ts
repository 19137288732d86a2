import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { createGunzip } from 'node:zlib';

/** Bytes of a piece: large enough for the disk, small beside everything else in memory. */
const PIECE_BYTES = 1 << 20;

/**
 * The text of a file in pieces, without its byte order mark. UTF-8, or UTF-16 where the mark says so; a file that ends in
 * `.gz` is unpacked on the way. Memory is that of a piece, however long the file is.
 */
export async function* textPieces(path: string): AsyncGenerator<string> {
  const file = createReadStream(path, { highWaterMark: PIECE_BYTES });
  const bytes: Readable = path.toLowerCase().endsWith('.gz') ? file.pipe(createGunzip()) : file;
  file.on('error', (error) => bytes.destroy(error));
  let decoder: TextDecoder | undefined;
  try {
    for await (const piece of bytes as AsyncIterable<Buffer>) {
      decoder ??= decoderFor(piece);
      const text = decoder.decode(piece, { stream: true });
      if (text !== '') yield text;
    }
    const rest = decoder?.decode() ?? '';
    if (rest !== '') yield rest;
  } finally {
    file.destroy();
  }
}

function decoderFor(start: Buffer): TextDecoder {
  if (start[0] === 0xff && start[1] === 0xfe) return new TextDecoder('utf-16le');
  if (start[0] === 0xfe && start[1] === 0xff) return new TextDecoder('utf-16be');
  return new TextDecoder('utf-8');
}
