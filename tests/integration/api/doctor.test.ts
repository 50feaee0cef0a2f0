/** `earshot doctor`: a healthy installation, and databases that are not. */
import { createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { checkNames } from '../../../api/doctor/finding.ts';
import { migrate } from '../../../prisma/migrate.ts';
import { connect } from '../../../prisma/sql.ts';
import { startTestApi } from '../../support/api.ts';
import { afterThisTest, cleanUp, doctor, examine, listening, newDatabase } from '../../support/doctor.ts';
import { startPooler } from '../../support/pooler.ts';
import { createDriverFixture, startWorker } from '../../support/worker.ts';

afterEach(cleanUp);

describe('a healthy installation', () => {
  it('is told so, check by check, for people and for programs, without a secret', async () => {
    const { database, urls } = await newDatabase();
    const api = await startTestApi(database);
    afterThisTest(() => api.close());
    const worker = await startWorker(database);
    afterThisTest(() => {
      worker.signalGroup('SIGTERM');
      return worker.ended;
    });
    await createDriverFixture(api.admin, { rows: 10 });

    const env: NodeJS.ProcessEnv = { ...urls, EARSHOT_URL: api.url };
    const { code, findings } = await examine(env);
    expect(Object.values(findings).filter(({ status }) => status !== 'ok')).toEqual([]);
    expect(code).toBe(0);
    expect(Object.keys(findings)).toEqual(checkNames.filter((name) => name !== 'disk')); // that of a database elsewhere is not ours to see
    expect(findings.database?.found).toMatch(/^DATABASE_URL answers: PostgreSQL \d+/);
    expect(findings.releases?.found).toMatch(/^1 API and 1 worker of \d/);
    expect(findings.worker?.found).toBe('1 worker is connected');
    expect(findings.api?.found).toBe(`the API at ${api.url} answers and reaches its database`);

    const { stdout } = await doctor(env);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(checkNames.length + 1); // one for each check, an empty one and the sum
    for (const [index, name] of Object.keys(findings).entries()) expect(lines[index]).toMatch(new RegExp(`^ok {7}${name} `));
    expect(lines.at(-1)).toBe('all is well');
    for (const url of [database.appUrl, database.adminUrl]) expect(stdout).not.toContain(new URL(url).password);

    const { DATABASE_ADMIN_URL: _owner, ...ofOneHost } = env; // of an API or a worker alone
    const alone = await examine(ofOneHost);
    expect(alone.code).toBe(0);
    expect(alone.findings.owner).toBeUndefined();
  });
});

describe('the database', () => {
  it('of an older and of a newer release is told from each other', async () => {
    const { urls, admin } = await newDatabase();
    await admin`delete from _prisma_migrations where migration_name = (select max(migration_name) from _prisma_migrations)`;
    const older = await examine(urls);
    expect(older.code).toBe(1);
    expect(older.findings.schema).toMatchObject({
      status: 'problem',
      found: expect.stringMatching(/^the database is older than this release of Earshot: it lacks 1 migration, the first is \d+_/),
      remedy: 'run `earshot migrate`',
    });
    await admin`insert into _prisma_migrations (id, checksum, migration_name, finished_at) values ('x', 'x', '29991231000000_later', now())`;
    const newer = await examine(urls);
    expect(newer.code).toBe(1);
    expect(newer.findings.schema).toMatchObject({
      status: 'problem',
      found: 'the database is newer than this release of Earshot: it has the migration 29991231000000_later',
      remedy: expect.stringMatching(/^upgrade Earshot on this machine/),
    });
  });

  it('without anything of Earshot is told to be migrated', async () => {
    const { database, urls, admin } = await newDatabase({ empty: true });
    await admin.unsafe(`grant connect on database ${database.name} to earshot_app`);
    const { code, findings } = await examine(urls);
    expect(code).toBe(1);
    expect(findings.schema).toMatchObject({ status: 'problem', remedy: 'run `earshot migrate`' });
    expect(findings.queue).toMatchObject({ status: 'problem', remedy: 'run `earshot migrate`, which installs it' });
    expect(findings.leases).toBeUndefined();
  });

  it('that refuses, or takes the call and never answers, is told within ten seconds', async () => {
    const refused = await examine({ DATABASE_URL: 'postgres://earshot_app:hush@127.0.0.1:9/earshot' });
    expect(refused.code).toBe(1);
    expect(refused.findings.database).toMatchObject({
      status: 'problem',
      found: 'the database at 127.0.0.1:9 cannot be reached (ECONNREFUSED)',
      remedy: 'start it or correct DATABASE_URL',
    });
    expect(refused.findings.schema).toBeUndefined();

    const sockets: Socket[] = [];
    const silent = createServer((socket) => void sockets.push(socket));
    const port = await listening(silent);
    afterThisTest(() => {
      for (const socket of sockets) socket.destroy();
      silent.close();
    });
    const url = `postgres://earshot_app:hush@127.0.0.1:${port}/earshot`;
    const before = Date.now();
    const { code, stdout } = await doctor({ DATABASE_URL: url, DATABASE_ADMIN_URL: url });
    expect(Date.now() - before).toBeLessThan(10_500);
    expect(sockets.length).toBeGreaterThan(0);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^problem {2}database +the database does not answer within 8 s → see that it runs/m);
    expect(stdout).not.toContain('hush');
  });

  it('behind a pooler is told so, and that one that lends by the transaction will not do', async () => {
    const { database, urls } = await newDatabase();
    const told = async (variable: string, lends: 'SESSION' | 'TRANSACTION') => {
      const pooler = await startPooler(variable === 'DATABASE_URL' ? database.appUrl : database.adminUrl, lends);
      afterThisTest(pooler.close);
      const { code, findings } = await examine({ ...urls, [variable]: pooler.url });
      expect(findings.database?.status).toBe('ok');
      return [code, findings.pooler?.status, findings.pooler?.found.split(':')[0], findings.pooler?.remedy?.split(':')[0]];
    };
    const remedy = (variable: string) => `name the server itself in ${variable}`;
    for (const variable of ['DATABASE_URL', 'DATABASE_ADMIN_URL']) {
      const byTransaction = `${variable} leads to a pooler that lends a connection for a transaction`;
      expect(await told(variable, 'TRANSACTION')).toEqual([1, 'problem', byTransaction, remedy(variable)]);
      expect(await told(variable, 'SESSION')).toEqual([0, 'warning', `${variable} leads to a pooler`, remedy(variable)]);
    }
  }, 60_000);

  it('behind a pooler that refuses the settings of sessions is told so', async () => {
    const refusing = createServer((socket) => {
      const text = Buffer.from('SFATAL\0C08P01\0Munsupported startup parameter: statement_timeout\0\0'); // as PgBouncer says it
      const length = Buffer.alloc(4);
      length.writeInt32BE(text.length + 4);
      socket.once('data', () => socket.end(Buffer.concat([Buffer.from('E'), length, text])));
    });
    const port = await listening(refusing);
    afterThisTest(() => void refusing.close());
    const { code, findings } = await examine({ DATABASE_URL: `postgres://earshot_app:hush@127.0.0.1:${port}/earshot` });
    expect(code).toBe(1);
    expect(findings.database).toMatchObject({
      status: 'problem',
      found: expect.stringMatching(/is a pooler that refuses .*\(unsupported startup parameter: statement_timeout\)$/),
      remedy: 'name the server itself in DATABASE_URL: Earshot has pools of its own',
    });
  });

  it('whose name is half given, or no URL, is told by its variable', async () => {
    const half = await examine({ DATABASE_ADMIN_URL: 'postgres://owner:hush@127.0.0.1/earshot' });
    expect(half.findings.database?.found).toBe('DATABASE_ADMIN_URL is set but DATABASE_URL is not');
    const none = await examine({ DATABASE_URL: 'hush' });
    expect(none.findings.database?.found).toBe('DATABASE_URL is not a URL');
  });

  it('that two URLs name differently is told', async () => {
    const [{ urls }, { database: other }] = [await newDatabase(), await newDatabase()];
    const { findings } = await examine({ ...urls, DATABASE_ADMIN_URL: other.adminUrl });
    expect(findings.owner).toMatchObject({ status: 'problem', found: 'DATABASE_ADMIN_URL and DATABASE_URL name two databases' });
  });
});

