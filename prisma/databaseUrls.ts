/** The two URLs of a database that the user names: both or neither, and each readable. */
import { StartError } from './startError.ts';

export interface GivenUrls {
  readonly adminUrl: string;
  readonly appUrl: string;
}

/** DATABASE_URL and DATABASE_ADMIN_URL, or null when neither is set (then the embedded server is meant). */
export function databaseUrls(env: NodeJS.ProcessEnv = process.env): GivenUrls | null {
  const appUrl = env.DATABASE_URL;
  const adminUrl = env.DATABASE_ADMIN_URL;
  if (!appUrl && !adminUrl) return null;
  if (!appUrl || !adminUrl) {
    const [set, missing] = appUrl ? ['DATABASE_URL', 'DATABASE_ADMIN_URL'] : ['DATABASE_ADMIN_URL', 'DATABASE_URL'];
    throw new StartError(
      `${set} is set but ${missing} is not`,
      'DATABASE_URL is the login of the API and the worker, DATABASE_ADMIN_URL the owner of the database: set both, or neither for the embedded server',
    );
  }
  parseUrl(appUrl, 'DATABASE_URL');
  parseUrl(adminUrl, 'DATABASE_ADMIN_URL');
  return { adminUrl, appUrl };
}

/** The parts of a URL; a fault names the variable and never repeats the value, which holds a password. */
export function parseUrl(text: string, variable: string): URL {
  const remedy = 'write it as postgres://login:password@host:5432/database';
  if (!URL.canParse(text)) throw new StartError(`${variable} is not a URL`, remedy);
  const url = new URL(text);
  if (!['postgres:', 'postgresql:'].includes(url.protocol)) throw new StartError(`${variable} is not a postgres:// URL`, remedy);
  return url;
}
