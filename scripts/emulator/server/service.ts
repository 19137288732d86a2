import type { Behaviour } from '../behaviour/behaviour.js';
import type { Faults } from '../behaviour/faults.js';
import type { Operations } from '../behaviour/operations.js';
import type { Visibility } from '../behaviour/visibility.js';
import type { LogStore } from '../logs/log-store.js';
import type { StixObject } from '../resources/threat-intelligence/objects.js';
import type { Item } from '../resources/watchlists/rows.js';
import type { Store } from '../state/store.js';
import type { Resource } from '../state/stored.js';

/** What a running local workspace is made of: every handler gets it. */
export interface Service {
  store: Store;
  behaviour: Behaviour;
  faults: Faults;
  /** What reads do not see yet. */
  resources: Visibility<Resource>;
  items: Visibility<Item>;
  indicators: Visibility<StixObject>;
  operations: Operations;
  logs: LogStore;
}
