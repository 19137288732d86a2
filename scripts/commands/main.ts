import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { SentinelError } from '../base/errors.js';
import { parseInstant } from '../base/instant.js';
import { oneLine } from '../output/text.js';
import type { Command, Context, Options, Values } from './command.js';
import { formatHelp, formatVerbHelp } from './help.js';
import { findRoot, requireRepository } from './root.js';
import { sayError } from './say-error.js';
import { VERBS } from './verbs.js';

/** Options that every verb takes. */
export const COMMON_OPTIONS: Options = {
  root: {
    type: 'string',
    value: 'DIR',
    help: 'the content repository (default: the nearest folder upwards with sentinel.config.yaml)',
  },
  format: { type: 'string', value: 'NAME', help: 'how results are written' },
  'as-of': { type: 'string', value: 'DATE', help: 'the day to work for, YYYY-MM-DD or ISO 8601 (default: now)' },
  quiet: { type: 'boolean', help: 'say nothing but results' },
  'no-color': { type: 'boolean', help: 'no colours' },
  help: { type: 'boolean', short: 'h', help: 'this text' },
};

/** Runs the command line and returns its exit code: 0 fine, 1 findings, 2 wrong usage or crash, 3 changes pending. */
export async function main(argv: readonly string[]): Promise<number> {
  const [verb, ...rest] = argv;
  if (verb === undefined || verb === '--help' || verb === '-h' || verb === 'help') {
    process.stdout.write(formatHelp(VERBS));
    return verb === undefined ? 2 : 0;
  }
  if (verb === '--version') {
    process.stdout.write(`${version()}\n`);
    return 0;
  }
  try {
    const entry = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
    if (!entry) {
      throw new SentinelError('usage', `There is no verb '${verb}'.`, `Verbs: ${Object.keys(VERBS).join(', ')}.`);
    }
    const command = await entry.load();
    return await runVerb(verb, command, rest);
  } catch (error) {
    return sayError(error);
  }
}

async function runVerb(verb: string, command: Command, argv: string[]): Promise<number> {
  const options = { ...COMMON_OPTIONS, ...command.options };
  const { values, positionals } = parse(verb, options, argv);
  if (values.help === true) {
    process.stdout.write(await formatVerbHelp(verb, command, COMMON_OPTIONS));
    return 0;
  }
  const [least, most] = command.takes;
  if (positionals.length < least || positionals.length > most) {
    const wanted = positionals.length < least ? 'an argument is missing' : `'${positionals[most]}' is one too many`;
    throw new SentinelError('usage', `sentinel ${verb}: ${wanted}.`, `Usage: sentinel ${verb} ${command.arguments}`);
  }
  return command.run(createContext(verb, command, values), positionals, values);
}

function parse(verb: string, options: Options, argv: string[]): { values: Values; positionals: string[] } {
  try {
    return parseArgs({ args: argv, options, allowPositionals: true, strict: true });
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error);
    throw new SentinelError('usage', `sentinel ${verb}: ${message}.`, `See: sentinel ${verb} --help`);
  }
}

function createContext(verb: string, command: Command, values: Values): Context {
  const root = findRoot(typeof values.root === 'string' ? values.root : undefined);
  const format = typeof values.format === 'string' ? values.format : (command.formats[0] ?? 'text');
  if (!command.formats.includes(format)) {
    const help = command.formats.length > 0 ? `Formats: ${command.formats.join(', ')}.` : `It has one format only.`;
    throw new SentinelError('usage', `sentinel ${verb}: there is no format '${format}'.`, help);
  }
  const asOf = typeof values['as-of'] === 'string' ? parseInstant(values['as-of']) : new Date();
  if (!asOf) {
    throw new SentinelError(
      'usage',
      `--as-of: '${values['as-of']}' is no date.`,
      'Write it as 2026-05-31 or 2026-05-31T12:00:00Z.',
    );
  }
  if (command.needsRepository) requireRepository(root);
  const quiet = values.quiet === true;
  return {
    root,
    asOf,
    format,
    quiet,
    color: values['no-color'] !== true && process.stdout.isTTY === true && !process.env.NO_COLOR,
    print: (text) => {
      process.stdout.write(text.endsWith('\n') || text === '' ? text : `${text}\n`);
    },
    printPieces: async (pieces) => {
      for (const piece of pieces) if (!process.stdout.write(piece)) await once(process.stdout, 'drain');
    },
    progress: (text) => {
      if (!quiet && process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${oneLine(text)}`);
    },
  };
}

function version(): string {
  const manifest: { version: string } = require('../../package.json');
  return manifest.version;
}
