import { readContent } from '../../scripts/content/repository.js';
import { YamlFile } from '../../scripts/content/yaml/yaml-file.js';

const rule = (kind: string) => `id: 0b3c1f0e-6f5e-4c62-9a55-2f1d8a6d7e11
kind: ${kind}
name: A rule
description: Finds things.
severity: Low
query: DnsEvents
${/nrt/i.test(kind) ? '' : 'requiredDataConnectors: []\nqueryFrequency: 1h\nqueryPeriod: 1h\ntriggerOperator: gt\ntriggerThreshold: 0\n'}`;

it.each([
  ['scheduled', 'Scheduled'],
  ['NRT', 'NRT'],
  ['nrt', 'NRT'],
])('a rule of the kind %s is a rule of the kind %s', (written, kind) => {
  const loaded = readContent('analytic-rule', YamlFile.parse('analytic-rules/r.yaml', rule(written)));
  expect('value' in loaded && loaded.value.value.kind).toBe(kind);
});
