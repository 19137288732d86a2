import { join } from 'node:path';
import { userCacheFolder } from '../../../scripts/base/system/user-cache.js';

describe('the folder of a user’s caches', () => {
  it.each([
    ['linux', {}, join('/home/me', '.cache')],
    ['darwin', {}, join('/home/me', '.cache')],
    ['linux', { XDG_CACHE_HOME: '/caches' }, '/caches'],
    ['linux', { XDG_CACHE_HOME: '' }, join('/home/me', '.cache')],
    ['linux', { LOCALAPPDATA: '/local' }, join('/home/me', '.cache')],
    ['win32', { LOCALAPPDATA: '/local', XDG_CACHE_HOME: '/caches' }, '/local'],
    ['win32', {}, join('/home/me', 'AppData', 'Local')],
  ] as const)('on %s with %j lies in %s', (platform, env, parent) => {
    expect(userCacheFolder({ platform, home: '/home/me', env })).toBe(join(parent, 'sentinel-content'));
  });
});
