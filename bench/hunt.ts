import { fork } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBValue } from '@duckdb/node-api';
import { generate, inDuckDb, type Logs, LogsAndContent } from './hunt-logs.js';
import { type Measurement, medians, ms } from './measure.js';

const ROOT = join(__dirname, '..');
const MILLION = 1_000_000;
/** Rows that the interpreter holds in memory too. */
const SMALL = 200_000;
const RUNS = 3;
const ADDRESS = 'hunts/sectoprat/device-network-address.yaml';
const HOST = 'hunts/sectoprat/device-network-host.yaml';
const URLS = 'hunts/any-family/device-network-url.yaml';

/** Hunts over the logs of endpoints, against SQL by hand, plain JavaScript and the interpreter. */
export async function run(): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-hunt-'));
  try {
    const [small, one, ten] = [
      await generate(folder, SMALL),
      await generate(folder, MILLION),
      await generate(folder, 10 * MILLION),
    ];
    return [
      ...(await againstSql(one)),
      ...(await againstSql(ten)),
      ...(await againstJavaScript(folder, one)),
      ...(await jsonLines(folder, small)),
      await againstInterpreter(small),
      await memory(one, ten),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What an analyst would write for DuckDB instead of the hunt, over the same file. */
function byHand(hunt: string, file: string): string {
  const since = "TIMESTAMP '2026-04-20'";
  const columns = 'TimeGenerated, DeviceName, RemoteIP, RemotePort, RemoteUrl, ActionType, InitiatingProcessFileName';
  const rows = `SELECT ${columns} FROM '${file}' WHERE TimeGenerated >= ${since}`;
  if (hunt === ADDRESS) return `${rows} AND RemoteIP IN ('194.246.83.43', '194.246.83.44', '203.0.113.9')`;
  return `${rows} AND contains(lower(RemoteUrl), 'sendmay.icu') AND regexp_matches(RemoteUrl, '(?i)^(?:[a-z]+://)?(?:[^/?#]*[.@])?sendmay[.]icu(?:[/?#:]|$)')`;
}

async function againstSql({ folder, file, rows }: Logs): Promise<Measurement[]> {
  const logs = await LogsAndContent.open(folder, ROOT);
  const measurements: Measurement[] = [];
  await inDuckDb(async (connection) => {
    for (const hunt of [ADDRESS, HOST]) {
      const [subject = 0, baseline = 0] = await medians(
        [() => logs.hits(hunt), () => connection.runAndReadAll(`${byHand(hunt, file)} ORDER BY TimeGenerated DESC`)],
        RUNS,
      );
      measurements.push({
        what: `${hunt} over ${rows / MILLION} million rows of Parquet (${await logs.hits(hunt)} hits)`,
        subject: `sentinel hunt ${ms(subject)}`,
        baseline: `DuckDB's SQL by hand ${ms(baseline)}`,
        target: 'at most 2 times the time',
        ratio: subject / baseline,
        met: subject / baseline <= 2,
      });
    }
  });
  logs.close();
  return measurements;
}

/** Long lists, loading included: the rows are read, and then looked through once. */
async function againstJavaScript(root: string, { folder, file, rows }: Logs): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const { hunt, what, values, finder } of LISTS) {
    const content = repositoryWith(join(root, String(measurements.length)), values);
    const [subject = 0, baseline = 0] = await medians(
      [
        async () => {
          const logs = await LogsAndContent.open(folder, content);
          await logs.hits(hunt);
          logs.close();
        },
        async () => {
          const arrays = await inDuckDb(async (connection) =>
            (await connection.runAndReadAll(`SELECT * FROM '${file}'`)).getRows(),
          );
          const find = finder(values);
          return arrays.filter((row) => find(row)).length;
        },
      ],
      1,
    );
    measurements.push({
      what: `${what} over ${rows / MILLION} million rows of Parquet, loading included`,
      subject: `sentinel hunt ${ms(subject)}`,
      baseline: `plain JavaScript over arrays in memory ${ms(baseline)}`,
      target: 'at least as fast',
      ratio: baseline / subject,
      met: subject <= baseline,
    });
  }
  return measurements;
}

/** The same for a file of JSON lines, which plain JavaScript reads well, and what it is worth that DuckDB reads them. */
async function jsonLines(root: string, { file, rows }: Logs): Promise<Measurement[]> {
  const folder = join(root, 'lines');
  mkdirSync(folder);
  const lines = join(folder, 'DeviceNetworkEvents.json');
  const time = "strftime(TimeGenerated, '%Y-%m-%dT%H:%M:%S.%fZ') AS TimeGenerated";
  await inDuckDb((connection) =>
    connection.run(`COPY (SELECT * REPLACE (${time}) FROM '${file}') TO '${lines}' (FORMAT json)`),
  );
  const content = repositoryWith(join(root, 'json'), { 'ioc-ip': ADDRESSES, 'ioc-url': [] });
  const hunting = (rowsInMemory?: number) => async () => {
    const logs = await LogsAndContent.open(folder, content, rowsInMemory);
    await logs.hits(ADDRESS);
    logs.close();
  };
  const [subject = 0, inMemory = 0, baseline = 0] = await medians(
    [
      hunting(),
      hunting(Number.POSITIVE_INFINITY),
      () => {
        const set = new Set(ADDRESSES);
        const arrays = readFileSync(lines, 'utf8')
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line));
        return arrays.filter(({ RemoteIP }) => set.has(RemoteIP)).length;
      },
    ],
    RUNS,
  );
  const what = `5,000 addresses over ${rows} JSON lines, loading included`;
  return [
    {
      what,
      subject: `sentinel hunt ${ms(subject)}`,
      baseline: `plain JavaScript over arrays in memory ${ms(baseline)}`,
      target: 'at least as fast',
      ratio: baseline / subject,
      met: subject <= baseline,
    },
    {
      what,
      subject: `read by the database ${ms(subject)}`,
      baseline: `read into memory, interpreter alone ${ms(inMemory)}`,
      target: 'at least 2 times as fast',
      ratio: inMemory / subject,
      met: inMemory / subject >= 2,
    },
  ];
}

