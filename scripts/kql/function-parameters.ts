/**
 * The parameters of a saved function, which the service keeps as one text: `a:string='x, y', T:(TimeGenerated:datetime, *)`.
 * Commas in quotes and brackets separate nothing. Linear in the text.
 */
export function splitParameters(text: string): string[] {
  const parameters: string[] = [];
  let depth = 0;
  let quote = '';
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? '';
    if (quote !== '') {
      if (letter === '\\') at++;
      else if (letter === quote) quote = '';
    } else if (letter === '"' || letter === "'") quote = letter;
    else if ('([{'.includes(letter)) depth++;
    else if (')]}'.includes(letter)) depth--;
    else if (letter === ',' && depth === 0) {
      parameters.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parameters.push(text.slice(start));
  return parameters.map((parameter) => parameter.trim()).filter((parameter) => parameter !== '');
}