describe('the login of the owner', () => {
  it('may share its schema with tables of others', async () => {
    const { database, urls } = await newDatabase();
    const superuser = connect(database.superuserUrl, { applicationName: 'test', max: 1 });
    await superuser`create table spatial_ref_sys (srid integer)`;
    await superuser.end();
    expect((await examine(urls)).findings.owner?.status).toBe('ok');
  });

  it('from which policies hide rows is told, with what lets it in', async () => {
    const { urls, admin } = await newDatabase();
    await admin`drop policy owner_maintenance on customer`; // as DROP OWNED of the role that made it leaves it
    const { code, findings } = await examine(urls);
    expect(code).toBe(1);
    expect(findings.owner).toMatchObject({
      status: 'problem',
      found: 'row-level security hides rows of customer from the login earshot_owner of DATABASE_ADMIN_URL',
      remedy: expect.stringContaining('create policy owner_maintenance on'),
    });
  });
});

it('loads that may not analyse their tables, as after an upgrade from PostgreSQL 16, are told; `earshot migrate` lets them', async () => {
  const { database, urls, admin } = await newDatabase();
  await admin`revoke maintain on "order", response from earshot_app`;
  expect((await examine(urls)).findings.statistics).toMatchObject({
    status: 'warning',
    found: expect.stringMatching(/^loads may not analyse order, response: /),
    remedy: expect.stringMatching(/^run `earshot migrate`/),
  });
  const lines: string[] = [];
  await migrate({ ...database, log: (line) => lines.push(line) });
  expect(lines).toEqual(['grant maintain on "order", "response" to earshot_app']);
  expect((await examine(urls)).findings.statistics?.status).toBe('ok');
});

