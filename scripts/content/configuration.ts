import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SentinelError } from '../base/errors.js';
import { didYouMean } from '../base/spelling.js';
import { CONFIGURATION_FILE } from './layout.js';
import type { Configuration, IndicatorKind, Lifetimes } from './model.js';
import { checkSchema } from './schemas.js';
import { YamlFile } from './yaml/yaml-file.js';

/** How long an indicator stays worth hunting: addresses change hands in weeks, a file's hash never does. */
const LIFETIMES: Record<IndicatorKind, Lifetimes> = {
  ip: { default: '30d', botnet_cc: '45d' },
  domain: { default: '90d' },
  url: { default: '30d' },
  'file-hash': { default: '180d' },
  email: { default: '30d' },
};

export const DEFAULTS: Configuration = {
  workspaces: { local: { emulator: true } },
  groups: {},
  defaultWorkspace: 'local',
  hunts: 'auto',
  indicators: 'watchlist',
  margin: '7d',
  lifetimes: LIFETIMES,
  minimumConfidence: 50,
  defaultConfidence: 50,
  logRetention: '90d',
  limits: { itemChanges: 20_000, deletions: 20, shrink: 25 },
  huntObjects: false,
  checks: {},
  suppressions: [],
};

/**
 * Reads `sentinel.config.yaml`; what it leaves out has its default, and a repository without the file is fine.
 * Throws a `SentinelError` that names the line when the file does not fit its schema.
 */
export function loadConfiguration(root: string): Configuration {
  const path = join(root, CONFIGURATION_FILE);
  if (!existsSync(path)) return DEFAULTS;
  const yaml = YamlFile.parse(CONFIGURATION_FILE, readFileSync(path, 'utf8'));
  const checked = yaml.diagnostics.length > 0 ? yaml : checkSchema('configuration', yaml);
  if ('diagnostics' in checked) {
    const lines = checked.diagnostics.map(
      ({ range, message }) => `${CONFIGURATION_FILE}:${range.start.line}:${range.start.column} ${message}`,
    );
    throw new SentinelError('configuration', lines.join('\n'), checked.diagnostics[0]?.help ?? '');
  }
  const given: Partial<Configuration> = checked.value;
  const configuration: Configuration = {
    ...DEFAULTS,
    ...given,
    workspaces: { ...DEFAULTS.workspaces, ...given.workspaces },
    limits: { ...DEFAULTS.limits, ...given.limits },
    lifetimes: { ...DEFAULTS.lifetimes },
  };
  for (const [kind, lifetimes] of Object.entries(given.lifetimes ?? {})) {
    const known = kind as IndicatorKind;
    configuration.lifetimes[known] = { ...DEFAULTS.lifetimes[known], ...lifetimes };
  }
  requireWorkspaces('defaultWorkspace', [configuration.defaultWorkspace], configuration);
  for (const [name, members] of Object.entries(configuration.groups)) {
    requireWorkspaces(`groups.${name}`, members, configuration);
    if (Object.hasOwn(configuration.workspaces, name)) {
      const message = `${CONFIGURATION_FILE}: '${name}' is a group and a workspace`;
      throw new SentinelError('configuration', message, 'Give one of them another name.');
    }
  }
  return configuration;
}

function requireWorkspaces(field: string, names: readonly string[], { workspaces }: Configuration): void {
  const known = Object.keys(workspaces);
  for (const name of names) {
    if (Object.hasOwn(workspaces, name)) continue;
    const message = `${CONFIGURATION_FILE}: ${field} names '${name}', which is not under workspaces`;
    throw new SentinelError(
      'configuration',
      `${message}${didYouMean(name, known)}`,
      `Name one of: ${known.join(', ')}.`,
    );
  }
}
