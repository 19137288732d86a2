import type { DetectionCheck } from '../check.js';
import { columnUses } from './column-uses.js';

/** Columns of products that hold the full name, with the domain: Defender's devices, and ASIM's FQDN. */
const FULL_NAMES = /^(?:DeviceName|.*FQDN)$/i;

export const hostFqdn: DetectionCheck = {
  code: 'host-fqdn',
  scope: 'detection',
  effect: 'misleads',
  summary: 'A host’s full name is mapped to FullName',
  why: 'HostName is the name without its domain. “ws-17.contoso.com” as HostName is another host to the service than “ws-17” of other alerts: incidents are not linked.',
  help: 'Write identifier: FullName; or map the part before the first dot to HostName and the rest to DnsDomain.',
  *run(detection) {
    for (const { entity, column, range } of columnUses(detection)) {
      if (entity?.type !== 'Host' || entity.identifier !== 'HostName' || !FULL_NAMES.test(column)) continue;
      // What the query itself made of it is its own affair.
      if (new RegExp(`\\b${column}\\s*=(?![=~])`).test(detection.query.text)) continue;
      yield { message: `HostName is mapped to ${column}, which holds the full name`, range };
    }
  },
};
