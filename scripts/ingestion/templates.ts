import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { compareText } from '../base/diagnostic.js';
import { SentinelError } from '../base/errors.js';
import { listFiles } from '../base/files.js';
import { PACKAGE_FOLDER } from '../base/system/package-folder.js';
import { isTemplate } from '../content/layout.js';
import type { HuntTemplate } from '../content/model.js';
import { checkSchema } from '../content/schemas.js';
import { YamlFile } from '../content/yaml/yaml-file.js';

/**
 * The hunt templates: those of the package, each unless the repository has one of the same id in its `templates/`.
 * Throws a `SentinelError` that names file, line and column of each mistake: a hunt made from half a template would
 * look finished.
 */
export function loadTemplates(root: string): HuntTemplate[] {
  const own = readTemplates(root);
  if (resolve(root) === resolve(PACKAGE_FOLDER)) return own;
  const overridden = new Set(own.map(({ id }) => id));
  const shipped = readTemplates(PACKAGE_FOLDER).filter(({ id }) => !overridden.has(id));
  return [...own, ...shipped].sort((a, b) => compareText(a.id, b.id));
}

function readTemplates(root: string): HuntTemplate[] {
  const problems: string[] = [];
  const templates: HuntTemplate[] = [];
  for (const file of listFiles(root, 'templates', isTemplate)) {
    const yaml = YamlFile.parse(file, readFileSync(join(root, file), 'utf8'));
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
