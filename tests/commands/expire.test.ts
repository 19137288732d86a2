import { rmSync } from 'node:fs';
import { folder, snapshot } from '../scenarios/cli.js';
import { sentinel } from './program.js';

let root: string;
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('expire retires what is over, and the old reports do not bring it back', async () => {
  root = folder({
    hunts: '@hunts',
    watchlists: '@watchlists',
    reports: '@reports',
    'life-extensions.csv': 'value,until,reason,owner\n194[.]246[.]83[.]43:9000,2026-12-01,Answered in October,ana\n',
  });
  const asOf = ['--as-of', '2026-12-31'];
  const expiry = await sentinel(['expire', ...asOf, '--format', 'json'], root);
  expect(expiry).toMatchObject({ exitCode: 0, stderr: '' });
  const { removed, retired, kept, written } = JSON.parse(expiry.stdout);
  expect([removed.length, kept]).toEqual([7, []]);
  expect(removed).not.toContainEqual(expect.objectContaining({ indicator: '194.246.83.43' }));
  expect(written).toEqual(expect.arrayContaining(['watchlists/ioc-ip.csv', 'expired.csv', ...retired]));

  const after = snapshot(root);
  const hunts = Object.keys(after).filter((file) => file.startsWith('hunts/'));
  expect(hunts).toEqual([
    'hunts/any-family/device-network-url.yaml',
    'hunts/any-family/sign-in-address.yaml',
    'hunts/sectoprat/device-network-address.yaml',
    'hunts/sectoprat/firewall-address.yaml',
  ]);
  expect(after['watchlists/ioc-ip.csv']).toContain('194.246.83.43,9000,SectopRAT,botnet_cc,100,2026-05-06,2026-12-01,');

  const again = await sentinel(['ingest', 'reports', ...asOf], root);
  expect(again.stdout).toContain('7 left out because their life is over');
  expect(snapshot(root)).toEqual(after);
});
