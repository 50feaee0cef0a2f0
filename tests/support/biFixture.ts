/** Two companies with rows in every table, and the SQL login of a BI tool for each. */
import pg from 'pg';
import { createBiLogin } from '../../prisma/bi/logins.ts';
import { connect, type Sql } from '../../prisma/sql.ts';
import { createWorkspace } from './api.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { fillWorkspace } from './feedbackFixture.ts';
import { fillRun } from './runFixture.ts';
import { fillFacts } from './sayAndDoFixture.ts';

export interface BiFixture {
  readonly database: TestDatabase;
  readonly admin: Sql;
  /** Workspace a, whose texts say alpha, and b, whose texts say bravo. */
  readonly a: number;
  readonly b: number;
  readonly roleOfA: string;
  readonly roleOfB: string;
  readonly urlOfA: string;
  /** A client of its own on the login of A, as a BI tool would open it. */
  open(): Promise<pg.Client>;
  close(): Promise<void>;
}

export async function openBiFixture(): Promise<BiFixture> {
  const database = await createTestDatabase();
  const admin = connect(database.adminUrl, { applicationName: 'test', max: 2 });
  const [a, b] = [await createWorkspace(admin, 'a'), await createWorkspace(admin, 'b')];
  for (const [workspaceId, mark] of [
    [a, 'alpha'],
    [b, 'bravo'],
  ] as const) {
    await fillWorkspace(admin, workspaceId, { mark });
    await fillFacts(admin, workspaceId, { mark });
    await fillRun(admin, workspaceId, { mark });
  }
  const login = await createBiLogin(admin, { workspaceId: a, name: 'Metabase' });
  const other = await createBiLogin(admin, { workspaceId: b, name: 'Metabase' });
  const urlOfA = database.adminUrl.replace(/\/\/[^@]*@/, `//${login.roleName}:${login.password}@`);
  const clients: pg.Client[] = [];
  const open = async () => {
    const client = new pg.Client({ connectionString: urlOfA });
    client.on('error', () => {}); // the database may go before its clients
    clients.push(client);
    await client.connect();
    return client;
  };
  const close = async () => {
    for (const client of clients) await client.end();
    await admin.end();
    await database.drop();
    await dropRoles(database, [login.roleName, other.roleName]);
  };
  return { database, admin, a, b, roleOfA: login.roleName, roleOfB: other.roleName, urlOfA, open, close };
}

/** Roles outlive the databases of the tests' server. */
async function dropRoles({ superuserUrl }: TestDatabase, names: readonly string[]): Promise<void> {
  const sql = connect(superuserUrl.replace(/[^/]*$/, 'postgres'), { applicationName: 'test', max: 1 });
  for (const name of names) await sql`drop role if exists ${sql(name)}`;
  await sql.end();
}
