import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SentinelError } from '../base/errors.js';
import { listFiles } from '../base/files.js';
import { PACKAGE_FOLDER } from '../base/system/package-folder.js';
import { isTemplate } from '../content/layout.js';
import type { HuntTemplate } from '../content/model.js';
import { checkSchema } from '../content/schemas.js';
import { YamlFile } from '../content/yaml/yaml-file.js';

/**
 * The hunt templates of a repository, or those that ship with the program where it has no `templates/`.
 * Throws a `SentinelError` that names file, line and column of each mistake: a hunt made from half a template would
 * look finished.
 */
export function loadTemplates(root: string): HuntTemplate[] {
  const base = existsSync(join(root, 'templates')) ? root : PACKAGE_FOLDER;
  const problems: string[] = [];
  const templates: HuntTemplate[] = [];
  for (const file of listFiles(base, 'templates', isTemplate)) {
    const yaml = YamlFile.parse(file, readFileSync(join(base, file), 'utf8'));
    const checked = yaml.diagnostics.length > 0 ? yaml : checkSchema('template', yaml);
    if ('diagnostics' in checked) {
      problems.push(
        ...checked.diagnostics.map((d) => `${file}:${d.range.start.line}:${d.range.start.column} ${d.message}`),
      );
    } else if (templates.some(({ id }) => id === checked.value.id)) {
      problems.push(`${file} has the id '${checked.value.id}' of another template`);
    } else templates.push(checked.value);
  }
  if (problems.length > 0) {
    throw new SentinelError('template', problems.join('\n'), 'Correct the template; nothing was written.');
  }
  return templates;
}
