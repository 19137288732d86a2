import { cleanText, shorten } from '../../base/strings.js';
import type { FalsePositive } from '../../content/model.js';

const LABEL =
  /^\s*(?:[-*•]\s+|\d{1,2}[.)]\s+)?[*_]{0,3}(scenario|description|filter\s*\/\s*exclusions?|filters?|exclusions?|example filters?|examples?) {0,3}(?:\d{1,2})? {0,3}[*_]{0,3} {0,3}:\s*[*_]{0,3}\s*(.*)$/i;

/** Longer texts tell an analyst nothing; the report itself keeps them. */
const MAX_TEXT_LENGTH = 2000;
/** A report has about five scenarios; more than this is no guidance. */
const MAX_SCENARIOS = 100;
/** A complete report has so many nearly always. */
const USUAL_SCENARIOS = 5;

/**
 * Gathers `Scenario:` / `Description:` / `Filter/Exclusion:` items line by line. A text may go on over lines; an empty
 * line or a heading ends it. Filters stay text: they are no KQL and are never executed.
 */
export class FalsePositiveReader {
  readonly #items: Item[] = [];
  #field: keyof Item | null = null;

  /** Whether a line starts a field of a scenario, whatever stands in it. */
  starts(line: string): boolean {
    return LABEL.test(line);
  }

  /** Takes a line; false when it belongs to no scenario. */
  read(line: string): boolean {
    const label = LABEL.exec(line);
    if (label === null) return this.#continue(line);
    const field = fieldOf(label[1] ?? '');
    if (field === 'scenario') this.#items.push({ scenario: '', description: '', filter: '', example: '' });
    // A label before any scenario is some other section's.
    if (this.#items.length === 0) return false;
    this.#field = field;
    this.#append(label[2] ?? '');
    return true;
  }

  get count(): number {
    return this.#items.length;
  }

  /**
   * Whether the last scenario ends in the middle of a sentence or of a label, or has no filter that others have.
   * @param isComplete the file ends with a line end, and so does its last line
   */
  looksCut(isComplete: boolean): boolean {
    const last = this.#items.at(-1);
    if (last === undefined || this.#field === null) return false;
    const text = last[this.#field].trim();
    const others = this.#items.slice(0, -1);
    return (
      text === '' ||
      /[,(/\\:–-]$/.test(text) ||
      /\b(?:and|or|the|a|an|of|with|by|to|in|such as|like|e\.g\.|==|!=)$/i.test(text) ||
      opened(text) ||
      (last.filter === '' && others.some((item) => item.filter !== '')) ||
      (!isComplete && this.#isUnfinished(text, last))
    );
  }

  /** A last line without its end: of a report that has fewer scenarios than is usual, or of no filter at all. */
  #isUnfinished(text: string, last: Item): boolean {
    if (last.filter === '' || text.split('"').length % 2 === 0 || isPartOfLabel(text.split(' ').at(-1) ?? ''))
      return true;
    return this.#items.length < USUAL_SCENARIOS && !/[.!?"'”’)\]]$/.test(text);
  }

  get scenarios(): FalsePositive[] {
    return this.#items
      .filter((item) => item.scenario !== '')
      .slice(0, MAX_SCENARIOS)
      .map(({ scenario, description, filter, example }) => {
        const text = example === '' ? filter : `${filter} Example: ${example}`.trim();
        return { scenario, ...(description === '' ? {} : { description }), ...(text === '' ? {} : { filter: text }) };
      });
  }

  #continue(line: string): boolean {
    if (this.#field === null) return false;
    if (line.trim() === '' || /^\s*(?:#|\|)/.test(line) || isHeading(line)) {
      this.#field = null;
      return false;
    }
    this.#append(` ${line}`);
    return true;
  }

  #append(text: string): void {
    const item = this.#items.at(-1);
    if (item === undefined || this.#field === null) return;
    if (item[this.#field].length >= MAX_TEXT_LENGTH) return;
    item[this.#field] = shorten(cleanText(`${item[this.#field]} ${text}`), MAX_TEXT_LENGTH);
  }
}

interface Item {
  scenario: string;
  description: string;
  filter: string;
  example: string;
}

function fieldOf(label: string): keyof Item {
  const word = label.toLowerCase();
  if (word === 'scenario' || word === 'description') return word;
  return word.startsWith('example') ? 'example' : 'filter';
}

/** Whether a line is the beginning of a label and no more: `Scenar`. */
export function isPartOfLabel(line: string): boolean {
  const text = line.trim();
  return text !== '' && ['Scenario:', 'Description:', 'Filter/Exclusion:'].some((label) => label.startsWith(text));
}

/** Section headings that follow the scenarios in the full-page form. */
function isHeading(line: string): boolean {
  return /^\s*(?:MITRE ATT&CK|References|Original source|Required Data Sources|KQL Query|Tags|Retrieved:|Source:)/i.test(
    line,
  );
}

/** More brackets opened than closed: the sentence goes on. */
function opened(text: string): boolean {
  return text.split('(').length > text.split(')').length;
}
