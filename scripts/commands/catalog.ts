import type { Command } from './command.js';

export const catalog: Command = {
  summary:
    'Writes a static site: families, hunts with their queries and tests, ATT&CK coverage, and the ages of indicators.',
  arguments: '',
  takes: [0, 0],
  formats: ['text', 'json'],
  needsRepository: true,
  options: {
    out: { type: 'string', value: 'DIR', help: 'where the site goes; default: .sentinel/catalog of the repository' },
  },
  examples: [
    ['sentinel catalog', 'open .sentinel/catalog/index.html in a browser; no server is needed'],
    ['sentinel catalog --out public', 'for a web server, or GitHub Pages'],
  ],
  async run({ root, asOf, format, print }, _, values) {
    const { existsSync } = await import('node:fs');
    const { join, relative, resolve } = await import('node:path');
    const { loadRepository } = await import('../content/repository.js');
    const { renderSite } = await import('../catalog/site.js');
    const { PACKAGE_FOLDER } = await import('../base/system/package-folder.js');
    const { writeSite } = await import('../catalog/write-site.js');
    const out = typeof values.out === 'string' ? resolve(values.out) : join(root, '.sentinel', 'catalog');
    const repository = loadRepository(root);
    const docs = existsSync(join(root, 'docs')) ? root : PACKAGE_FOLDER;
    const files = renderSite(repository, { asOf, docs });
    writeSite(out, files);
    const left = repository.diagnostics.map(({ file }) => file);
    const shown = relative(process.cwd(), join(out, 'index.html'));
    if (format === 'json')
      print(`${JSON.stringify({ out, files: [...files.keys()], leftOut: [...new Set(left)] }, null, 2)}\n`);
    else {
      print(`${files.size} files; open ${shown}\n`);
      if (left.length > 0) print(`Left out, since they do not fit their schema: ${[...new Set(left)].join(', ')}\n`);
    }
    return 0;
  },
};
