import type { Command } from './command.js';

export const merge: Command = {
  summary: 'Joins two versions of a list, row by row. As a merge driver of git: it writes the result over OURS.',
  arguments: 'BASE OURS THEIRS',
  takes: [3, 3],
  formats: ['text'],
  options: {},
  examples: [
    [
      "git config merge.sentinel.driver 'npx sentinel merge %O %A %B'",
      'once a clone: git merges and rebases lists by it',
    ],
    ['sentinel merge base.csv ours.csv theirs.csv', 'three files; 1 when a person must decide on a row'],
  ],
  async run({ quiet }, [base = '', ours = '', theirs = '']) {
    const { readFileSync, writeFileSync } = await import('node:fs');
    const { counted } = await import('../base/strings.js');
    const { mergeVersions } = await import('../indicators/rows/merge-versions.js');
    const { oneLine } = await import('../output/text.js');
    const read = (file: string) => readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
    const { text, conflicts } = mergeVersions(ours, read(base), read(ours), read(theirs));
    writeFileSync(ours, text);
    if (conflicts.length === 0) return 0;
    if (!quiet) {
      const lines = conflicts.slice(0, 20).map((row) => `  ${oneLine(row)}\n`);
      process.stderr.write(
        `sentinel merge: ${counted(conflicts.length, 'row')} changed in both versions; decide between the markers:\n${lines.join('')}`,
      );
    }
    return 1;
  },
};
