import { template } from './examples.js';
import { brokenPlaces, itAccepts, itRejects } from './validator.js';

describe('the schema of hunt templates', () => {
  it('accepts every field', () => {
    expect(brokenPlaces('template', template)).toEqual([]);
  });

  itAccepts('template', template, [
    ['/tags', undefined],
    ['/hunts', undefined],
    ['/hashTypes', undefined],
    ['/indicators', 'file-hash'],
  ]);

  itRejects('template', template, [
    ...Object.keys(template)
      .filter((field) => !['tags', 'hunts', 'hashTypes'].includes(field))
      .map((field): [string, undefined, string] => [`/${field}`, undefined, '']),
    ['/id', 'DeviceNetwork'],
    ['/id', 'device_network'],
    ['/id', '../device'],
    ['/id', 'x'.repeat(65)],
    ['/indicators', 'ip'],
    ['/name', 'Connections to known addresses'],
    ['/name', `{family}${'x'.repeat(200)}`],
    ['/description', ''],
    ['/query', 'DeviceNetworkEvents'],
    ['/query', 'union myindicators'],
    ['/tactics/0', 'C2'],
    ['/relevantTechniques/0', 'T1'],
    ['/entityMappings/0/entityType', 'Computer'],
    ['/requiredDataConnectors/0/connectorId', undefined, '/requiredDataConnectors/0'],
    ['/tags/0', {}],
    ['/hunts', 'family'],
    ['/hashTypes', []],
    ['/hashTypes/0', 'SHA-256'],
    ['/severity', 'High', ''],
  ]);
});
