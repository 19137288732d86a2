import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { itemsFileOf, listContent, readItems } from '../../content/layout.js';
import { fixFieldOrder } from './field-order.js';
import { fixIndicators } from './indicators.js';
import { fixLetterCase } from './letter-case.js';
import { fixMissingId } from './missing-id.js';
import { fixQueryLayout } from './query-layout.js';
import { fixRetiredFunctions } from './retired-functions.js';

export interface FixOptions {
  root: string;
  isWanted(file: string): boolean;
  /** Also gives queries the layout of Microsoft's formatter. */
  formatsQueries: boolean;
}

/** The files that mechanical corrections change, with their new texts. Nothing is written. */
export function fixRepository({ root, isWanted, formatsQueries }: FixOptions): Map<string, string> {
  const changes = new Map<string, string>();
  const change = (file: string, before: string, after: string) => {
    if (after !== before) changes.set(file, after);
  };
  for (const { file, kind } of listContent(root)) {
    const text = readFileSync(join(root, file), 'utf8');
    if (kind === 'watchlist') {
      const itemsFile = itemsFileOf(file);
      const items = isWanted(itemsFile) ? readItems(root, itemsFile) : undefined;
      // What could not be read as UTF-8 would be lost for good.
      if (items !== undefined && !items.includes('\uFFFD'))
        change(itemsFile, items, fixIndicators(file, text, itemsFile, items));
    } else if (isWanted(file)) {
      const spelt = fixLetterCase(file, kind, text);
      const withId = kind === 'template' || kind === 'template-tests' ? spelt : fixMissingId(file, spelt);
      const renamed = fixRetiredFunctions(file, withId);
      const ordered = fixFieldOrder(file, kind, renamed);
      change(file, text, formatsQueries ? fixQueryLayout(file, ordered) : ordered);
    }
  }
  return changes;
}