interface Lists {
  readonly 'ioc-ip': readonly string[];
  readonly 'ioc-url': readonly string[];
}

const numbers = (count: number) => Array.from({ length: count }, (_none, i) => i);
const ADDRESSES = numbers(5000).map((i) => `198.51.${i >> 8}.${i & 255}`);
const DOMAINS = numbers(5000).map((i) => `evil${i}.bad${i % 7}.example`);
const PATHS = numbers(1000).map((i) => `https://evil${i}.example/payload/${i}.exe`);

const [IP, URL] = [2, 4];
const textOf = (cell: DuckDBValue | undefined) => (typeof cell === 'string' ? cell : '');

/** The lists, and how plain JavaScript looks a row up in them. */
const LISTS: readonly {
  hunt: string;
  what: string;
  values: Lists;
  finder(values: Lists): (row: readonly DuckDBValue[]) => boolean;
}[] = [
  {
    hunt: ADDRESS,
    what: '5,000 addresses',
    values: { 'ioc-ip': ADDRESSES, 'ioc-url': [] },
    finder: (values) => {
      const set = new Set(values['ioc-ip']);
      return (row) => set.has(textOf(row[IP]));
    },
  },
  {
    hunt: HOST,
    what: '5,000 domains with their subdomains',
    values: { 'ioc-ip': [], 'ioc-url': DOMAINS.map((name) => `http://${name}/`) },
    finder: () => {
      const set = new Set(DOMAINS);
      return (row) => {
        let host = (/^(?:[a-z]+:\/\/)?([^/?#:]+)/i.exec(textOf(row[URL]))?.[1] ?? '').toLowerCase();
        for (;;) {
          if (set.has(host)) return true;
          const dot = host.indexOf('.');
          if (dot === -1) return false;
          host = host.slice(dot + 1);
        }
      };
    },
  },
  {
    hunt: URLS,
    what: '1,000 URLs',
    values: { 'ioc-ip': [], 'ioc-url': PATHS },
    finder: (values) => {
      const set = new Set(values['ioc-url'].map((url) => url.toLowerCase()));
      return (row) => set.has(textOf(row[URL]).toLowerCase());
    },
  },
];

/** The repository's hunts with other lists. */
function repositoryWith(root: string, lists: Lists): string {
  mkdirSync(root);
  for (const name of ['hunts', 'watchlists', 'sentinel.config.yaml'])
    cpSync(join(ROOT, name), join(root, name), { recursive: true });
  const rest = 'SectopRAT,botnet_cc,100,2026-05-01,2026-06-20,ThreatFox,reports/sectoprat.md';
  for (const [alias, values] of Object.entries(lists)) {
    const port = alias === 'ioc-ip' ? ['Port', ''] : [];
    const header = [
      'Indicator',
      ...port.slice(0, 1),
      'MalwareFamily,ThreatType,Confidence,FirstSeen,ValidUntil,Source,Report',
    ];
    const items = values.map((value: string) => [value, ...port.slice(1), rest].join(','));
    writeFileSync(join(root, 'watchlists', `${alias}.csv`), [header.join(','), ...items, ''].join('\r\n'));
  }
  return root;
}

/** What the database buys: the same hunt by the interpreter alone, over rows that are in memory already. */
async function againstInterpreter({ folder, rows }: Logs): Promise<Measurement> {
  const [inDatabase, inMemory] = [
    await LogsAndContent.open(folder, ROOT),
    await LogsAndContent.open(folder, ROOT, Number.POSITIVE_INFINITY),
  ];
  const query =
    'DeviceNetworkEvents | where RemoteUrl has "path" | summarize count(), dcount(RemoteIP), max(TimeGenerated) by DeviceName';
  const [subject = 0, baseline = 0] = await medians([() => inDatabase.ask(query), () => inMemory.ask(query)], RUNS);
  inDatabase.close();
  inMemory.close();
  return {
    what: `a filter by has, grouped, over ${rows} rows`,
    subject: `with the database ${ms(subject)}`,
    baseline: `the interpreter alone, rows in memory ${ms(baseline)}`,
    target: 'at least 2 times as fast',
    ratio: baseline / subject,
    met: baseline / subject >= 2,
  };
}

/** Peak memory of a process that loads the logs and hunts. */
async function memory(one: Logs, ten: Logs): Promise<Measurement> {
  const [few, many] = [await peak(one.folder), await peak(ten.folder)];
  return {
    what: 'peak memory of a process that hunts over ten times as many rows',
    subject: `10 million rows ${Math.round(many / 1024)} MB`,
    baseline: `1 million rows ${Math.round(few / 1024)} MB`,
    target: 'at most 1.5 times',
    ratio: many / few,
    met: many / few <= 1.5,
  };
}

function peak(folder: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = fork(join(__dirname, 'hunt-memory.ts'), [folder, ROOT, ADDRESS, HOST]);
    child.once('message', (kilobytes) => resolve(Number(kilobytes)));
    child.once('exit', (code) => reject(new Error(`The process ended with ${code}.`)));
  });
}
