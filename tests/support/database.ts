/** A fresh database of the test cluster for one test file. */
import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { inject } from 'vitest';
import { templateDatabase } from './globalSetup.ts';

export interface TestDatabase {
  readonly name: string;
  /** The owner: migrations, fixtures that must reach every workspace. */
  readonly adminUrl: string;
  /** The login of the API and the worker, bound by row-level security. */
  readonly appUrl: string;
  readonly superuserUrl: string;
  drop(): Promise<void>;
}

/** A copy of the migrated template (about 50 ms). `empty` gives a database without any table, for tests of migrations. */
export async function createTestDatabase({ empty = false } = {}): Promise<TestDatabase> {
  const cluster = inject('testCluster');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await execute(cluster.adminUrl, empty ? `create database ${name}` : `create database ${name} template ${templateDatabase}`);
  // Rights on a database are not copied with it: these are what `migrate` gave the template.
  if (!empty)
    await execute(
      cluster.adminUrl,
      `revoke all on database ${name} from public; grant connect, temporary on database ${name} to earshot_app`,
    );
  const on = (url: string) => url.replace(/\/[^/]*$/, `/${name}`);
  return {
    name,
    adminUrl: on(cluster.adminUrl),
    appUrl: on(cluster.appUrl),
    superuserUrl: on(cluster.superuserUrl),
    drop: () => execute(cluster.superuserUrl, `drop database if exists ${name} with (force)`), // only it may end other roles' sessions
  };
}

async function execute(url: string, statement: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}
