import type { Command } from './command.js';

export const importCommand: Command = {
  summary: 'Makes our files of ARM templates, portal exports, and content of other layouts.',
  arguments: '<file or folder>',
  takes: [1, 1],
  formats: ['text', 'json'],
  options: {
    'dry-run': { type: 'boolean', help: 'say what would be imported, and write nothing' },
  },
  examples: [
    ['sentinel import Azure_Sentinel_analytics_rules.json', 'rules as the portal exports them'],
    ['sentinel import ../Azure-Sentinel/Detections --dry-run', 'what a folder of YAML would give'],
  ],
  async run({ root, asOf, format, print }, [path = ''], values) {
    const { existsSync } = await import('node:fs');
    const { resolve } = await import('node:path');
    const { SentinelError } = await import('../base/errors.js');
    const { writeFiles } = await import('../base/files.js');
    const { loadRepository } = await import('../content/repository.js');
    const { importContent } = await import('../workspace/import/import.js');
    const { formatImport, importJson } = await import('../output/adoption/import.js');
    const source = resolve(path);
    if (!existsSync(source)) throw new SentinelError('usage', `There is no ${path}.`, 'Name a file or a folder.');
    const result = await importContent(source, loadRepository(root), asOf);
    const writes = values['dry-run'] !== true;
    if (writes) writeFiles(root, result.changes);
    print(format === 'json' ? importJson(result, writes) : formatImport(result, writes));
    return 0;
  },
};
