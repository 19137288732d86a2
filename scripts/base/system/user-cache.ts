import { homedir } from 'node:os';
import { join } from 'node:path';

/** What a system says of where a user's caches lie. */
export interface CachePlaces {
  platform: NodeJS.Platform;
  home: string;
  env: Readonly<Record<string, string | undefined>>;
}

const HERE: CachePlaces = { platform: process.platform, home: homedir(), env: process.env };

/**
 * The folder of this user for what can be made again: `%LOCALAPPDATA%\sentinel-content` on Windows, elsewhere
 * `sentinel-content` in `$XDG_CACHE_HOME` or `~/.cache`. It need not exist.
 */
export function userCacheFolder({ platform, home, env }: CachePlaces = HERE): string {
  const stated = platform === 'win32' ? env.LOCALAPPDATA : env.XDG_CACHE_HOME;
  const usual = platform === 'win32' ? join(home, 'AppData', 'Local') : join(home, '.cache');
  return join(stated || usual, 'sentinel-content');
}
