/** Two companies in one installation, alike in everything but their texts, and whatever A may show at a door. */

import { isInterfaceType } from 'graphql';
import { createSignInLink } from '../../../api/auth/signInLink.ts';
import { asymmetricAlgorithms } from '../../../api/auth/verifyToken.ts';
import type { Sql } from '../../../prisma/sql.ts';
import { encodeGlobalId } from '../../../schema/globalId.ts';
import { schema } from '../../../schema/index.ts';
import { createWorkspace, startTestApi, type TestApi } from '../api.ts';
import { createTestDatabase, type TestDatabase } from '../database.ts';
import { fillWorkspace } from '../feedbackFixture.ts';
import { makeRollups } from '../rollupFixture.ts';
import { fillRun } from '../runFixture.ts';
import { fillFacts } from '../sayAndDoFixture.ts';
import { fillSegments } from '../segmentFixture.ts';
import { startTestIssuer, type TestIssuer } from '../testIssuer.ts';
import { fillUnneededScores } from '../unneededScores.ts';
import { attacksToSave } from './graphAttacks.ts';
import { plantedIdentity, plantNamed } from './plantNamed.ts';

/** What somebody of A knows of B: names, and no contents, which all say `secretOfB`. */
export const nameInB = 'knownb';
/** As long, and in no workspace. */
export const nameOfNobody = 'knownz';
export const secretOfB = 'bravo';

export type Headers = Readonly<Record<string, string>>;

export interface AttackFixture {
  readonly database: TestDatabase;
  readonly issuer: TestIssuer;
  readonly api: TestApi;
  readonly a: number;
  /** Everything that opens A, by its name. `all` comes first. */
  readonly credentials: ReadonlyMap<string, Headers>;
  /** Makes B, and a key of it that may do everything. */
  addB(): Promise<{ b: number; key: Headers; ids: Map<string, string[]>; named: Map<string, string[]> }>;
  close(): Promise<void>;
}

export const bearer = (secret: string): Headers => ({ authorization: `Bearer ${secret}` });

export async function openAttackFixture(): Promise<AttackFixture> {
  const database = await createTestDatabase();
  const issuer = await startTestIssuer();
  const api = await startTestApi(database, {
    limits: { pointsPerMinute: 0 },
    tokens: {
      issuer: issuer.issuer,
      audiences: ['earshot'],
      jwksUrl: null,
      cooldownSeconds: 0,
      algorithms: asymmetricAlgorithms,
      clockSkewSeconds: 60,
      workspaceClaim: 'earshot_workspace',
      roleClaim: 'roles',
    },
  });
  const { admin } = api;
  const a = await createWorkspace(admin, 'a');
  await fillCompany(admin, a, 'alpha', 'knowna');
  await nameThingsOfB(admin, a);
  await admin`insert into membership ${admin({ workspace_id: a, issuer: issuer.issuer, subject: 'member', role: 'ADMIN' })}`;
  await saveAttacks(api, await api.createKey(a));
  const keyOf = async (...scopes: ('read' | 'pii' | 'ingest' | 'compute' | 'admin')[]) => bearer(await api.createKey(a, scopes));
  const link = await createSignInLink(api.services.sql, {
    workspaceId: a,
    scopes: ['read', 'pii', 'ingest', 'compute', 'admin'],
    baseUrl: api.url,
  });
  const cookie = (await fetch(link, { redirect: 'manual' })).headers.get('set-cookie')?.split(';')[0] ?? '';
  const credentials = new Map<string, Headers>([
    ['a key with all scopes', await keyOf('read', 'pii', 'ingest', 'compute', 'admin')],
    ['a key that reads', await keyOf('read')],
    ['a key that reads personal data', await keyOf('read', 'pii')],
    ['a key that loads', await keyOf('read', 'ingest')],
    ['a key that computes', await keyOf('read', 'compute')],
    ['a key that administers', await keyOf('read', 'admin')],
    ['a session', { cookie, 'x-earshot-csrf': '1' }],
    ['a token of a member', bearer(await issuer.sign({ sub: 'member' }))],
  ]);
  return {
    database,
    issuer,
    api,
    a,
    credentials,
    addB: async () => {
      const b = await createWorkspace(admin, 'b');
      await admin`update workspace set name = ${`Company ${secretOfB}`} where id = ${b}`;
      await fillCompany(admin, b, secretOfB, nameInB, plantedIdentity);
      const secret = await api.createKey(b);
      const key = bearer(secret);
      await saveAttacks(api, secret);
      await admin`insert into session (workspace_id, link_hash, link_expires_at, scopes, expires_at)
        values (${b}, sha256('b'), now() + interval '1 hour', '{read}', now() + interval '1 hour')`;
      return { b, key, ids: await idsOf(admin, b), named: await namedByDoors(admin, a, b) };
    },
    close: async () => {
      await api.close();
      await issuer.close();
      await database.drop();
    },
  };
}

