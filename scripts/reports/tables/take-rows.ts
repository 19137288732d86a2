import { cleanText, shorten } from '../../base/strings.js';
import { type ParsedIndicator, parseIndicator } from '../../indicators/parse.js';
import { refang } from '../../indicators/refang.js';
import { isSharedHost } from '../../indicators/screening/assess.js';
import { isFingerprintWord, isOtherType, looseType, partsOf, statedType } from '../../indicators/type-words.js';
import type { Collector, Details } from '../extraction/collector.js';
import { isBlank, parseCellDate, parseConfidence } from '../fields.js';
import { bare, valuesInside, wholeValues } from './cells.js';
import type { Column } from './columns.js';
import { type ColumnRole, holdsValues } from './headers.js';

/** Rows that are shown whole are cut here. */
const MAX_SHOWN = 300;

/** Takes the rows of one table, whose columns are known; each row ends among the indicators, the reviews or the rejections. */
export class RowTaker {
  readonly #at = new Map<ColumnRole, number>();
  readonly #values: { index: number; stated: string }[] = [];
  /** Roles by their column, for the cells that hold no values of their own. */
  readonly #others: { index: number; role: ColumnRole; header: string }[] = [];

  /**
   * @param section the heading above the table
   * @param defaults what holds for a row that does not say otherwise
   */
  constructor(
    columns: readonly Column[],
    private readonly collector: Collector,
    private readonly defaults: Details,
    private readonly section: string,
  ) {
    for (const { index, as, header } of columns) {
      if (holdsValues(as)) this.#values.push({ index: index - 1, stated: as === 'value' ? '' : statedBy(as, header) });
      else this.#others.push({ index: index - 1, role: as, header });
      if (!this.#at.has(as)) this.#at.set(as, index - 1);
    }
  }

  take(cells: readonly string[]): void {
    const before = this.collector.taken;
    const details = this.#details(cells);
    const type = bare(this.#cell(cells, 'type'));
    const withdrawn = /^(?:0|false|no)$/i.test(bare(this.#cell(cells, 'to-ids')));
    for (const { index, stated } of this.#values) {
      const cell = cells[index] ?? '';
      if (isBlank(bare(cell))) continue;
      this.#takeValue(cell, type === '' || stated !== '' ? stated : type, cells, details, withdrawn);
    }
    for (const other of this.#others) this.#takeOther(cells[other.index] ?? '', other, details);
    if (this.collector.taken === before) this.collector.reject(shown(cells.join(' | ')), 'the row names no value');
  }

  #takeValue(cell: string, stated: string, cells: readonly string[], details: Details, withdrawn: boolean): void {
    const isOther = stated !== '' && (isOtherType(stated) || isFingerprintWord(stated));
    const values = wholeValues(cell, stated);
    // What is called a file's name, a mutex or a path may still be a hash, and nothing else.
    const isHash = /^(?:md5|sha1|sha256)$/;
    const usable =
      values?.filter(({ indicator }) => !isOther || (isHash.test(indicator.type) && !isFingerprintWord(stated))) ?? [];
    for (const { indicator } of usable) {
      const whole = usable.length === 1 ? this.#withPort(indicator, cells) : indicator;
      if (withdrawn) this.collector.reject(whole.value, 'context, not for detection (to_ids is false)');
      else
        this.collector.addIndicator(
          whole,
          { ...details, family: details.family || familyOfType(stated) },
          this.section,
        );
    }
    if (usable.length > 0) return;
    if (isOther) {
      this.collector.reject(shown(cell), `a ${shorten(partsOf(stated), 40)}, which no list of indicators holds`);
      return;
    }
    const inside = valuesInside(cell);
    for (const { indicator } of inside) this.collector.addIndicator(indicator, details, this.section);
    if (inside.length > 0) return;
    const outcome = parseIndicator(cell, looseType(stated) ?? undefined);
    this.collector.reject(shown(cell), 'rejected' in outcome ? outcome.rejected : 'rather the name of a file');
  }

  /** An address and the port beside it are one indicator. */
  #withPort(indicator: ParsedIndicator, cells: readonly string[]): ParsedIndicator {
    const port = bare(this.#cell(cells, 'port'));
    if (indicator.type !== 'ip' || !/^\d{1,5}$/.test(port) || this.#values.length > 1) return indicator;
    const socket = parseIndicator(
      indicator.value.includes(':') ? `[${indicator.value}]:${port}` : `${indicator.value}:${port}`,
    );
    return 'type' in socket && socket.type === 'ip:port' ? socket : indicator;
  }

  #takeOther(cell: string, { role, header }: { role: ColumnRole; header: string }, details: Details): void {
    if (cell.length < 4) return;
    switch (role) {
      case 'reference':
        for (const { indicator } of valuesInside(cell))
          this.collector.reject(indicator.value, 'a reference of the report');
        break;
      case 'fingerprint':
        if (/^[0-9a-f]{32,128}$/i.test(bare(cell))) {
          this.collector.reject(
            bare(cell).toLowerCase(),
            `a ${shorten(partsOf(header) || 'fingerprint', 40)}, no hash of a file`,
          );
        }
        break;
      case 'decoy':
        for (const { indicator } of valuesInside(cell)) this.#takeDecoy(indicator, header, details);
        break;
      case 'description':
      case 'other':
      case 'threat':
      case 'file':
        this.#takeNote(cell, role, header, details);
    }
  }

  /** What stands beside an indicator: told, and taken only where it cannot be meant otherwise. */
  #takeNote(cell: string, role: ColumnRole, header: string, details: Details): void {
    for (const { indicator, defanged } of valuesInside(cell)) {
      if (defanged || indicator.type === 'sha256') this.collector.addIndicator(indicator, details, this.section);
      else if (indicator.type === 'url' && cell.includes(']('))
        this.collector.reject(indicator.value, 'a reference of the report');
      else if (role !== 'file')
        this.collector.leave(indicator, 'beside an indicator, in a column of notes', header || this.section, details);
    }
  }

  #takeDecoy(indicator: ParsedIndicator, header: string, details: Details): void {
    if (this.collector.knows(indicator)) return;
    if (indicator.type === 'domain' && isSharedHost(indicator.value)) {
      this.collector.reject(indicator.value, 'a decoy: a well-known site that the traffic pretends to go to');
    } else this.collector.leave(indicator, 'a name that the traffic pretends to go to', header, details);
  }

  #cell(cells: readonly string[], role: ColumnRole): string {
    const at = this.#at.get(role);
    return at === undefined ? '' : (cells[at] ?? '');
  }

  #details(cells: readonly string[]): Details {
    const confidence = parseConfidence(this.#cell(cells, 'confidence'));
    const firstSeen = parseCellDate(bare(this.#cell(cells, 'first-seen')));
    const validUntil = parseCellDate(bare(this.#cell(cells, 'valid-until')));
    const family = cleanText(bare(this.#cell(cells, 'family')));
    const threat = shorten(cleanText(bare(this.#cell(cells, 'threat'))), 100);
    return {
      ...this.defaults,
      family: isBlank(family) || family.length > 60 ? this.defaults.family : family,
      threatType: /^[a-z][a-z_]{2,40}$/.test(threat) ? threat : this.defaults.threatType,
      confidence: confidence ?? this.defaults.confidence,
      firstSeen: firstSeen ?? this.defaults.firstSeen,
      validUntil: validUntil ?? this.defaults.validUntil,
    };
  }
}

function statedBy(as: ColumnRole, header: string): string {
  return statedType(header) === null ? as : header;
}

/** `SILKLOADER_SHA256` names a family before the type; a word that describes the type does not. */
function familyOfType(stated: string): string {
  const name = /^([A-Z][A-Z0-9]{3,})[_-](?:SHA-?256|SHA-?1|MD5)$/i.exec(stated)?.[1] ?? '';
  return /^(?:file|hash|cert|certificate|sample|payload|dropper|malware|loader|filehash)$/i.test(name) ? '' : name;
}

function shown(text: string): string {
  return shorten(refang(cleanText(text.slice(0, MAX_SHOWN + 1))), MAX_SHOWN);
}
