/** What needs no database: Node, the settings, the disk. */
import { statfs } from 'node:fs/promises';
import { explain } from '../../prisma/startError.ts';
import { readWorkerConfig } from '../../worker/config.ts';
import { readConfig } from '../config.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

/** @param range of package.json, as `>=20` */
export function checkNode(version: string, range: string): Finding {
  const least = Number(/\d+/.exec(range)?.[0] ?? 0);
  if (Number.parseInt(version, 10) >= least) return ok('node', `Node ${version} (${range})`);
  return problem('node', `Node ${version} is older than this release needs (${range})`, `install Node ${least} or newer, then npm ci`);
}

/** Both parts refuse to start on a setting that they do not understand. The database's two have their own checks. */
export function checkSettings(env: NodeJS.ProcessEnv): Finding {
  const withoutDatabase = { ...env, DATABASE_URL: 'postgres://localhost/earshot' };
  const faults = [readConfig, readWorkerConfig].flatMap((read) => {
    try {
      read(withoutDatabase);
      return [];
    } catch (error) {
      return (error instanceof Error ? error.message : explain(error)).split('; ');
    }
  });
  if (faults.length === 0) return ok('settings', 'the settings of API and worker are understood');
  return problem('settings', [...new Set(faults)].join('; '), 'correct them in the environment, or unset them');
}

const gibibyte = 2 ** 30;
const scarceBytes = 5 * gibibyte; // an upload may have 2 GiB, and its rows as much again
const exhaustedBytes = gibibyte / 2;

/** Of an embedded database; another has its own disk, elsewhere. */
export async function checkDisk(dataDir: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(dataDir);
  return judgeDisk(dataDir, bavail * bsize);
}

export function judgeDisk(dataDir: string, freeBytes: number): Finding {
  const found = `${(freeBytes / gibibyte).toFixed(1)} GiB are free where ${dataDir} is`;
  const remedy = 'free some, or move the folder to a larger disk and set EARSHOT_DATA_DIR';
  if (freeBytes < exhaustedBytes) return problem('disk', `only ${found}: PostgreSQL stops on a full disk`, remedy);
  return freeBytes < scarceBytes ? warning('disk', `only ${found}, which one large import may fill`, remedy) : ok('disk', found);
}
