import { readTextIfThere } from '../../base/files.js';
import { LIFE_EXTENSIONS_FILE } from '../../content/layout.js';
import { instantOfEnd, later } from '../lifetime.js';
import { addressAndPort } from '../parse.js';
import { changedRow, type IndicatorRow } from '../rows/row.js';
import { parseExceptions } from './exceptions.js';

type Extended = Pick<IndicatorRow, 'Indicator' | 'Port'>;

/** Who lives longer than the configured lifetime, and until when. */
export class LifeExtensions {
  readonly #byIndicator = new Map<string, { port: string; until: string }[]>();

  /**
   * Reads `life-extensions.csv`: the columns value, until (`YYYY-MM-DD`, UTC: the life ends as that day begins),
   * reason and owner, all of them needed. A value is an indicator in any style that a report may have; one without a
   * port stands for every port. Throws a `SentinelError` `life-extensions` that names the line.
   */
  static parse(text: string, file = LIFE_EXTENSIONS_FILE): LifeExtensions {
    const extensions = new LifeExtensions();
    for (const { indicator, day } of parseExceptions(text, { code: 'life-extensions', file, dayColumn: 'until' })) {
      const { address, port } = addressAndPort(indicator);
      const list = extensions.#byIndicator.get(address) ?? [];
      extensions.#byIndicator.set(address, list);
      list.push({ port, until: day });
    }
    return extensions;
  }

  /** A repository without the file extends nothing. Throws as `parse` does. */
  static load(root: string): LifeExtensions {
    const text = readTextIfThere(root, LIFE_EXTENSIONS_FILE);
    return text === undefined ? new LifeExtensions() : LifeExtensions.parse(text);
  }

  get isEmpty(): boolean {
    return this.#byIndicator.size === 0;
  }

  /** The last day that the list names for a row; undefined when it names none. */
  until({ Indicator, Port }: Extended): string | undefined {
    return this.#byIndicator
      .get(Indicator)
      ?.filter(({ port }) => port === '' || port === Port)
      .map(({ until }) => until)
      .reduce<string | undefined>((latest, until) => (latest === undefined ? until : later(latest, until)), undefined);
  }

  /** The row with the end that the list gives it; the row itself where the list changes nothing. */
  apply(row: IndicatorRow): IndicatorRow {
    const until = this.until(row);
    return until !== undefined && instantOfEnd(until) > instantOfEnd(row.ValidUntil)
      ? changedRow(row, { ValidUntil: until })
      : row;
  }
}
