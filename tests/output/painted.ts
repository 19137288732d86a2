/** A text for a terminal with its colours in words: `<red>failed</>`. */
export function painted(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what a terminal is told by.
  return text.replace(/\u001b\[(\d+)m/g, (_, code: string) => `<${COLORS[code] ?? '/'}>`);
}

const COLORS: Record<string, string> = {
  1: 'bold',
  2: 'dim',
  31: 'red',
  32: 'green',
  33: 'yellow',
  34: 'blue',
  35: 'magenta',
};
