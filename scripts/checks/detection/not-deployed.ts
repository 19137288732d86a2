import type { AnalyticRule, HuntingQuery, SavedFunction } from '../../content/model.js';
import type { ContentFile } from '../../content/repository.js';
import { cutTags, functionTags, huntTags, MAX_TAG_VALUE, type TagValues } from '../../content/saved-search-tags.js';
import type { YamlFile, YamlPath } from '../../content/yaml/yaml-file.js';
import { asDeployed, asRule, type DetectionCheck, type Finding } from '../check.js';

/** Fields of a rule that its resource has no place for. */
const NOT_IN_RULES = ['status', 'tags'] as const;

/** Parts of `metadata` that the metadata resource of a rule has, and those that the tags of a hunt have. */
const IN_RULES = ['author', 'support', 'categories'];
const IN_HUNTS = ['author'];

function notesOf({ metadata }: HuntingQuery | AnalyticRule, kept: readonly string[]): YamlPath[] {
  return Object.keys(metadata ?? {}).flatMap((field) => (kept.includes(field) ? [] : [['metadata', field]]));
}

/** Fields by the tag of the saved search that carries them; the others have its name. */
const FIELDS: Record<string, string> = {
  techniques: 'relevantTechniques',
  connectors: 'requiredDataConnectors',
  tables: 'requiredDataConnectors',
  entities: 'entityMappings',
  author: 'metadata',
};

const IN_TAGS = 'Shorten it, or keep it for who reads the file: the file stays whole, only the workspace has less.';

export const notDeployed: DetectionCheck = {
  code: 'not-deployed',
  scope: 'detection',
  effect: 'ignored',
  summary: 'What the file says reaches the workspace',
  why: "The service has no place for a rule's status and tags, nor for most of metadata. What a saved search has no field for stands in its tags, which take 256 characters each: a longer description or list arrives shortened.",
  help: 'Remove it, or keep it for who reads the file.',
  *run(detection) {
    const { yaml } = detection;
    const rule = asRule(detection);
    const value = asDeployed(detection);
    const lost: YamlPath[] = rule
      ? [
          ...NOT_IN_RULES.filter((field) => rule[field] !== undefined).map((field) => [field]),
          ...notesOf(rule, IN_RULES),
        ]
      : value
        ? [...('description-detailed' in value ? [['description-detailed']] : []), ...notesOf(value, IN_HUNTS)]
        : [];
    if (lost[0]) {
      const fields = lost.map((path) => path.join('.')).join(', ');
      const message = `The service has no place for ${fields} of a ${rule ? 'rule' : 'hunting query'}: not deployed`;
      yield { message, range: yaml.rangeOfKey(lost[0]) };
    }
    if (value && !rule) yield* cutFields(yaml, huntTags(value));
  },
};

/** What of a function is too long for the tags of its saved search. */
export function cutOfFunction({ yaml, value }: ContentFile<SavedFunction>): Iterable<Finding> {
  return cutFields(yaml, functionTags(value));
}

/** One finding a file: it names all fields, and points at the first. */
function* cutFields(yaml: YamlFile, values: TagValues): Iterable<Finding> {
  const fields = [...new Set(cutTags(values).map((tag) => FIELDS[tag] ?? tag))];
  if (!fields[0]) return;
  const message = `Longer than the ${MAX_TAG_VALUE} characters of a saved search's tag, and deployed shortened: ${fields.join(', ')}`;
  yield { message, range: yaml.rangeOfKey([fields[0]]), help: IN_TAGS };
}
