import ipaddr from 'ipaddr.js';
import { milliseconds } from '../base/duration.js';
import { isObject } from '../base/objects.js';
import type { Configuration, ContentTest, HuntTemplate, TemplateTests } from '../content/model.js';
import { type FamilyRows, type HuntedRow, huntedRows } from '../indicators/indicator-table.js';
import { hostOfUrl } from '../indicators/parse.js';
import { COLUMNS, watchlistAlias } from '../indicators/rows/row.js';
import { INDICATORS } from '../indicators/template-table.js';
import { boundsOf } from './reachability/forms.js';
import { loadTestedTemplates } from './subject.js';

/** Name of the test that shows that a hunt stays quiet when its indicator's life is over. */
export const AFTER_LIFE = 'after-the-indicators-life';

/** Columns of a list that say where a row comes from: a test does not need them. */
const PROVENANCE = new Set(['Source', 'Report']);

/**
 * The tests that come along with a new hunt: one that must find a real indicator of its rows, and one that must not. They
 * are the template's own first tests, with the template's sample indicator replaced by the real one, and bring their
 * lists, so that no later report changes what they say. None where the template has none, or nothing fits.
 */
export function firstTests(
  template: HuntTemplate,
  templateTests: TemplateTests | undefined,
  rows: FamilyRows,
  configuration: Configuration,
): ContentTest[] {
  const tests = templateTests?.tests ?? [];
  const positive = tests.find(({ expect }) => (expect.rows ?? 0) > 0);
  const sample = positive && sampleOf(positive);
  if (!positive || !sample || configuration.indicators === 'threat-intelligence') return [];
  for (const hunted of huntedRows(template.indicators, rows, configuration.minimumConfidence)) {
    const exchange = new Exchange(template, sample, hunted, configuration);
    if (!exchange.fits) continue;
    const negatives = tests.filter(({ expect, logs }) => expect.rows === 0 && isSample(sampleOf({ logs }), sample));
    const afterLife = negatives.find(({ name }) => name === AFTER_LIFE);
    const negative = hunted.row.ValidUntil === '' ? negatives.find((test) => test !== afterLife) : afterLife;
    return [positive, negative ?? negatives[0]].flatMap((test) => (test ? [exchange.apply(test)] : []));
  }
  return [];
}

/** `firstTests` for the templates of a repository; their tests are read when the first of them is asked for. */
export function testsOfTemplates(
  root: string,
  configuration: Configuration,
): (template: HuntTemplate, rows: FamilyRows) => ContentTest[] {
  let known: Map<string, TemplateTests> | undefined;
  return (template, rows) => {
    known ??= new Map(
      loadTestedTemplates(root, []).map(({ value, tests }) => [value.id, { tests: tests.map(({ test }) => test) }]),
    );
    return firstTests(template, known.get(template.id), rows, configuration);
  };
}

/** The row of the table `indicators` that a template's test is about. */
interface Sample {
  Indicator: string;
  MalwareFamily: string;
  ThreatType: string;
  Confidence: number;
  Ports: unknown[];
  from: number;
  until: number;
}

function sampleOf({ logs }: Pick<ContentTest, 'logs'>): Sample | undefined {
  const rows = logs[INDICATORS.name];
  const row = Array.isArray(rows) ? rows[0] : undefined;
  if (typeof row?.Indicator !== 'string') return undefined;
  return {
    Indicator: row.Indicator,
    MalwareFamily: String(row.MalwareFamily ?? ''),
    ThreatType: String(row.ThreatType ?? ''),
    Confidence: Number(row.Confidence ?? 0),
    Ports: Array.isArray(row.Ports) ? row.Ports : [],
    from: Date.parse(String(row.ActiveFrom)),
    until: Date.parse(String(row.ActiveUntil)),
  };
}

function isSample(one: Sample | undefined, sample: Sample): boolean {
  return one?.Indicator === sample.Indicator;
}

/** Puts a real indicator in the place of a sample. */
class Exchange {
  readonly #texts: [from: string, to: string][];
  readonly #from: number;
  readonly #until: number;

  constructor(
    private readonly template: HuntTemplate,
    private readonly sample: Sample,
    private readonly hunted: HuntedRow,
    private readonly configuration: Configuration,
  ) {
    const { row, indicator } = hunted;
    const seen = Date.parse(row.FirstSeen);
    this.#from = Number.isNaN(seen) ? Number.NEGATIVE_INFINITY : seen - milliseconds(configuration.margin);
    this.#until = row.ValidUntil === '' ? Number.POSITIVE_INFINITY : Date.parse(row.ValidUntil);
    const hosts: [string, string][] =
      template.indicators === 'url' ? [[hostOfUrl(sample.Indicator).host, hostOfUrl(indicator).host]] : [];
    this.#texts = [[sample.Indicator, indicator], ...hosts, [sample.MalwareFamily, row.MalwareFamily]];
  }

