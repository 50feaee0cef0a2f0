import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { checkout } from '../childProcess.ts';

/**
 * The demo's data live beside the default data directory, never in it. The rule of the default is prisma/embedded's; this
 * room may not import it, so it is written down again here, and a test holds the two together.
 */
export function demoDirectory(env: NodeJS.ProcessEnv = process.env): string {
  return `${defaultDirectory(env)}-demo`;
}

function defaultDirectory(env: NodeJS.ProcessEnv): string {
  if (env.EARSHOT_DATA_DIR) return resolve(env.EARSHOT_DATA_DIR);
  if (process.getuid?.() !== 0) return join(checkout, '.earshot');
  return join('/var/lib/earshot', createHash('sha256').update(checkout).digest('hex').slice(0, 16));
}
