/**
 * Text from outside (reports, feeds, files, answers of a service) made safe for the place where it is shown. Every
 * border escapes its own syntax, and all of them turn what nobody sees into a mark that everybody sees: control
 * characters move a terminal's cursor, marks of direction let a text read as another one.
 */

/** Controls, formatting and direction marks, separators of lines, halves of surrogate pairs, noncharacters. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]/gu;
const UNSEEN_IN_LINES = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]/gu;
const MARK = '\ufffd';

/** One line for a terminal: tabs become two blanks, line ends one, and what nobody sees becomes `�`. */
export function oneLine(text: string): string {
  return text
    .replaceAll('\t', '  ')
    .replace(/\r\n|[\r\n]/g, ' ')
    .replace(UNSEEN, MARK);
}

/** The same with its line ends: for texts of several lines, each of which begins where the terminal's line does. */
export function manyLines(text: string): string {
  return text.replaceAll('\t', '  ').replaceAll('\r\n', '\n').replace(UNSEEN_IN_LINES, MARK);
}

/** Text of an element or an attribute of HTML. */
export function html(text: string): string {
  return oneLine(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Inline code for Markdown, its table cells and its HTML: no value ends it, starts a cell, mentions or links. */
export function markdownCode(text: string): string {
  return `<code>${entities(oneLine(text))}</code>`;
}

/**
 * Prose for Markdown, its table cells included: no emphasis, link, image, HTML or mention comes of it. An empty comment
 * keeps `@name` and `#12` from being found in the text that Markdown has become.
 */
export function markdown(text: string): string {
  return entities(oneLine(text)).replace(/&#(?:35|64);/g, '$&<!-- -->');
}

/** Also what GitHub makes a link by itself: `https://…` and `www.…`. */
function entities(line: string): string {
  return line.replace(/[!"#$&'*<>@[\\\]_`|~]|:(?=\/\/)|(?<=www)\./gi, (character) => `&#${character.charCodeAt(0)};`);
}

/** A Markdown code span that reads well on a terminal, too: its fence is longer than any run of backticks in it. */
export function markdownSpan(text: string): string {
  const line = oneLine(text);
  const fence = '`'.repeat(longestRun(line) + 1);
  return fence.length > 1 || line.trim() === '' ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`;
}

/** A fenced block of Markdown: its fence is longer than any run of backticks in it. */
export function markdownBlock(language: string, lines: readonly string[]): string {
  const shown = lines.map(oneLine);
  const fence = '`'.repeat(shown.reduce((most, line) => Math.max(most, longestRun(line) + 1), 3));
  return [`${fence}${language}`, ...shown, fence].join('\n');
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 0);
}

/** Text of an element or an attribute of XML 1.0, its line ends and tabs kept. */
export function xml(text: string): string {
  return text
    .replace(/(?![\t\r\n])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]/gu, MARK)
    .replace(/[&<>"'\t\r\n]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** The message of a workflow command of GitHub Actions: a line end would begin a new command. */
export function commandMessage(text: string): string {
  return manyLines(text).replaceAll('%', '%25').replaceAll('\n', '%0A');
}

/** A property of a workflow command: a comma or a colon would end it. */
export function commandProperty(text: string): string {
  return commandMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** A message of SARIF, whose viewers make links of `[text](target)`. */
export function sarifMessage(text: string): string {
  return manyLines(text).replaceAll('](', '] (');
}

/** Columns that a line takes on a terminal: wide characters take two, combining marks none. */
export function columnsOf(line: string): number {
  let columns = 0;
  for (const character of line) columns += COMBINING.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return columns;
}

const COMBINING = /\p{Mn}|\p{Me}/u;
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
