import type { ParseArgsConfig } from 'node:util';

/** Options of a verb, as `util.parseArgs` takes them, each with what `--help` says of it. */
export type Options = Record<
  string,
  NonNullable<ParseArgsConfig['options']>[string] & { help: string; value?: string }
>;

/** The option values of a run, typed by name. */
export interface Values {
  [name: string]: string | boolean | (string | boolean)[] | undefined;
}

/** What every verb gets: where it runs, for which day, and where its words go. */
export interface Context {
  /** The content repository, absolute. */
  root: string;
  /** The clock of the run. */
  asOf: Date;
  /** The chosen format, one of the verb's `formats`. */
  format: string;
  quiet: boolean;
  color: boolean;
  /** Writes a result to standard output. */
  print(text: string): void;
  /** Writes a result that comes in pieces, as fast as its reader takes them. */
  printPieces(pieces: Iterable<string>): Promise<void>;
  /** Says what is going on: standard error, a terminal only. */
  progress(text: string): void;
}

/** One verb of the command line. Its file imports types only: the libraries are loaded when it runs. */
export interface Command {
  summary: string;
  /** What follows the verb, for the usage line. */
  arguments: string;
  /** How many arguments it takes, at least and at most. */
  takes: readonly [number, number];
  formats: readonly string[];
  /** The verb is pointless, or dangerous, in a folder that is no content repository. */
  needsRepository?: true;
  options: Options;
  examples: readonly (readonly [command: string, meaning: string])[];
  /** What `--help` says after the options. */
  more?(): Promise<{ title: string; rows: readonly (readonly [word: string, meaning: string])[] }>;
  /** Runs the verb: 0 fine, 1 findings, 2 wrong usage, 3 changes pending. Throws `SentinelError` for a person to read. */
  run(context: Context, paths: string[], values: Values): Promise<number>;
}
