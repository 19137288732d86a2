const { isNativeError } = require('node:util/types');
const { TestEnvironment } = require('jest-environment-node');

const LIBRARY = ['bridge.min.js', 'Kusto.Language.Bridge.min.js'];

/**
 * Jest runs each file of tests in a realm of its own, where the KQL library would be loaded and warmed up again, and run
 * at half its speed. Here each worker loads it once, outside, when a test first asks for it; `scripts/kql/language.ts`
 * finds it where it always is. The scenarios run the built program, which loads it by itself.
 */
module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    // What Node throws comes from outside of the realm, and is an error all the same, as it is in the program.
    const { Error: own } = this.global;
    Object.defineProperty(own, Symbol.hasInstance, {
      value(error) {
        return this === own ? isNativeError(error) : Function.prototype[Symbol.hasInstance].call(this, error);
      },
    });
    for (const name of ['Bridge', 'System', 'Kusto']) {
      Object.defineProperty(this.global, name, { configurable: true, get: () => library()[name] });
    }
  }
};

function library() {
  for (const file of LIBRARY) require(`@kusto/language-service-next/${file}`);
  return globalThis;
}
