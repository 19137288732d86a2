import type { DetectionCheck } from '../check.js';

const CUSTOM_ENTITIES = [
  'AccountCustomEntity',
  'HostCustomEntity',
  'IPCustomEntity',
  'URLCustomEntity',
  'ProcessCustomEntity',
  'FileHashCustomEntity',
];

export const customEntity: DetectionCheck = {
  code: 'custom-entity',
  scope: 'detection',
  effect: 'misleads',
  summary: 'Columns of the old entity convention are mapped',
  why: 'Columns such as IPCustomEntity no longer make entities by themselves: without a mapping the alerts have none. The official validation demands the mapping.',
  help: 'Map the column under entityMappings, or give it a plain name if it is no entity.',
  *run(detection) {
    const { query, value } = detection;
    const mapped = new Set(
      value.entityMappings?.flatMap(({ fieldMappings }) => fieldMappings.map((one) => one.columnName)),
    );
    const columns = (query.facts.columns ?? []).map(({ name }) => name);
    const bare = columns.filter((name) => CUSTOM_ENTITIES.includes(name) && !mapped.has(name));
    const [first] = bare;
    if (first === undefined) return;
    const start = query.analysedText.lastIndexOf(first);
    yield {
      message: `${bare.join(', ')} ${bare.length === 1 ? 'is' : 'are'} in the result, but not under entityMappings`,
      range: query.range({ start, end: start + first.length }),
    };
  },
};
