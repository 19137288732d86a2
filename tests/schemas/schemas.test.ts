import {
  configuration,
  huntingQuery,
  savedFunction,
  scheduledRule,
  template,
  templateTests,
  watchlist,
} from './examples.js';
import { brokenPlaces, type Schema, schemas } from './validator.js';

const KINDS = {
  'hunting-query': huntingQuery,
  'analytic-rule': scheduledRule,
  watchlist,
  function: savedFunction,
  template,
  'template-tests': templateTests,
  configuration,
};

describe('the schemas', () => {
  it('are named by their files, so that references resolve in an editor and in the program alike', () => {
    for (const [file, schema] of schemas) expect(schema.$id).toBe(file);
  });

  it.each(Object.entries(KINDS))('%s has exactly the fields of the model', (kind, example) => {
    const fields = Object.keys(schemas.get(`${kind}.schema.json`)?.properties ?? {});
    expect(fields.sort()).toEqual(Object.keys(example).sort());
  });

  it.each(Object.keys(KINDS))('%s refuses what is no map', (kind) => {
    for (const data of [null, [], 'text', 1]) expect(brokenPlaces(kind, data)).toEqual(['']);
  });

  it('describe every field for the editor', () => {
    const silent: string[] = [];
    for (const [file, schema] of schemas) visit(schema, file, silent);
    expect(silent).toEqual([]);
  });
});

/** Collects the places of the fields that an editor would show without a word. */
function visit(schema: Schema, place: string, silent: string[]): void {
  for (const [name, field] of Object.entries({ ...schema.properties, ...schema.$defs })) {
    const here = `${place}/${name}`;
    if (field.description === undefined && field.$ref === undefined) silent.push(here);
    visit(field, here, silent);
  }
  if (typeof schema.items === 'object') visit(schema.items, `${place}/items`, silent);
}
