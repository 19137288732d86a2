const STABLE = [
  ...['2020-01-01', '2021-10-01', '2022-08-01', '2022-11-01', '2023-02-01', '2023-11-01', '2024-03-01', '2024-09-01'],
  ...['2025-03-01', '2025-06-01', '2025-09-01'],
];

const PREVIEW = [
  ...['2019-01-01', '2021-03-01', '2021-09-01', '2021-10-01', '2022-01-01', '2022-04-01', '2022-05-01', '2022-06-01'],
  ...['2022-07-01', '2022-08-01', '2022-09-01', '2022-10-01', '2022-11-01', '2022-12-01', '2023-02-01', '2023-03-01'],
  ...['2023-04-01', '2023-05-01', '2023-06-01', '2023-07-01', '2023-08-01', '2023-09-01', '2023-10-01', '2023-12-01'],
  ...['2024-01-01', '2024-04-01', '2024-10-01', '2025-01-01', '2025-04-01', '2025-07-01'],
].map((date) => `${date}-preview`);

const LOG_ANALYTICS = [
  ...['2015-03-20', '2017-04-26-preview', '2020-03-01-preview', '2020-08-01', '2020-10-01', '2021-06-01'],
  ...['2021-12-01-preview', '2022-10-01', '2023-09-01', '2025-02-01', '2025-07-01'],
];

const since = (versions: readonly string[], date: string) => versions.filter((version) => version >= date);

/** Versions by the start of a resource type, the longest first. Stable ones are missing where only previews know a type. */
const BY_TYPE: [type: string, versions: readonly string[]][] = [
  ['Microsoft.SecurityInsights/hunts', since(PREVIEW, '2023-04-01')],
  ['Microsoft.SecurityInsights/threatIntelligence/main/query', since(PREVIEW, '2024-10-01')],
  ['Microsoft.SecurityInsights/threatIntelligence/main/count', since(PREVIEW, '2024-10-01')],
  ['Microsoft.SecurityInsights/metadata', since([...STABLE, ...PREVIEW], '2021-03-01')],
  ['Microsoft.SecurityInsights/onboardingStates', since([...STABLE, ...PREVIEW], '2021-03-01')],
  ['Microsoft.SecurityInsights/watchlists', since([...STABLE, ...PREVIEW], '2019-01-01')],
  ['Microsoft.SecurityInsights', [...STABLE, ...PREVIEW]],
  ['Microsoft.Authorization', ['2015-07-01', '2018-07-01', '2022-04-01']],
  ['Microsoft.OperationalInsights/workspaces/query', ['2017-10-01', ...LOG_ANALYTICS]],
  ['Microsoft.OperationalInsights/workspaces/api/query', ['2017-10-01', '2017-01-01-preview', ...LOG_ANALYTICS]],
  ['Microsoft.OperationalInsights', LOG_ANALYTICS],
];

/** The versions of the REST API that know a type such as `Microsoft.SecurityInsights/alertRules`, the oldest first. */
export function apiVersionsOf(type: string): readonly string[] {
  const key = type.toLowerCase();
  const found = BY_TYPE.find(([start]) => key === start.toLowerCase() || key.startsWith(`${start.toLowerCase()}/`));
  return [...(found?.[1] ?? [])].sort();
}
