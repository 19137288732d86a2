import { milliseconds } from '../../base/duration.js';
import { SentinelError } from '../../base/errors.js';
import type { Configuration } from '../../content/model.js';
import { instantOfEnd } from '../../indicators/lifetime.js';
import type { Change, Plan, RowChange } from './change.js';
import { summarise } from './change.js';

/**
 * Refuses a deployment beyond the configured limits: a mistake in git must not empty a workspace, or spend the 100,000
 * watchlist item changes that the service allows in a month. Only what this deployment does counts.
 * @param allowShrink aliases of lists that may lose any number of rows
 * @param isOver whether a lost row is no loss: the life of its indicator is over
 */
export function requireWithinLimits(
  { changes }: Pick<Plan, 'changes'>,
  limits: Configuration['limits'],
  allowShrink: readonly string[],
  isOver: (row: RowChange) => boolean = () => false,
): void {
  const done = changes.filter((change) => change.done);
  const { itemChanges, delete: deleted, replace } = summarise(done);
  const reasons: string[] = [];
  const keys: string[] = [];
  const exceed = (message: string, key: string) => {
    reasons.push(message);
    keys.push(key);
  };
  if (itemChanges > limits.itemChanges) {
    exceed(
      `The plan changes ${itemChanges} watchlist items, the limit is ${limits.itemChanges}.`,
      'raise limits.itemChanges',
    );
  }
  if (deleted + replace > limits.deletions) {
    const which = replace === 0 ? 'deletes' : 'deletes or replaces';
    exceed(
      `The plan ${which} ${deleted + replace} resources, the limit is ${limits.deletions}.`,
      'raise limits.deletions',
    );
  }
  for (const change of done) {
    const loss = lossOf(change, isOver);
    const allowed = allowShrink.some((alias) => alias.toLowerCase() === change.id.toLowerCase());
    if (loss === undefined || allowed || loss.percent <= limits.shrink || limits.shrink >= 100) continue;
    const percent = Math.round(loss.percent);
    exceed(
      `The list ${change.id} loses ${loss.rows} of its ${loss.before} rows (${percent} %), the limit is ${limits.shrink} %.`,
      `pass --allow-shrink ${change.id}`,
    );
  }
  if (reasons.length === 0) return;
  const help = `Nothing was changed. If it is meant: ${[...new Set(keys)].join(', ')}.`;
  throw new SentinelError('limit', reasons.join('\n'), help, { exitCode: 1 });
}

/** Whether the life of a row's indicator is over on a day, and the logs that could show it are gone: `expire` removes it. */
export function lifeIsOver({ logRetention }: Configuration, asOf: Date): (row: RowChange) => boolean {
  const oldest = asOf.getTime() - milliseconds(logRetention);
  return ({ action, before }) => {
    const end = before?.ValidUntil;
    return action === 'remove' && end !== undefined && instantOfEnd(end) <= oldest;
  };
}

/** How many rows a list that stays loses before their time; undefined for what is no such list. */
function lossOf(
  { kind, action, items, rows: changed, rowsBefore }: Change,
  isOver: (row: RowChange) => boolean,
): { rows: number; before: number; percent: number } | undefined {
  const isList = kind === 'watchlist' || kind === 'threatIntelligence';
  if (!isList || action === 'delete' || action === 'create' || rowsBefore === undefined) return undefined;
  const lost = action === 'replace' ? items.remove - items.add : items.remove;
  const rows = Math.max(0, lost - changed.filter(isOver).length);
  return rows === 0 ? undefined : { rows, before: rowsBefore, percent: (100 * rows) / rowsBefore };
}