  /** A hash of another kind needs a column of its own in the logs. */
  get fits(): boolean {
    if (this.template.indicators !== 'file-hash') return true;
    const [from, to] = [hashName(this.sample.Indicator), hashName(this.hunted.indicator)];
    return from === to || !this.template.query.includes(from) || new RegExp(`\\b${to}\\b`).test(this.template.query);
  }

  apply({ name, logs, expect }: ContentTest): ContentTest {
    const tables = Object.entries(logs).flatMap(([table, rows]) => {
      if (table === INDICATORS.name || typeof rows === 'string') return [];
      return [[table, rows.map((row) => this.#row(row))] as const];
    });
    return {
      name,
      ...this.#lists(),
      logs: Object.fromEntries(tables),
      expect: {
        ...(expect.rows === undefined ? {} : { rows: expect.rows }),
        ...(expect.where ? { where: this.#row(this.#certain(expect.where)) } : {}),
        ...(expect.columns ? { columns: expect.columns } : {}),
        ...(expect.entities ? { entities: this.#entities(expect.entities) } : {}),
      },
    };
  }

  /** What other rows of a family may change where the query holds them all. */
  #certain(where: Record<string, unknown>): Record<string, unknown> {
    if (this.configuration.indicators === 'watchlist') return where;
    return Object.fromEntries(Object.entries(where).filter(([name]) => name !== 'ThreatType' && name !== 'Confidence'));
  }

  #lists(): Pick<ContentTest, 'watchlists'> {
    if (this.configuration.indicators !== 'watchlist') return {};
    const { kind, row } = this.hunted;
    const cells = COLUMNS[kind].flatMap((column) => {
      const value = row[column];
      return PROVENANCE.has(column) || value === ''
        ? []
        : [[column, NUMBERS.has(column) ? Number(value) : value] as const];
    });
    return { watchlists: { [watchlistAlias(kind)]: [Object.fromEntries(cells)] } };
  }

  #entities(entities: NonNullable<ContentTest['expect']['entities']>) {
    return Object.fromEntries(
      Object.entries(entities).map(([type, values]) => [
        type,
        values.map((value) => (typeof value === 'string' ? this.#text(value) : value)),
      ]),
    );
  }

  #row(row: Record<string, unknown>): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(row).map(([name, value]) => [this.#name(name, value), this.#value(name, value)]),
    );
  }

  /** The column of another kind of hash. */
  #name(name: string, value: unknown): string {
    const [from, to] = [hashName(this.sample.Indicator), hashName(this.hunted.indicator)];
    const isHash = this.template.indicators === 'file-hash' && value === this.sample.Indicator;
    return isHash ? name.replace(from, to) : name;
  }

  #value(name: string, value: unknown): unknown {
    if (typeof value === 'string') return TIME.test(value) ? this.#time(value) : this.#text(value);
    if (name === 'Confidence' && value === this.sample.Confidence) return Number(this.hunted.row.Confidence);
    if (/Port/.test(name) && this.sample.Ports.includes(value) && this.hunted.port !== '')
      return Number(this.hunted.port);
    if (Array.isArray(value)) return value.map((item) => this.#value(name, item));
    return isObject(value) ? this.#row(value) : value;
  }

  #text(text: string): string {
    if (text === this.sample.ThreatType) return this.hunted.row.ThreatType;
    if (this.template.indicators === 'range' && isWithin(text, this.sample.Indicator)) {
      return boundsOf(this.hunted.indicator)?.first ?? text;
    }
    for (const [from, to] of this.#texts)
      if (from !== '' && text.includes(from)) return text.replaceAll(from, () => to);
    return text;
  }

  /** As long before, after or into the real life as it was of the sample's. */
  #time(text: string): string {
    const time = Date.parse(text);
    const { from, until } = this.sample;
    const [realFrom, realUntil] = [this.#from, this.#until];
    if (time >= until) return iso(Number.isFinite(realUntil) ? realUntil + (time - until) : time);
    if (time < from) return iso(Number.isFinite(realFrom) ? realFrom - (from - time) : time);
    if (Number.isFinite(realFrom)) return iso(Math.min(realFrom + (time - from), realUntil - MINUTE));
    return iso(Number.isFinite(realUntil) ? realUntil - (until - time) : time);
  }
}

const MINUTE = 60_000;
const NUMBERS = new Set(['Port', 'Confidence']);
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

function iso(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

function isWithin(text: string, range: string): boolean {
  if (!ipaddr.isValid(text) || !ipaddr.isValidCIDR(range)) return false;
  const [address, network] = [ipaddr.parse(text), ipaddr.parseCIDR(range)];
  return address.kind() === network[0].kind() && address.match(network);
}

/** Columns are named by the kind of hash: `SHA256`, `SHA1`, `MD5`. */
function hashName(hash: string): string {
  return { 32: 'MD5', 40: 'SHA1', 64: 'SHA256' }[hash.length] ?? '';
}
