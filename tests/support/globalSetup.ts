/**
 * One embedded cluster for a whole vitest run, with a migrated template from which each test file copies its database.
 * It is stopped and removed at the end; a watcher process does the same when the runner is killed.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import type { TestProject } from 'vitest/node';
import { SYSTEM_FOLDER } from '../../prisma/embedded/binaries.ts';
import { canReach, serverUser } from '../../prisma/embedded/serverUser.ts';
import { type EmbeddedServer, startEmbedded } from '../../prisma/embedded.ts';
import { migrate } from '../../prisma/migrate.ts';

export interface TestCluster {
  readonly superuserUrl: string;
  readonly adminUrl: string;
  readonly appUrl: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    testCluster: TestCluster;
    /** A folder for everything temporary of this run: removed at its end, and whatever runs in it is ended. */
    testRoot: string;
  }
}

export const templateDatabase = 'earshot_template';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const root = await realpath(await mkdtemp(join(temporaryHome(), 'earshot-test-')));
  await chmod(root, 0o711); // the user that PostgreSQL runs as must pass through it
  watch(root); // before there is anything to clean up
  const server = await startEmbedded({
    dataDir: join(root, 'cluster'),
    command: 'vitest',
    initdbFlags: ['--no-sync'],
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' },
  });
  await createTemplate(server);
  const { superuserUrl, adminUrl, appUrl } = server;
  project.provide('testCluster', { superuserUrl, adminUrl, appUrl });
  project.provide('testRoot', root);
  return async () => {
    await server.stop();
    await rm(root, { recursive: true, force: true });
  };
}

/** The temporary folder, unless it is one that the user of root's PostgreSQL cannot reach. */
function temporaryHome(): string {
  const user = serverUser();
  if (!user || canReach(user, tmpdir())) return tmpdir();
  mkdirSync(SYSTEM_FOLDER, { recursive: true });
  return SYSTEM_FOLDER;
}

/** Sees the end of its standard input when the runner is gone, however it went, and cleans up after it. */
function watch(root: string): void {
  const script = join(import.meta.dirname, 'watcher.ts');
  const child = spawn(process.execPath, [script, root], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  child.unref();
  (child.stdin as unknown as { unref?: () => void }).unref?.();
}

async function createTemplate(server: EmbeddedServer): Promise<void> {
  const sql = postgres(server.adminUrl, { max: 1, onnotice: () => {} });
  await sql.unsafe(`create database ${templateDatabase}`);
  await sql.end();
  const onTemplate = (url: string) => url.replace(/\/earshot$/, `/${templateDatabase}`);
  const urls = { adminUrl: onTemplate(server.adminUrl), appUrl: onTemplate(server.appUrl) };
  const queue = join(import.meta.dirname, '../../worker/queue.ts');
  await migrate({
    ...urls,
    whileLocked: async () => {
      if (!existsSync(queue)) return;
      const { installQueue } = (await import(queue)) as { installQueue: (adminUrl: string) => Promise<void> };
      await installQueue(urls.adminUrl);
    },
  });
}
