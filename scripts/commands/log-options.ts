import type { Options, Values } from './command.js';

/** The options of every verb that reads log files. */
export const LOG_OPTIONS: Options = {
  logs: {
    type: 'string',
    value: 'DIR',
    help: 'log files: JSON lines, JSON arrays, CSV, Parquet, as they were exported',
  },
  table: {
    type: 'string',
    multiple: true,
    value: 'FILE=TABLE',
    help: 'the table of a log file that names none; repeatable',
  },
};

/** `FILE=TABLE` as a map. Throws a `SentinelError` for another form. */
export async function tablesOf(values: Values): Promise<Map<string, string>> {
  const { SentinelError } = await import('../base/errors.js');
  const given = [values.table ?? []].flat().map(String);
  return new Map(
    given.map((text) => {
      const match = /^(.+)=([A-Za-z_]\w*)$/.exec(text);
      if (match?.[1] !== undefined && match[2] !== undefined) return [match[1], match[2]];
      throw new SentinelError(
        'usage',
        `--table: '${text}' is not FILE=TABLE.`,
        'Such as: --table dump.csv=SecurityEvent',
      );
    }),
  );
}
