import { fork } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';
import { LogsAndContent } from './hunt-logs.js';
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
      await againstInterpreter(small),
      await memory(one, ten),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Logs {
  readonly folder: string;
  readonly file: string;
  readonly rows: number;
}

/** One Parquet file of connections; every hundred thousandth or so goes to what the repository lists. */
async function generate(root: string, rows: number): Promise<Logs> {
  const folder = join(root, String(rows));
  mkdirSync(folder);
  const file = join(folder, 'DeviceNetworkEvents.parquet');
  const every = (count: number, listed: string, other: string) =>
    `CASE WHEN range % ${count} = 0 THEN '${listed}' ELSE ${other} END`;
  const number = (salt: number, below: number) => `(hash(range, ${salt}) % ${below})`;
  const address = `${number(1, 223)} + 1 || '.' || ${number(2, 256)} || '.' || ${number(3, 256)} || '.7'`;
  const url = `'https://host' || ${number(4, 200_000)} || '.site' || ${number(5, 50)} || '.com/path/' || ${number(6, 1000)}`;
  await inDuckDb((connection) =>
    connection.run(`COPY (SELECT
      TIMESTAMP '2026-05-01' + INTERVAL (range * 2400000000 // ${rows}) MILLISECOND AS TimeGenerated,
      'ws-' || ${number(7, 500)} AS DeviceName,
      ${every(100_003, '194.246.83.43', address)} AS RemoteIP,
      CAST(CASE ${number(8, 3)} WHEN 0 THEN 443 WHEN 1 THEN 80 ELSE 9000 END AS INTEGER) AS RemotePort,
      ${every(100_019, 'https://sendmay.icu/a', url)} AS RemoteUrl,
      CASE ${number(9, 2)} WHEN 0 THEN 'ConnectionSuccess' ELSE 'InboundConnectionAccepted' END AS ActionType,
      'proc' || ${number(10, 300)} || '.exe' AS InitiatingProcessFileName
    FROM range(${rows})) TO '${file}' (FORMAT parquet)`),
  );
  return { folder, file, rows };
}

type Connection = Awaited<ReturnType<DuckDBInstance['connect']>>;

async function inDuckDb<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  try {
    return await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
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
