import type { Command } from './command.js';

export const explain: Command = {
  summary: 'Says what a check finds, why that matters, and what to do: its page of the documentation.',
  arguments: 'CODE',
  takes: [1, 1],
  formats: ['text', 'json'],
  options: {},
  examples: [['sentinel explain version-not-raised', 'a code as validate prints it']],
  async run({ format, print }, [code = '']) {
    const { severityOf } = await import('../checks/check.js');
    const { CODES } = await import('../checks/registry.js');
    const { SentinelError } = await import('../base/errors.js');
    const { didYouMean } = await import('../base/spelling.js');
    const { page, pageAddress } = await import('../checks/pages.js');
    const check = CODES.get(code) ?? CODES.get(code.toUpperCase());
    if (!check) {
      const message = `There is no check '${code}'${didYouMean(code, CODES.keys()) || '.'}`;
      throw new SentinelError('usage', message, 'docs/checks/README.md lists them all.');
    }
    const { code: name, effect, summary, why, help } = check;
    const severity = severityOf(check);
    const address = pageAddress(name);
    print(
      format === 'json'
        ? JSON.stringify({ code: name, effect, severity, summary, why, help, page: address }, null, 2)
        : `${page(check)}\nThis page: ${address}`,
    );
    return 0;
  },
};
