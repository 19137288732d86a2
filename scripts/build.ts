import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keyOfProgram } from './checks/runner/program.js';
import { buildSnapshot } from './checks/runner/snapshot/build.js';
import { snapshotFile } from './checks/runner/snapshot/snapshot.js';
import { compileModule } from './content/schema-compiler.js';
import { SCHEMA_KINDS } from './content/schemas.js';

// What `npm run build` does in dist/ once TypeScript's compiler has filled it: work that each run would otherwise repeat.

chmodSync(join(__dirname, 'sentinel.js'), 0o755);
writeFileSync(join(__dirname, 'content', 'validators.js'), compileModule(SCHEMA_KINDS));
try {
  buildSnapshot(snapshotFile(keyOfProgram()));
} catch (error) {
  const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
  process.stderr.write(`No snapshot of the analyser, so validate will start slowly: ${reason}\n`);
}
