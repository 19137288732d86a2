import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles, readTextIfThere } from '../base/files.js';
import { isYaml } from '../content/layout.js';
import type { HuntTemplate } from '../content/model.js';
import { contentIdOf, huntId } from '../content/naming.js';
import { huntFile } from './hunt.js';

/** The hunts that a repository has. A hunt is known by its id: people rename files and move them. */
export class HuntFiles {
  readonly #byId = new Map<string, string>();
  /** Folders below `hunts/` that hold a hunt. */
  readonly #folders = new Set<string>();

  constructor(private readonly root: string) {
    for (const file of listFiles(root, 'hunts', isYaml)) {
      const id = contentIdOf(readFileSync(join(root, file), 'utf8'));
      if (id !== undefined && !this.#byId.has(id)) this.#byId.set(id, file);
      this.#folders.add(file.split('/')[1] ?? '');
    }
  }

  /** Where the hunt lies that a template made for a family, or what lies in its place; undefined when there is none. */
  find(slug: string, template: HuntTemplate): { file: string; text: string } | undefined {
    const file = this.#byId.get(huntId(slug, template.id)) ?? huntFile(slug, template);
    const text = readTextIfThere(this.root, file);
    return text === undefined ? undefined : { file, text };
  }

  /** Whether a family's folder has a hunt. */
  hasFolder(slug: string): boolean {
    return this.#folders.has(slug);
  }

  /** The families that have a folder. */
  get folders(): Iterable<string> {
    return this.#folders;
  }
}
