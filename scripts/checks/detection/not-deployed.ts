import type { SavedFunction } from '../../content/model.js';
import type { ContentFile } from '../../content/repository.js';
import { cutTags, functionTags, huntTags, MAX_TAG_VALUE, type TagValues } from '../../content/saved-search-tags.js';
import type { YamlFile } from '../../content/yaml/yaml-file.js';
import { asDeployed, asRule, type DetectionCheck, type Finding } from '../check.js';

/** Fields of a rule that its resource has no place for. */
const NOT_IN_RULES = ['status', 'tags'] as const;

/** Fields by the tag of the saved search that carries them; the others have its name. */
const FIELDS: Record<string, string> = {
  techniques: 'relevantTechniques',
  connectors: 'requiredDataConnectors',
  entities: 'entityMappings',
  author: 'metadata',
};

const IN_TAGS = 'Shorten it, or keep it for who reads the file: the file stays whole, only the workspace has less.';

export const notDeployed: DetectionCheck = {
  code: 'not-deployed',
  scope: 'detection',
  effect: 'ignored',
  summary: 'What the file says reaches the workspace',
  why: "The service has no place for a rule's status and tags. What a saved search has no field for stands in its tags, which take 256 characters each: a longer description or list arrives shortened.",
  help: 'Remove it, or keep it for who reads the file.',
  *run(detection) {
    const { yaml } = detection;
    const rule = asRule(detection);
    const value = asDeployed(detection);
    if (rule) {
      const fields = NOT_IN_RULES.filter((field) => rule[field] !== undefined);
      const message = `The service has no place for ${fields.join(' and ')} of a rule: not deployed`;
      if (fields[0]) yield { message, range: yaml.rangeOfKey([fields[0]]) };
    } else if (value) yield* cutFields(yaml, huntTags(value));
  },
};

/** What of a function is too long for the tags of its saved search. */
export function cutOfFunction({ yaml, value }: ContentFile<SavedFunction>): Iterable<Finding> {
  return cutFields(yaml, functionTags(value));
}

/** One finding a file: it names all fields, and points at the first. */
function* cutFields(yaml: YamlFile, values: TagValues): Iterable<Finding> {
  const fields = cutTags(values).map((tag) => FIELDS[tag] ?? tag);
  if (!fields[0]) return;
  const message = `Longer than the ${MAX_TAG_VALUE} characters of a saved search's tag, and deployed shortened: ${fields.join(', ')}`;
  yield { message, range: yaml.rangeOfKey([fields[0]]), help: IN_TAGS };
}
