/** The demo's workspaces and the ways into them, made by the commands that a user would type. */
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { capture } from '../childProcess.ts';
import { CliError } from '../cliError.ts';
import { workspaceDocument } from '../documents/analyses.ts';
import { ask } from '../server/ask.ts';
import { Unreachable } from '../server/connection.ts';
import type { DemoWorkspace } from './workspaces.ts';

export interface DemoPlace {
  readonly env: NodeJS.ProcessEnv;
  readonly dataDir: string;
  readonly url: string;
  readonly signal: AbortSignal;
}

const scopes = 'read,pii,ingest,compute';

export async function createWorkspace(place: DemoPlace, { key, name, currency, timeZone }: DemoWorkspace): Promise<void> {
  await command(place, 'api/commands/workspaces.ts', [
    'create',
    key,
    '--name',
    name,
    '--currency',
    currency,
    '--time-zone',
    timeZone,
    '--json',
  ]);
}

/** The key of the last time where it is still good: a query that was pasted somewhere goes on working. */
export async function demoKey(place: DemoPlace, workspace: DemoWorkspace): Promise<string> {
  const file = join(place.dataDir, `demo-key-${workspace.key}`);
  const kept = (await readFile(file, 'utf8').catch(() => '')).trim();
  if (kept && (await isGood(place, kept, workspace))) return kept;
  const { key } = await command(place, 'api/commands/keys.ts', [
    'create',
    '--workspace',
    workspace.key,
    '--scopes',
    scopes,
    '--name',
    'demo',
    '--json',
  ]);
  if (typeof key !== 'string') throw new CliError('`earshot keys create --json` told no key');
  await writeFile(file, `${key}\n`, { mode: 0o600 });
  await chmod(file, 0o600);
  return key;
}

async function isGood({ url, signal }: DemoPlace, key: string, workspace: DemoWorkspace): Promise<boolean> {
  try {
    return (await ask({ url, key }, workspaceDocument, {}, signal)).workspace.key === workspace.key;
  } catch (error) {
    if (error instanceof CliError && !(error instanceof Unreachable)) return false;
    throw error;
  }
}

/** Signs one browser in, once. */
export async function signInLink(place: DemoPlace, workspace: DemoWorkspace): Promise<string> {
  const { link } = await command(place, 'api/commands/signIn.ts', [
    '--workspace',
    workspace.key,
    '--scopes',
    scopes,
    '--url',
    place.url,
    '--json',
  ]);
  if (typeof link !== 'string') throw new CliError('api/commands/signIn.ts told no link');
  return link;
}

async function command(place: DemoPlace, file: string, words: readonly string[]): Promise<Record<string, unknown>> {
  return JSON.parse(await output(place, file, words)) as Record<string, unknown>;
}

/** What a file of the checkout prints, run as a process of its own. */
export async function output({ env, signal }: DemoPlace, file: string, words: readonly string[]): Promise<string> {
  const { code, out, err } = await capture(file, words, env, signal);
  if (code === 0) return out;
  const [message = `${file} failed`, remedy] = err
    .trim()
    .replace(/^earshot: /, '')
    .split(/\n\s*→ /);
  throw new CliError(message, remedy ?? null);
}
