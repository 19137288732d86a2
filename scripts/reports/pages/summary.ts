import { cleanText } from '../../base/strings.js';

/** The fields of a report's summary: what it says it is about and how much it holds. */
export interface Summary {
  family?: string;
  /** `Threat:` of URLhaus-derived reports: a tag. */
  threat?: string;
  totalIocs?: number;
  iocTypes?: string[];
  totalUrls?: number;
  activeUrls?: number;
}

const LABELS = /(malware family|total iocs|ioc types|total urls|active urls|threat)\s*:/gi;
const STARTS = /^\s*(?:[-*•]\s+)?(?:malware family|total iocs|ioc types|total urls|active urls|threat)\s*(?::|\|)/i;

/**
 * Reads the summary's fields line by line: all on one line, glued together, or a field a line, in any order; a value
 * may stand on the line below its label. The first statement of a field counts.
 */
export class SummaryReader {
  readonly summary: Summary = {};
  #pending: string | null = null;

  /** Takes a line; false when it holds no field of the summary. */
  read(line: string): boolean {
    const text = line.length > 5000 ? '' : line.replace(/\*\*|__(?=\w)|^\s*\|/g, '');
    if (STARTS.test(text)) {
      this.#fields(text.replace(/^([^|:]{4,20})\|/, '$1:').replace(/\|\s*$/, ''));
      return true;
    }
    if (this.#pending === null || text.trim() === '') return false;
    const label = this.#pending;
    this.#pending = null;
    this.#set(label, text);
    return true;
  }

  #fields(text: string): void {
    const labels = [...text.matchAll(LABELS)];
    this.#pending = null;
    for (const [index, match] of labels.entries()) {
      const label = (match[1] ?? '').toLowerCase();
      const value = text.slice(match.index + match[0].length, labels[index + 1]?.index);
      if (value.trim() === '' && index === labels.length - 1) this.#pending = label;
      else this.#set(label, value);
    }
  }

  #set(label: string, raw: string): void {
    const value = cleanText(raw).replace(/[,;]$/, '');
    const { summary } = this;
    const count = /^\d{1,9}\b/.test(value) ? Number.parseInt(value, 10) : undefined;
    if (label === 'malware family') summary.family ??= value;
    else if (label === 'threat') summary.threat ??= value;
    else if (label === 'ioc types')
      summary.iocTypes ??= value
        .split(/[,;]/)
        .map((type) => type.trim())
        .filter(Boolean);
    else if (count === undefined) return;
    else if (label === 'total iocs') summary.totalIocs ??= count;
    else if (label === 'total urls') summary.totalUrls ??= count;
    else summary.activeUrls ??= count;
  }
}
