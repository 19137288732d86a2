import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileModule } from './base/schemas/compiler.js';
import { schemaNames } from './base/schemas/files.js';

// What `npm run build` does in dist/ once TypeScript's compiler has filled it: work that each run would otherwise repeat.

chmodSync(join(__dirname, 'sentinel.js'), 0o755);
writeFileSync(join(__dirname, 'base', 'schemas', 'built.js'), compileModule(schemaNames()));
