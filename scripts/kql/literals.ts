/** A KQL string literal. Everything but printable ASCII is escaped, so that no value can end it or hide in it. */
export function kqlString(value: string): string {
  let literal = '';
  for (const character of value) {
    if (character === '"' || character === '\\') literal += `\\${character}`;
    else if (character >= ' ' && character <= '~') literal += character;
    else {
      for (let unit = 0; unit < character.length; unit++) {
        literal += `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`;
      }
    }
  }
  return `"${literal}"`;
}

/** A KQL datetime literal from ISO 8601; the empty text is null. */
export function kqlDatetime(iso: string): string {
  return iso === '' ? 'datetime(null)' : `datetime(${iso})`;
}

/**
 * Comments and texts of KQL, those without an end too, as the source of a regular expression that is linear in the
 * query: what a caller looks for beside them is an alternative more.
 */
export const COMMENT_OR_TEXT = [
  String.raw`//[^\n]*`,
  '```[\\s\\S]*?(?:```|$)',
  '~~~[\\s\\S]*?(?:~~~|$)',
  String.raw`@"(?:[^"\n]|"")*"?`,
  String.raw`@'(?:[^'\n]|'')*'?`,
  String.raw`"(?:[^"\\\n]|\\.)*"?`,
  String.raw`'(?:[^'\\\n]|\\.)*'?`,
].join('|');
