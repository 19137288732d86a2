import { compileModule, compileSchemas } from '../../../scripts/base/schemas/compiler.js';
import { keyOfSchemas, schemaNames } from '../../../scripts/base/schemas/files.js';
import {
  configuration,
  huntingQuery,
  nrtRule,
  savedFunction,
  scheduledRule,
  template,
  templateTests,
  watchlist,
} from '../../schemas/examples.js';

type Check = ((data: unknown) => boolean) & { errors?: unknown[] | null };

const EXAMPLES: [string, object][] = [
  ['hunting-query', huntingQuery],
  ['analytic-rule', scheduledRule],
  ['analytic-rule', nrtRule],
  ['watchlist', watchlist],
  ['function', savedFunction],
  ['template', template],
  ['template-tests', templateTests],
  ['configuration', configuration],
];

/** The example, and what it becomes when one of its fields is missing, empty, misspelt or of another type. */
function variants(example: object): object[] {
  const changed = Object.keys(example).flatMap((key) => {
    const { [key]: value, ...others }: Record<string, unknown> = { ...example };
    return [
      others,
      { ...others, [`${key}s`]: value },
      ...[null, 5, '', [], {}].map((odd) => ({ ...others, [key]: odd })),
    ];
  });
  return [example, {}, ...changed];
}

describe('the module of validators that the build writes', () => {
  const exports: Record<string, Check> & { key?: string } = {};
  new Function('require', 'exports', compileModule(schemaNames()))(require, exports);
  const compiled = compileSchemas();

  it.each(EXAMPLES)('%s: finds what the schema itself finds, with the same data for messages', (kind, example) => {
    const built = exports[kind];
    const now = compiled(kind);
    if (!built || !now) throw new Error(`no validator of ${kind}`);
    const wrong = variants(example).filter((data) => {
      expect(built(data)).toBe(now(data));
      expect(built.errors).toEqual(now.errors);
      return !built(data);
    });
    expect(wrong.length).toBeGreaterThan(2);
    expect(built(example)).toBe(true);
  });

  it('carries the key of the schemas that it was made from', () => {
    expect(exports.key).toBe(keyOfSchemas());
  });
});
