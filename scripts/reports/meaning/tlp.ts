import type { Report } from '../report.js';

/** Strictest last. */
const LEVELS = ['clear', 'green', 'amber', 'amber+strict', 'red'];

/** The strictest Traffic Light Protocol marking that texts name, `TLP:AMBER+STRICT`, `tlp:white`; empty for none. */
export function tlpOf(texts: readonly string[]): Report['tlp'] {
  let strictest = -1;
  for (const text of texts) {
    for (const [, word = ''] of text.matchAll(
      /\btlp[\s:_-]{1,3}(white|clear|green|amber[\s+_-]*strict|amber|red)\b/gi,
    )) {
      strictest = Math.max(strictest, levelOf(word));
    }
    strictest = Math.max(strictest, levelOf(text));
  }
  return LEVELS[strictest] ?? '';
}

function levelOf(word: string): number {
  const plain = word.trim().toLowerCase().replace('white', 'clear');
  return LEVELS.indexOf(plain.replace(/[\s_-]*\+?[\s_-]*strict$/, '+strict'));
}
