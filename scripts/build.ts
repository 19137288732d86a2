import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileModule } from './content/schema-compiler.js';
import { SCHEMA_KINDS } from './content/schemas.js';

// What `npm run build` does in dist/ once TypeScript's compiler has filled it: work that each run would otherwise repeat.

chmodSync(join(__dirname, 'sentinel.js'), 0o755);
writeFileSync(join(__dirname, 'content', 'validators.js'), compileModule(SCHEMA_KINDS));
