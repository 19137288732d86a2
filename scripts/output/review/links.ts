/** Pages on GitHub that the comment leads to; undefined where they are not known. */
export interface Links {
  /** The run whose artifact has all of it. */
  run: string | undefined;
  /** Where the list of decisions is edited on the branch. */
  edit: string | undefined;
}

export const NO_LINKS: Links = { run: undefined, edit: undefined };

/** The target of a Markdown link: an `https:` address that no character of it can end; undefined for anything else. */
export function linkTarget(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== 'https:') return undefined;
  return url.href.replace(/[()<>[\]\\|*_~`'"]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
}
