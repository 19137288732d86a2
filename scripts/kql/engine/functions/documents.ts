import { parse as parseCsvText } from 'csv-parse/sync';
import { SaxesParser } from 'saxes';
import { Decimal, type Value } from '../values/value.js';
import { type Entry, entry, type Family, text, unary } from './entry.js';

interface Element {
  readonly name: string;
  readonly attributes: [string, string][];
  readonly children: Map<string, Value[]>;
  text: string;
}

const MAX_DEPTH = 200;

/** XML as JSON has it: attributes as `@name`, text as `#text`, elements of one name as an array. */
function parseXml(source: string): Value {
  const root: Element = { name: '', attributes: [], children: new Map(), text: '' };
  const open: Element[] = [root];
  let hasFailed = source.trim() === '';
  const parser = new SaxesParser();
  parser.on('error', () => {
    hasFailed = true;
  });
  parser.on('opentag', ({ name, attributes }) => {
    if (open.length > MAX_DEPTH) hasFailed = true;
    const pairs = Object.entries(attributes).map(([key, value]): [string, string] => [key, String(value)]);
    open.push({ name, attributes: pairs, children: new Map(), text: '' });
  });
  const addText = (value: string) => {
    const top = open.at(-1);
    if (top && top !== root) top.text += value;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const element = open.pop();
    const parent = open.at(-1);
    if (!element || !parent) return;
    parent.children.set(element.name, [...(parent.children.get(element.name) ?? []), contentOf(element)]);
  });
  parser.write(source).close();
  return hasFailed ? null : contentOf(root);
}

function contentOf({ attributes, children, text: content }: Element): Value {
  const inner = content.trim();
  if (attributes.length === 0 && children.size === 0) return inner === '' ? null : content;
  const bag = new Map<string, Value>(attributes.map(([name, value]) => [`@${name}`, value]));
  if (inner !== '') bag.set('#text', content);
  for (const [name, values] of children) bag.set(name, values.length === 1 ? (values[0] ?? null) : values);
  return bag;
}

function parseCsv(source: string): Value {
  const [first] = records(source);
  return first ?? null;
}

function records(source: string): string[][] {
  return parseCsvText(source, { relax_quotes: true, relax_column_count: true, to: 1 });
}

const VERSION_PARTS = 4;
const PART_WIDTH = 8;

/** A version as one number that orders as versions do: each part in eight digits. */
function parseVersion(version: string): Value {
  const parts = version.split('.');
  if (parts.length > VERSION_PARTS || !parts.every((part) => /^\d{1,8}$/.test(part))) return null;
  const padded = Array.from({ length: VERSION_PARTS }, (_, i) => (parts[i] ?? '0').padStart(PART_WIDTH, '0'));
  return new Decimal(BigInt(padded.join('')), 0);
}

function parsePath(path: string): Value {
  const [, scheme = '', rest = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/is.exec(path) ?? [];
  const [root = ''] = /^[a-z]:[\\/]?/i.exec(rest) ?? [];
  const end = Math.max(rest.lastIndexOf('/'), rest.lastIndexOf('\\'));
  const directory = end === -1 ? '' : rest.slice(0, end);
  const [file = '', stream = ''] = splitStream(rest.slice(end + 1));
  const dot = file.lastIndexOf('.');
  return new Map<string, Value>([
    ['Scheme', scheme],
    ['RootPath', root],
    ['DirectoryPath', directory],
    ['DirectoryName', directory.split(/[/\\]/).at(-1) ?? ''],
    ['Filename', file],
    ['Extension', dot === -1 ? '' : file.slice(dot + 1)],
    ['AlternateDataStreamName', stream],
  ]);
}

function splitStream(name: string): [string, string] {
  const colon = name.indexOf(':');
  return colon === -1 ? [name, ''] : [name.slice(0, colon), name.slice(colon + 1)];
}

/** A command line as Windows splits it: quotes keep blanks, a backslash before a quote keeps the quote. */
const commandLine: Entry = entry('dynamic', (args) => {
  const read = text.read(args[0]);
  return (row, run) => {
    const value = read(row, run) ?? '';
    return value === '' ? null : splitCommand(value);
  };
});

function splitCommand(command: string): Value {
  const words: string[] = [];
  let word = '';
  let isOpen = false;
  let isQuoted = false;
  for (let i = 0; i < command.length; i++) {
    const character = command.charAt(i);
    if (character === '\\' && command.charAt(i + 1) === '"') {
      word += '"';
      isOpen = true;
      i++;
    } else if (character === '"') {
      isQuoted = !isQuoted;
      isOpen = true;
    } else if (/\s/.test(character) && !isQuoted) {
      if (isOpen) words.push(word);
      word = '';
      isOpen = false;
    } else {
      word += character;
      isOpen = true;
    }
  }
  return isOpen ? [...words, word] : words;
}

export const documents: Family = {
  parse_xml: unary('dynamic', text, parseXml),
  parse_csv: unary('dynamic', text, parseCsv),
  parse_version: unary('decimal', text, parseVersion),
  parse_path: unary('dynamic', text, parsePath),
  parse_command_line: commandLine,
};
