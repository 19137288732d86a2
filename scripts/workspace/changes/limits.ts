import { SentinelError } from '../../base/errors.js';
import type { Configuration } from '../../content/model.js';
import { type Plan, summarise } from './change.js';

/**
 * Refuses a deployment beyond the configured limits: a mistake in git must not empty a workspace, or spend the 100,000
 * watchlist item changes that the service allows in a month.
 */
export function requireWithinLimits({ changes }: Plan, prune: boolean, limits: Configuration['limits']): void {
  const summary = summarise(changes.filter(({ action }) => prune || action !== 'delete'));
  const refuse = (message: string, key: string) => {
    const help = `Nothing was changed. If it is meant, raise limits.${key} in sentinel.config.yaml.`;
    throw new SentinelError('limit', message, help, { exitCode: 1 });
  };
  if (summary.itemChanges > limits.itemChanges) {
    refuse(
      `The plan changes ${summary.itemChanges} watchlist items, the limit is ${limits.itemChanges}.`,
      'itemChanges',
    );
  }
  if (summary.delete > limits.deletions) {
    refuse(`The plan deletes ${summary.delete} resources, the limit is ${limits.deletions}.`, 'deletions');
  }
}
