import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { renderSite } from '../../scripts/catalog/site';
import { loadRepository } from '../../scripts/content/repository';

export const AS_OF = new Date('2026-05-31T00:00:00Z');

/** What an attacker would write wherever a report's text goes. */
export const HOSTILE = `<img src=x onerror="window.broken=1">'"--><script>window.broken=1</script>`;

export const HUNT = `id: 5f0c7f0e-1f2b-4b0c-9a3e-6a1f0d3c2b10
name: ${JSON.stringify(`Look-ups of ${HOSTILE}`)}
description: ${JSON.stringify(`Finds ${HOSTILE}`)}
requiredDataConnectors:
  - connectorId: DNS
    dataTypes: [DnsEvents]
tactics: [CommandAndControl]
relevantTechniques: [T1071.004]
query: |
  // </code><script>window.broken=1</script>
  _GetWatchlist("ioc-domain")
  | where Indicator == "<b>evil</b>" and toint(Confidence) >= 50
version: 1.0.0
tests:
  - name: one-look-up
    logs:
      DnsEvents:
        - { TimeGenerated: "2026-05-07T10:00:00Z", Name: "a</pre><script>window.broken=1</script>.example" }
    expect: { rows: 1 }
`;

const CONFIGURATION = `workspaces:
  local:
    emulator: true
defaultWorkspace: local
`;

const DOMAINS = [
  'Indicator,MalwareFamily,ThreatType,Confidence,FirstSeen,ValidUntil,Source,Report',
  'alive.example,BadRAT,botnet_cc,100,2026-05-06,2026-08-04,ThreatFox,reports/a.md@0123456789ab',
  'ending.example,BadRAT,botnet_cc,75,2026-05-06,2026-06-10,ThreatFox,reports/a.md@0123456789ab',
  'over.example,BadRAT,botnet_cc,75,2026-01-01,2026-03-01,ThreatFox,reports/b.md@0123456789ab!',
  `"${HOSTILE.replaceAll('"', '""')}","${HOSTILE.replaceAll('"', '""')}",payload,50,,,Post,reports/c.md@0123456789ab`,
  '',
].join('\r\n');

const speed = (date: string, ratio: number, met: boolean, what = 'a thousand hunts') =>
  JSON.stringify({
    ...{ date: `${date}T00:00:00Z`, commit: '0123456789ab', machine: '2 × Some CPU', suite: 'validate', what },
    ...{ subject: '200 ms', baseline: '1000 ms for one thread', target: 'at least 4 times as fast', ratio, met },
  });

export const FILES: Record<string, string> = {
  'sentinel.config.yaml': CONFIGURATION,
  'hunts/badrat/dns.yaml': HUNT,
  'watchlists/ioc-domain.yaml':
    'watchlistAlias: ioc-domain\ndisplayName: Domains\nprovider: sentinel-content\nitemsSearchKey: Indicator\n',
  'watchlists/ioc-domain.csv': DOMAINS,
  'docs/guide.md': `# A guide\n\nSee [the other](checks/one.md#why). ${HOSTILE}\n\n![picture](https://tracker.example/x.png)\n`,
  'docs/checks/one.md': '# one\n\nText.\n',
  'bench/history.jsonl': [
    speed('2026-05-01', 5.25, true),
    speed('2026-05-02', 3.9, false),
    'no JSON',
    speed('2026-05-03', 123.4, true),
    speed('2026-05-03', 2, true, HOSTILE),
    '',
  ].join('\n'),
  'records/hunts/2026-05-20.json': JSON.stringify({
    recordedAt: '2026-05-20T08:00:00Z',
    source: { workspace: 'production' },
    from: '2026-05-01',
    to: '2026-05-20',
    hunts: [{ file: 'hunts/badrat/dns.yaml', outcome: 'ran', rows: 7 }],
  }),
  'records/hunts/2026-05-21.json': 'no JSON',
};

/** The site of a repository with these files. */
export function siteOf(files: Record<string, string> = FILES): Map<string, string> {
  const root = mkdtempSync(join(tmpdir(), 'catalog-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return renderSite(loadRepository(root), { asOf: AS_OF, docs: root });
  } finally {
    rmSync(root, { recursive: true });
  }
}
