/** The page of a family; the folder keeps a family called `index` from taking another page's place. */
export function slugPage(slug: string): string {
  return `families/${slug}.html`;
}

/** Where a technique stands on the ATT&CK page. */
export function techniqueAnchor(id: string): string {
  return `attack.html#${id}`;
}