describe('isolation', () => {
  it('is not kept by a superuser, nor by the owner', async () => {
    const { database } = await newDatabase();
    const [superuser, owner] = [await examine({ DATABASE_URL: database.superuserUrl }), await examine({ DATABASE_URL: database.adminUrl })];
    expect([superuser.code, owner.code]).toEqual([1, 1]);
    expect(superuser.findings.role).toMatchObject({ status: 'problem', found: expect.stringContaining('of DATABASE_URL is a superuser') });
    expect(owner.findings.role).toMatchObject({ status: 'problem', found: expect.stringContaining('of DATABASE_URL owns the table') });
  });

  it('needs every table of a workspace locked, and no second key', async () => {
    const { urls, admin } = await newDatabase();
    await admin`alter table customer no force row level security`;
    await admin`drop policy own_workspace on ticket`;
    await admin`create policy everybody on survey to earshot_app using (true)`;
    const { code, findings } = await examine(urls);
    expect(code).toBe(1);
    expect(findings.policies).toMatchObject({
      status: 'problem',
      found:
        'row-level security is not forced on customer; ticket lacks the policy own_workspace; survey has a policy that opens it further',
    });
  });
});

it('connections that the login may not have are told, with what would be enough', async () => {
  const { database, admin } = await newDatabase();
  const login = `${database.name}_few`;
  await admin.unsafe(`create role ${login} login password 'x' in role earshot_app connection limit 5`);
  afterThisTest(() => admin.unsafe(`drop role ${login}`));
  const { code, findings } = await examine({
    DATABASE_URL: database.appUrl.replace(/\/\/[^@]*@/, `//${login}:x@`),
    EARSHOT_WORKER_THREADS: '3',
  });
  expect(code).toBe(0); // a warning
  expect(findings.connections).toMatchObject({
    status: 'warning',
    found: "1 API and 1 worker of 3 threads may open 37 connections, other programs hold 0, and the login's connection limit allows 5",
    remedy: "raise the login's connection limit by 32, or run fewer processes or threads (EARSHOT_WORKER_THREADS)",
  });
});

it('what is no option of it ends with exit code 2', async () => {
  const { code, stdout, stderr } = await doctor({}, '--fix');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^earshot: .*--fix.*\n {2}→ earshot doctor \[--json\]\n$/);
});
