import { SaxesParser } from 'saxes';
import { MAX_XML_ELEMENTS, TooMany } from '../containers/limits.js';
import type { Tree } from './leaves.js';

/** An element: its name without a prefix, its attributes, its text, and the elements in it. */
export interface XmlElement {
  name: string;
  attributes: ReadonlyMap<string, string>;
  text: string;
  children: XmlElement[];
}

const MAX_DEPTH = 200;
/** One for all elements without any: documents have millions. */
const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();

/** Whether a text is an XML document, and no page. */
export function looksLikeXml(text: string): boolean {
  const head = text.slice(0, 4096).replace(/^\s*(?:<\?xml[^>]*>|<!--[\s\S]*?-->|\s)+/i, '');
  return (
    /^<[a-z][\w.-]*(?::[\w.-]+)?[\s>/]/i.test(head) &&
    !/^<(?:!doctype html|html|head|body|div|table|p|h[1-6]|ul|ol|pre|section|article|main|span|a|br|img)[\s>/]/i.test(
      head,
    )
  );
}

/**
 * Reads an XML document into elements. Entities of its own and external ones stay unread (they are text), and what is
 * broken ends the elements that are open: `isWhole` is false then. Throws `TooMany` for a document of too many elements.
 */
export function readXml(text: string): { root: XmlElement; isWhole: boolean } {
  const root: XmlElement = { name: '', attributes: new Map(), text: '', children: [] };
  const open: XmlElement[] = [root];
  let isWhole = true;
  let count = 0;
  const parser = new SaxesParser({ position: false });
  parser.on('error', () => {
    isWhole = false;
  });
  parser.on('opentag', (tag) => {
    const attributes = Object.entries(tag.attributes).map(([name, value]) => [localName(name), String(value)] as const);
    const element: XmlElement = {
      name: localName(tag.name),
      attributes: attributes.length === 0 ? NO_ATTRIBUTES : new Map(attributes),
      text: '',
      children: [],
    };
    if (++count > MAX_XML_ELEMENTS) throw new TooMany(MAX_XML_ELEMENTS, 'XML elements');
    if (open.length <= MAX_DEPTH) open.at(-1)?.children.push(element);
    open.push(element);
  });
  const addText = (more: string) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += more;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    if (open.length > 1) open.pop();
  });
  parser.write(text).close();
  return { root, isWhole };
}

/** All elements of a name, in their order, at any depth. */
export function* elements(root: XmlElement, ...names: string[]): Generator<XmlElement> {
  for (const child of root.children) {
    if (names.includes(child.name)) yield child;
    yield* elements(child, ...names);
  }
}

/** The text of the first element of a name below another, at any depth; empty when there is none. */
export function textOf(root: XmlElement, name: string): string {
  for (const { text } of elements(root, name)) if (text.trim() !== '') return text.trim();
  return '';
}

/** An element as a tree of names and texts; attributes stand beside the elements in it. */
export function treeOf(element: XmlElement): Tree {
  const text = element.text.trim();
  if (element.children.length === 0 && element.attributes.size === 0) return text;
  const tree: Record<string, Tree[]> = {};
  const add = (name: string, value: Tree) => {
    const list = Object.hasOwn(tree, name) ? tree[name] : undefined;
    if (list === undefined) tree[name] = [value];
    else list.push(value);
  };
  for (const [name, value] of element.attributes)
    if (!/^(?:xmlns|schemaLocation|id|version)$/i.test(name)) add(name, value);
  for (const child of element.children) add(child.name, treeOf(child));
  if (text !== '') add('#text', text);
  return tree;
}

function localName(name: string): string {
  if (name.startsWith('xmlns')) return 'xmlns';
  return name.slice(name.indexOf(':') + 1);
}
