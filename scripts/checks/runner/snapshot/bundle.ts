import { readFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';

/**
 * One script of a module and all that it requires, which a V8 start-up snapshot needs: while one is made, `require` knows
 * Node's own modules only.
 * @param entry absolute path of a CommonJS module that was compiled
 */
export function bundle(entry: string): string {
  const modules = new Map<string, string>();
  const pending = [entry];
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (modules.has(file)) continue;
    const source = readFileSync(file, 'utf8');
    const resolved = resolveAll(file, source);
    pending.push(...Object.values(resolved));
    modules.set(file, define(file, source, resolved));
  }
  return ascii(`${LOADER}\n${[...modules.values()].join('\n')}\nload(${JSON.stringify(entry)});\n`);
}

const LOADER = `const definitions = {};
const loaded = {};
function load(file) {
  if (loaded[file]) return loaded[file].exports;
  const module = (loaded[file] = { exports: {} });
  const { resolved, run } = definitions[file];
  const local = (name) => (resolved[name] ? load(resolved[name]) : require(name));
  run.call(module.exports, module.exports, local, module, file, file.replace(/[\\\\/][^\\\\/]*$/, ''));
  return module.exports;
}`;

/** What the `require` calls of a file name, by that name. */
function resolveAll(file: string, source: string): Record<string, string> {
  const resolved: Record<string, string> = {};
  const local = createRequire(file);
  for (const [, name = ''] of source.matchAll(/\brequire\(["']([^"'\n]+)["']\)/g)) {
    if (isBuiltin(name)) continue;
    try {
      resolved[name] = local.resolve(name);
    } catch {
      // A name in a comment, or an optional package that is not there.
    }
  }
  return resolved;
}

function define(file: string, source: string, resolved: Record<string, string>): string {
  const body = file.endsWith('.json') ? `module.exports = ${source}` : source.replace(/^#!.*/, '');
  const head = `definitions[${JSON.stringify(file)}] = { resolved: ${JSON.stringify(resolved)}, run`;
  return `${head}(exports, require, module, __filename, __dirname) {${body}\n} };`;
}

/** V8 keeps the text of a script, twice as large if there is a single character beyond Latin in it. */
function ascii(script: string): string {
  return script.replace(/[^\0-\x7f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
