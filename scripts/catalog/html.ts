/** HTML that is safe to insert, since only `html` and `raw` make it. */
export class Html {
  constructor(readonly text: string) {}
}

type Insert = Html | string | number | null | undefined | false | readonly Insert[];

/** Controls, bidi marks and other characters that nobody sees; line ends and tabs stay. */
const INVISIBLE = /[\p{Cf}\u2028\u2029\ufffe\uffff]|(?![\n\t])\p{Cc}/gu;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Foreign text as inert HTML, in an element or in a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(INVISIBLE, '').replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** A template whose inserted values are escaped, unless they are HTML already; nothing, `null` and `false` are empty. */
export function html(strings: TemplateStringsArray, ...values: readonly Insert[]): Html {
  return new Html(strings.reduce((text, string, index) => text + show(values[index - 1]) + string));
}

/** HTML that a library or this program made. */
export function raw(text: string): Html {
  return new Html(text);
}

function show(value: Insert): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(show).join('');
  return escapeHtml(String(value));
}
