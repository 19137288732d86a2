import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Diagnostic, Range } from '../base/diagnostic.js';
import { listFiles } from '../base/files.js';
import { PACKAGE_FOLDER } from '../base/system/package-folder.js';
import { isTemplate, testsFileOf } from '../content/layout.js';
import type { AnalyticRule, ContentTest, EquivalentMutant, HuntingQuery, HuntTemplate } from '../content/model.js';
import { ANY_FAMILY, familySlug, huntId } from '../content/naming.js';
import { OWN_PART } from '../content/query-parts.js';
import { type ContentFile, type Repository, readContent } from '../content/repository.js';
import { YamlFile, type YamlPath } from '../content/yaml/yaml-file.js';
import { rangeInScalar } from '../content/yaml/yaml-range.js';

/** A query with the tests that it must pass. */
export interface Subject {
  file: string;
  kind: 'hunting-query' | 'analytic-rule' | 'template';
  value: HuntingQuery | AnalyticRule | HuntTemplate;
  yaml: YamlFile;
  tests: PlacedTest[];
  equivalentMutants: readonly EquivalentMutant[];
}

/** A test and where it stands: in the file of its query, or beside the template that the query was made of. */
export interface PlacedTest {
  test: ContentTest;
  yaml: YamlFile;
  path: YamlPath;
  /** The part of the query that the test runs. */
  part: QueryPart;
}

/**
 * A query as a whole, or its part from an offset on, before which stands nothing but the declaration of the table
 * `indicators`: the tests of a template bring that table's rows themselves.
 */
export interface QueryPart {
  text: string;
  /** Offset of the part in the query. */
  start: number;
  readsIndicators: boolean;
}

export function wholeQuery({ query }: { query: string }): QueryPart {
  return { text: query, start: 0, readsIndicators: false };
}

/** A template, with the file of its tests where there is one. */
export interface TestedTemplate extends ContentFile<HuntTemplate> {
  /** Whether it lies in the repository; else it came with the program. */
  isOwn: boolean;
  tests: PlacedTest[];
  equivalentMutants: readonly EquivalentMutant[];
}

/**
 * The templates of a repository with their tests, and those that ship with the program unless the repository has one of
 * the same id; what is wrong with their files goes into `diagnostics`.
 * @param isNeeded by file and id; others are not read
 */
export function loadTestedTemplates(
  repository: string,
  diagnostics: Diagnostic[],
  isNeeded: (file: string, id: string) => boolean = () => true,
): TestedTemplate[] {
  const own = templatesIn(repository, true, diagnostics, isNeeded);
  if (resolve(repository) === resolve(PACKAGE_FOLDER)) return own;
  const overridden = new Set(own.map(({ value }) => value.id));
  const isShippedNeeded = (_file: string, id: string) => !overridden.has(id) && isNeeded('', id);
  return [...own, ...templatesIn(PACKAGE_FOLDER, false, [], isShippedNeeded)];
}

const ID = /^id: *["']?([\w-]+)/m;

function templatesIn(
  root: string,
  isOwn: boolean,
  diagnostics: Diagnostic[],
  isNeeded: (file: string, id: string) => boolean,
): TestedTemplate[] {
  const templates: TestedTemplate[] = [];
  for (const file of listFiles(root, 'templates', isTemplate)) {
    const text = readFileSync(join(root, file), 'utf8');
    if (!isNeeded(file, ID.exec(text)?.[1] ?? '')) continue;
    const loaded = readContent('template', YamlFile.parse(file, text));
    if (!('value' in loaded)) {
      diagnostics.push(...loaded.diagnostics);
      continue;
    }
    const template: TestedTemplate = { ...loaded.value, isOwn, tests: [], equivalentMutants: [] };
    templates.push(template);
    const testsFile = testsFileOf(file);
    if (!existsSync(join(root, testsFile))) continue;
    const tests = readContent('template-tests', YamlFile.parse(testsFile, readFileSync(join(root, testsFile), 'utf8')));
    if (!('value' in tests)) {
      diagnostics.push(...tests.diagnostics);
      continue;
    }
    const { value, yaml } = tests.value;
    const part = { text: template.value.query, start: 0, readsIndicators: true };
    template.tests = value.tests.map((test, index) => ({ test, yaml, path: ['tests', index], part }));
    template.equivalentMutants = value.equivalentMutants ?? [];
  }
  return templates;
}

/** Everything that has a query, with its tests, sorted by file. */
export function subjectsOf(repository: Repository, templates: readonly TestedTemplate[]): Subject[] {
  const ofTemplates = templates
    .filter(({ isOwn }) => isOwn)
    .map(
      ({ file, value, yaml, tests, equivalentMutants }): Subject => ({
        ...{ file, kind: 'template', value, yaml, tests, equivalentMutants },
      }),
    );
  const subject = (
    kind: 'hunting-query' | 'analytic-rule',
    file: ContentFile<HuntingQuery | AnalyticRule>,
  ): Subject => {
    const whole = wholeQuery(file.value);
    const tests = (file.value.tests ?? []).map(
      (test, index): PlacedTest => ({ test, yaml: file.yaml, path: ['tests', index], part: whole }),
    );
    return { ...file, kind, tests, equivalentMutants: file.value.equivalentMutants ?? [] };
  };
  const hunts = repository.huntingQueries.map((hunt) => {
    const own = subject('hunting-query', hunt);
    const template = templateOfHunt(hunt, templates);
    const part = ownPart(hunt.value.query);
    if (!template || !part) return own;
    const inherited = template.tests.map((test) => ({ ...test, part }));
    const equivalentMutants = [...own.equivalentMutants, ...template.equivalentMutants];
    return { ...own, tests: [...own.tests, ...inherited], equivalentMutants };
  });
  const rules = repository.analyticRules.map((rule) => subject('analytic-rule', rule));
  return [...rules, ...hunts, ...ofTemplates];
}

/** The template that a hunt was made of: its id says so, wherever the file lies now. */
export function templateOfHunt(
  { value }: { value: Pick<HuntTemplate, 'id' | 'tags'> | Pick<HuntingQuery, 'id' | 'tags'> },
  templates: readonly TestedTemplate[],
): TestedTemplate | undefined {
  return templates.find((template) => isMadeOf(value, template.value.id));
}

/** Whether a hunt was made of the template of an id. */
export function isMadeOf(
  hunt: Pick<HuntTemplate, 'id' | 'tags'> | Pick<HuntingQuery, 'id' | 'tags'>,
  template: string,
) {
  const tags = (hunt.tags ?? []).filter((tag): tag is string => typeof tag === 'string');
  return [ANY_FAMILY, ...tags.map(familySlug)].some((slug) => huntId(slug, template) === hunt.id);
}

/** The part of a generated hunt below its line; undefined where the line is gone. */
function ownPart(query: string): QueryPart | undefined {
  const at = query.indexOf(OWN_PART);
  if (at === -1) return undefined;
  const start = query.indexOf('\n', at) + 1;
  return { text: query.slice(start), start, readsIndicators: true };
}

/** The place in the file of a part of its query. */
export function queryRange({ yaml }: Subject, part: QueryPart, { start, end }: { start: number; end: number }): Range {
  return rangeInScalar(yaml, ['query'], start + part.start, end + part.start);
}
