import { entityIdentifiers } from '../../scripts/content/entities.js';
import {
  analyserCodes,
  attackTechniques,
  dataConnectors,
  movedTechniques,
  OWN_TABLES,
  retiredTechniques,
  undescribedTables,
} from '../../scripts/content/reference.js';

describe('the reference data', () => {
  it('has the techniques of ATT&CK with their tactics', () => {
    expect(attackTechniques().get('T1071')).toEqual({
      name: 'Application Layer Protocol',
      tactics: ['CommandAndControl'],
    });
    expect(attackTechniques().get('T1078')?.tactics.length).toBeGreaterThan(1);
    expect([...attackTechniques().keys()].every((id) => /^T\d{4}(?:\.\d{3})?$/.test(id))).toBe(true);
  });

  it('has those that were given up, which are no longer among them', () => {
    expect(retiredTechniques().size).toBeGreaterThan(0);
    for (const id of retiredTechniques().keys()) expect(attackTechniques().has(id)).toBe(false);
  });

  it('has those that moved, which are still among them, elsewhere', () => {
    expect(movedTechniques().size).toBeGreaterThan(0);
    for (const [id, { tactics }] of movedTechniques()) expect(attackTechniques().get(id)?.tactics).not.toEqual(tactics);
  });

  it('has tables without columns, some of which get no rows any more', () => {
    const tables = [...undescribedTables().values()];
    expect(tables.some(({ retired }) => retired === undefined)).toBe(true);
    const retired = tables.flatMap((table) => table.retired ?? []);
    expect(retired.length).toBeGreaterThan(0);
    for (const { since } of retired) expect(since).toMatch(/\d{4}/);
    expect(retired.some(({ use }) => use !== undefined)).toBe(true);
  });

  it('has the codes of the analyser with their severity', () => {
    const codes = analyserCodes();
    expect(codes.get('KS204')).toMatchObject({ severity: 'error' });
    expect([...codes.values()].every(({ message }) => message !== '')).toBe(true);
    expect(new Set([...codes.values()].map(({ severity }) => severity))).toEqual(new Set(['error', 'warning']));
  });

  it('has connectors with the tables that they fill', () => {
    expect(dataConnectors().get('DNS')).toContain('DnsEvents');
    expect(dataConnectors().get('MicrosoftThreatProtection')).toContain('DeviceNetworkEvents');
  });

  it('is read once', () => {
    for (const read of [attackTechniques, retiredTechniques, movedTechniques, undescribedTables, dataConnectors])
      expect(read()).toBe(read());
  });
});

it('the workspace fills some tables by itself', () => {
  expect([...OWN_TABLES]).toContain('SecurityIncident');
  expect(OWN_TABLES.has('DeviceNetworkEvents')).toBe(false);
});

it('each type of entity has the identifiers that the schema gives it', () => {
  const identifiers = entityIdentifiers();
  expect(identifiers.get('IP')).toEqual(['Address']);
  expect(identifiers.get('Host')?.slice(0, 3)).toEqual(['DnsDomain', 'NTDomain', 'HostName']);
  expect(identifiers.size).toBe(19);
  expect(entityIdentifiers()).toBe(identifiers);
});
