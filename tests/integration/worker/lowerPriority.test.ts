/** Heavy work gives way to the API on the same machine, on both sides of its connections. Linux only: /proc is read. */
import { accessSync, constants, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { getPriority } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, type Sql } from '../../../prisma/sql.ts';
import { rootOfProcessors } from '../../../worker/idleGroup.ts';
import { type Backend, findBackend, lowerBackendPriority, sessionOf } from '../../../worker/lowerPriority.ts';
import { processorsBesideApi } from '../../../worker/runProcessors.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let sql: Sql;

beforeAll(async () => {
  database = await createTestDatabase();
  sql = connect(database.appUrl, { applicationName: 'test', max: 1 });
});
afterAll(async () => {
  await sql?.end();
  await database?.drop();
});

const idleGroup = /:\/earshot-idle$/m;
const controlGroupsOf = (pid: number | 'self') => readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '');
/** As root, in the root group of a hierarchy that can be written: as `worker/idleGroup.ts` asks for. */
function mayMakeGroups(): boolean {
  try {
    const root = rootOfProcessors(readFileSync('/proc/self/cgroup', 'utf8'), '');
    accessSync(root ?? '/nowhere', constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
const processorsOf = (pid: number | 'self') => /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
const others = await processorsBesideApi(); // null where there is only one, or no taskset
async function connected(): Promise<{ connection: Sql; backend: Backend }> {
  const connection = connect(database.appUrl, { applicationName: 'test', max: 1 });
  return { connection, backend: (await findBackend(connection))! };
}
const groupOf = (pid: number | 'self') => readFile(`/proc/${pid}/autogroup`, 'utf8').catch(() => null);

describe.runIf(process.platform === 'linux')('a backend that serves a job', () => {
  it('has the lowest priority, in its session and as one', async () => {
    const own = await groupOf('self');
    const backend = await findBackend(sql);
    await lowerBackendPriority(backend!, null);
    expect(getPriority(backend!.pid)).toBe(19);
    const group = await groupOf(backend!.pid);
    if (group !== null) expect(group).toMatch(/nice 19$/m); // a kernel without autogroup has no such file
    expect(await groupOf('self')).toBe(own); // nobody else gives way
    expect(await controlGroupsOf('self')).not.toMatch(idleGroup);
    expect(getPriority()).toBeLessThan(19);
  });

  it.runIf(mayMakeGroups())('runs only while nobody else wants the processor, where a group can be made', async () => {
    const backend = await findBackend(sql);
    await lowerBackendPriority(backend!, null);
    expect(await controlGroupsOf(backend!.pid)).toMatch(idleGroup);
    await lowerBackendPriority(backend!, null); // as of a session that is kept for the next job
    expect(await controlGroupsOf(backend!.pid)).toMatch(idleGroup);
  });

  it.runIf(others !== null)('keeps to the processors of runs, and to no others than it may where none are named', async () => {
    const [one, another] = [await connected(), await connected()];
    await lowerBackendPriority(one.backend, others);
    await lowerBackendPriority(another.backend, null);
    expect(processorsOf(one.backend.pid)).toBe(others);
    expect(processorsOf(another.backend.pid)).toBe(processorsOf('self'));
    await Promise.all([one.connection.end(), another.connection.end()]);
  });

  it('is left alone where it serves another connection', async () => {
    const other = connect(database.appUrl, { applicationName: 'test', max: 1 });
    const backend = await findBackend(other);
    await lowerBackendPriority({ pid: backend!.pid, port: 1 }, null);
    expect(getPriority(backend!.pid)).toBeLessThan(19);
    expect(await controlGroupsOf(backend!.pid)).not.toMatch(idleGroup);
    await other.end();
  });
});

describe('the session of a process', () => {
  it('is read behind a name that may hold anything', () => {
    expect(sessionOf('4711 (node) S 1 4711 4710 0 -1')).toBe(4710);
    expect(sessionOf('4711 (a) b (c) S 1 4711 4711 0 -1')).toBe(4711);
    expect(sessionOf('')).toBeNaN();
  });
});
