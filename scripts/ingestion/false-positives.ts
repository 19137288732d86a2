import type { FalsePositive, HuntTemplate, TemplateIndicators } from '../content/model.js';

/** What a scenario can be about, by the words that it uses: indicators of these sorts. */
const SORTS: readonly (readonly [words: RegExp, sorts: readonly TemplateIndicators[]])[] = [
  [/\b(?:ips?|address(?:es)?|ports?|scann\w+|probes?|servers?|vpn|nat)\b/i, ['address', 'range']],
  [/\b(?:dns|look-?ups?|resolv\w+|host ?names?|(?:sub)?domains?)\b/i, ['host']],
  [/\b(?:urls?|links?|click\w*|web ?pages?|downloads?)\b/i, ['url']],
  [/\b(?:files?|hash(?:es)?|sha-?(?:1|256)|md5|installers?|binar(?:y|ies)|executables?)\b/i, ['file-hash']],
  [/\b(?:senders?|mailbox(?:es)?)\b/i, ['email']],
];

/** Where it is seen, by the words that it uses: tables of these names. */
const PLACES: readonly (readonly [words: RegExp, tables: RegExp])[] = [
  [/\b(?:e-?mails?|mails?|mailbox(?:es)?|senders?|recipients?|attachments?|phish\w*)\b/i, /^(?:Email|UrlClick)/],
  [/\b(?:process(?:es)?|command lines?|endpoints?|\w+\.exe|edr|antivirus)\b/i, /^Device|Process/],
  [
    /\b(?:firewalls?|denied|deny|inbound|gateways?|prox(?:y|ies))\b/i,
    /^CommonSecurityLog$|^AZFW|NetworkSession|WebSession/,
  ],
  [/\b(?:dns servers?|resolvers?)\b/i, /dns/i],
  [/\b(?:sign-?ins?|log-?ons?|log-?ins?|tenants?|cloud accounts?)\b/i, /Sign|Office|CloudTrail/],
];

/**
 * The scenarios of a report that belong to one template: those that name one of its tables; else those about its
 * indicators as they are seen in its tables, as far as the words tell. One of which no template's words speak goes with
 * the first template alone, so that it is neither lost nor everywhere.
 */
export function scenariosAbout(
  template: HuntTemplate,
  scenarios: readonly FalsePositive[],
  templates: readonly HuntTemplate[],
): FalsePositive[] {
  return scenarios.filter((scenario) => templatesOf(scenario, templates).includes(template));
}

function templatesOf(scenario: FalsePositive, templates: readonly HuntTemplate[]): readonly HuntTemplate[] {
  const text = [scenario.scenario, scenario.description, scenario.filter].join('\n');
  const said = new Set(text.toLowerCase().match(/\w+/g));
  const ofTable = templates.filter((template) => tablesOf(template).some((table) => said.has(table.toLowerCase())));
  const sorts = SORTS.flatMap(([words, kinds]) => (words.test(text) ? kinds : []));
  const places = PLACES.flatMap(([words, tables]) => (words.test(text) ? [tables] : []));
  const ofSort = templates.filter(({ indicators }) => sorts.includes(indicators));
  const ofPlace = templates.filter((template) =>
    places.some((tables) => tablesOf(template).some((table) => tables.test(table))),
  );
  const ofBoth = ofSort.filter((template) => ofPlace.includes(template));
  return [ofTable, ofBoth, ofSort, ofPlace].find((found) => found.length > 0) ?? templates.slice(0, 1);
}

function tablesOf({ requiredDataConnectors }: HuntTemplate): string[] {
  return requiredDataConnectors.flatMap(({ dataTypes }) => dataTypes);
}
