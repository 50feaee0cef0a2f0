/** A job leaves its session to the next one in its thread, if it is one to leave. */
import { setEnvironmentData } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { connect, inWorkspace, type Sql } from '../../../prisma/sql.ts';
import { databaseUrlKey, defineJob, givesWayKey } from '../../../worker/job.ts';
import { createProgressMemory } from '../../../worker/progress.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

interface Session {
  readonly pid: number;
  readonly name: string;
}

let database: TestDatabase;
let app: Sql;
let runs = 0n;

beforeAll(async () => {
  database = await createTestDatabase();
  app = connect(database.appUrl, { applicationName: 'test', max: 1 });
  setEnvironmentData(databaseUrlKey, database.appUrl);
  setEnvironmentData(givesWayKey, false);
});
afterAll(async () => {
  await app`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'earshot worker, idle' and datname = current_database()`;
  await app?.end();
  await database?.drop();
});

/** Runs a job of the next run and says whose session it had. */
async function sessionOfJob(connections: 1 | 2, work: (sql: Sql) => Promise<void> = async () => {}): Promise<Session> {
  let session: Session | undefined;
  const job = defineJob(connections, async (sql) => {
    [session] = await sql<Session[]>`select pg_backend_pid() as pid, current_setting('application_name') as name`;
    await work(sql);
  });
  runs++;
  await job({ job: { table: 'run', workspaceId: 1, id: runs, attempt: 1 }, progress: createProgressMemory() });
  return session!;
}

const namesOf = async (pid: number) =>
  (await app<{ name: string }[]>`select application_name as name from pg_stat_activity where pid = ${pid}`).map(({ name }) => name);

describe('the session of a job', () => {
  it('is the one of the job before, under a name of its own', async () => {
    const first = await sessionOfJob(1);
    expect(first.name).toBe(`earshot run ${runs}.1`);
    expect(await namesOf(first.pid)).toEqual(['earshot worker, idle']);
    const second = await sessionOfJob(1);
    expect(second).toEqual({ pid: first.pid, name: `earshot run ${runs}.1` });
  });

  it('knows nothing of the workspace before', async () => {
    await sessionOfJob(1, (sql) => inWorkspace(sql, 1, async () => {}));
    await sessionOfJob(1, async (sql) => {
      const [row] = await sql<{ workspace: string | null }[]>`select nullif(current_setting('app.workspace_id', true), '') as workspace`;
      expect(row!.workspace).toBeNull();
    });
  });

  it('is a new one after a job that failed', async () => {
    const failed: Session[] = [];
    const failing = sessionOfJob(1, async (sql) => {
      failed.push(...(await sql<Session[]>`select pg_backend_pid() as pid, '' as name`));
      throw new Error('a fault');
    });
    await expect(failing).rejects.toThrow('a fault');
    expect((await sessionOfJob(1)).pid).not.toBe(failed[0]!.pid);
    await expect.poll(() => namesOf(failed[0]!.pid)).toEqual([]);
  });

  it('is a new one after the server ended the kept one', async () => {
    const { pid } = await sessionOfJob(1);
    await app`select pg_terminate_backend(${pid})`;
    await expect.poll(() => namesOf(pid)).toEqual([]);
    const next = await sessionOfJob(1);
    expect(next.pid).not.toBe(pid);
    expect(next.name).toBe(`earshot run ${runs}.1`);
  });

  it('is a new one after a minute, for who knows what lies between', async () => {
    const { pid } = await sessionOfJob(1);
    const clock = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 61_000);
    const next = await sessionOfJob(1);
    clock.mockRestore();
    expect(next.pid).not.toBe(pid);
  });

  it('is its own where a job has two', async () => {
    const { pid } = await sessionOfJob(1);
    const other = await sessionOfJob(2);
    expect(other.pid).not.toBe(pid);
    await expect.poll(() => namesOf(other.pid)).toEqual([]);
    expect((await sessionOfJob(1)).pid).toBe(pid);
  });
});