/** One thing at least of whatever the graph shows. */
export async function fillCompany(admin: Sql, workspaceId: number, mark: string, name: string, identity?: bigint): Promise<void> {
  await fillWorkspace(admin, workspaceId, { mark });
  await fillFacts(admin, workspaceId, { mark });
  await fillSegments(admin, workspaceId, mark);
  await fillRun(admin, workspaceId, { mark });
  await fillUnneededScores(admin, workspaceId, mark);
  await plantNamed(admin, workspaceId, { name, mark, ...(identity && { identity }) });
  await makeRollups(admin, workspaceId);
}

/** Saves as asked-1 … what the graph can be asked for with a name: A and B have the same documents. */
async function saveAttacks(api: TestApi, key: string): Promise<void> {
  for (const [index, document] of attacksToSave().entries()) {
    const input = { name: `asked-${index + 1}`, document };
    const { errors } = await api.query(key, 'mutation ($input: SavedDocumentInput!) { saveDocument(input: $input) { name } }', { input });
    if (errors) throw new Error(`${document}: ${errors[0]?.message}`);
  }
}

/** Rows of A that name what only B has, as a file of A may: they lead to nothing, before B exists and after. */
async function nameThingsOfB(admin: Sql, a: number): Promise<void> {
  const own = { workspace_id: a, external_id: 'names-b' };
  const at = new Date('2026-02-02T00:00:00Z');
  await admin`insert into ticket ${admin({ ...own, order_external_id: nameInB, touchpoint: nameInB, kind: 'QUESTION', opened_at: at })}`;
  await admin`insert into event ${admin({ ...own, visit_external_id: nameInB, name: 'named', occurred_at: at })}`;
  await admin`insert into visit ${admin({ ...own, started_at: at, identity_id: plantedIdentity })}`;
  await admin`insert into invitation ${admin({ ...own, survey_key: nameInB, response_external_id: nameInB, sent_at: at, state: 'SENT' })}`;
  await admin`insert into "order" ${admin({ ...own, identity_id: plantedIdentity, occurred_at: at, currency: 'EUR', revenue: 1 })}`;
}

/** Opaque ids of the things of a workspace, by their type; of every type that has ids. */
async function idsOf(admin: Sql, workspaceId: number): Promise<Map<string, string[]>> {
  const node = schema.getType('Node');
  if (!isInterfaceType(node)) throw new Error('there is no Node');
  const ids = new Map<string, string[]>();
  for (const { name } of schema.getPossibleTypes(node)) {
    const table = name === 'CustomerSubscription' ? 'subscription' : name.replaceAll(/(?!^)[A-Z]/g, '_$&').toLowerCase();
    const rows = await admin<{ id: bigint }[]>`select id from ${admin(table)} where workspace_id = ${workspaceId} order by id`;
    if (rows.length === 0) throw new Error(`the fixture has no ${name}, so its ids are not covered`);
    ids.set(
      name,
      rows.map(({ id }) => encodeGlobalId(name, id)),
    );
  }
  return ids;
}

/** Every table with rows of workspaces. */
export async function tablesOf(admin: Sql): Promise<string[]> {
  const tables = await admin<{ name: string }[]>`
    select table_name as name from information_schema.columns join information_schema.tables using (table_schema, table_name)
     where table_schema = 'public' and table_type = 'BASE TABLE' and column_name = 'workspace_id' order by 1`;
  return tables.map(({ name }) => name);
}

/** What addresses outside the graph may name of B, by the word in their braces; A has nothing of these names. */
async function namedByDoors(admin: Sql, a: number, b: number): Promise<Map<string, string[]>> {
  const names = async (table: string) => {
    const rows = await admin<{ name: string }[]>`
      select name from ${admin(table)} where workspace_id = ${b}
      except select name from ${admin(table)} where workspace_id = ${a} order by 1`;
    return rows.map(({ name }) => name);
  };
  const imports = await admin<{ id: bigint }[]>`select id from import where workspace_id = ${b} order by id`;
  return new Map([
    ['import', imports.map(({ id }) => encodeGlobalId('Import', id))],
    ['analysis', await names('analysis')],
    ['document', await names('saved_document')],
  ]);
}

/** One hash a table of all that is there of a workspace, with the transactions that wrote it, and of its jobs in the queue. */
export async function digestOf(admin: Sql, workspaceId: number): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const name of await tablesOf(admin)) {
    // Of a key not when it was last used, by which it is changed now and then.
    const content = name === 'api_key' ? admin`(to_jsonb(t) - 'last_used_at')::text` : admin`t.xmin || ' ' || t::text`;
    const [row] = await admin<{ hash: string }[]>`
      select count(*) || ' ' || md5(coalesce(string_agg(r, '|' order by r), '')) as hash
        from ${admin(name)} t cross join lateral (select ${content} as r) s where workspace_id = ${workspaceId}`;
    hashes[name] = row!.hash;
  }
  const [own] = await admin<{ hash: string }[]>`select md5(t::text) as hash from workspace t where id = ${workspaceId}`;
  const [jobs] = await admin<{ hash: string }[]>`
    select count(*) || ' ' || md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as hash from pgboss.job t where data ->> 'workspaceId' = ${String(workspaceId)}`;
  return { ...hashes, workspace: own!.hash, queue: jobs!.hash };
}
