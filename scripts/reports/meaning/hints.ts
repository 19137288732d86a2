/** What a report says about itself, in its own words, before anybody has made sense of it. Earlier ones count more. */
export interface Hints {
  /** Names in fields that are for the family: `malware_family`, a malware object, `Threat attribution: …`. */
  families: string[];
  actors: string[];
  campaigns: string[];
  /** Titles: of the page, of an event, of a report object. */
  titles: string[];
  /** Headings, keywords, tags, descriptions: where names occur among much else. */
  mentions: string[];
  /** In any form that a date may have. */
  dates: string[];
  tlp: string[];
  publishers: string[];
}

export function noHints(): Hints {
  return { families: [], actors: [], campaigns: [], titles: [], mentions: [], dates: [], tlp: [], publishers: [] };
}

/** A report says its title and its names early: what comes later among so many is a detail. */
const MAX_HINTS = 200;

/** Adds a hint that says something. */
export function hint(list: string[], text: string): void {
  const clean = text.trim();
  if (clean !== '' && list.length < MAX_HINTS && !list.includes(clean)) list.push(clean.slice(0, 1000));
}
