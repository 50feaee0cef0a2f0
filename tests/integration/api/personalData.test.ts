/**
 * Personal data leaves to credentials with the scope `pii` alone, and never to a log. Every place that may hold some is given a word of its own; then
 * all that can be asked for is asked for, as the schema, the declaration of the datasets and the catalogue list it. With `pii` each word is found,
 * or the walk would prove nothing; with every scope but that, none.
 */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { datasets } from '../../../prisma/bi/datasets.ts';
import { createBiLogin, revokeBiLogin } from '../../../prisma/bi/logins.ts';
import { inWorkspace } from '../../../prisma/sql.ts';
import { readCauses, readLevels } from '../../../worker/data/churn/readEpisodeSource.ts';
import { type Answer, createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { fillCompany } from '../../support/attacks/attackFixture.ts';
import { everyType } from '../../support/attacks/graphPaths.ts';
import {
  anyMarker,
  hiddenPlaces,
  markerOf,
  namedPlaces,
  personalPlaces,
  plantPersonal,
  textsOfCustomers,
} from '../../support/attacks/plantPersonal.ts';
import { thatAddFields, unasked, withoutFields } from '../../support/attacks/selections.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { everyField } from '../../support/everyField.ts';
import { readableBy } from '../../support/readableBy.ts';
import { startWorker } from '../../support/worker.ts';

let database: TestDatabase;
let api: TestApi;
let workspaceId: number;
let workerLines: readonly string[];
const keys = { personal: '', plain: '' };
const shown = { personal: new Map<string, string>(), plain: new Map<string, string>() };
const queries = thatAddFields([...everyType(), ...everyField().values()]);
/** Of two runs, by their ids, what results say of each; and what only a mutation gives: a secret or an address that is new, what is left of somebody erased. */
const isElsewhere = /^(RunComparison|RunDifference|HeadlineComparison|ApiKeyWithSecret|WebhookWithSecret|SignedUrl|CustomerErasure)\./;
/** What a query met besides a refusal. */
const faults: unknown[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, { limits: { pointsPerMinute: 0, answerCacheMegabytes: 16 } });
  workspaceId = await createWorkspace(api.admin, 'a');
  keys.personal = await api.createKey(workspaceId);
  keys.plain = await api.createKey(workspaceId, ['read', 'ingest', 'compute', 'admin']);
  await fillCompany(api.admin, workspaceId, 'alpha', 'knowna');
  await plantPersonal(api.admin, workspaceId);
  await plantCauses();
  workerLines = await loadFiles();
  await api.query(keys.personal, 'mutation ($input: SavedDocumentInput!) { saveDocument(input: $input) { name } }', {
    input: { name: 'personal', document: personalDocument },
  });
  await walk('personal');
  await walk('plain'); // after it: what a cache kept of the answers above is not for this one
}, 60_000);
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const personalDocument = `{ customers(first: 20) { nodes { externalId traits { key value } identities { kind value } responses(first: 2) { nodes { id } } } }
  customer(externalId: "F1") { traits { key value isPersonal } identities { kind value } } }`;

/** A churn run of when every text could be a reason: one that ten gave and one that nine did. */
async function plantCauses(): Promise<void> {
  const { admin } = api;
  const [run] = await admin<{ run_id: bigint }[]>`
    update run r set parameters = ${admin.json({ causeColumn: 'CANCEL_REASON' })} from churn_cause c
     where c.workspace_id = ${workspaceId} and r.workspace_id = c.workspace_id and r.id = c.run_id returning c.run_id`;
  const cause = { workspace_id: workspaceId, run_id: run!.run_id, n: 40 };
  await admin`insert into churn_cause ${admin([
    { ...cause, position: 2, cause: sharedReason, losses: 10 },
    { ...cause, position: 3, cause: markerOf('churn_cause.cause'), losses: 9 },
  ])}`;
}

const sharedReason = 'what ten customers said';

const files = {
  customers: `external_id,email,first_name,last_name,phone,attributes.E-Mail,attributes.contact,attributes.plan
F1,piimark-file-email@example.org,piimark-file-first,piimark-file-last,piimark-file-phone,piimark-file-attribute,piimark-file-contact@example.org,gold
F2,piimark-file-no-address,,,,,,
`,
  subscriptions: 'piimark-file-headerless,piimark-file-row@example.org\nx,y\n',
  'responses&survey=visit': 'customer_external_id,NPS,comment\nF1,9,piimark-file-crash\n',
};
/** What only the files bring. */
const filePlaces = ['email', 'first', 'last', 'phone', 'attribute', 'contact', 'no-address', 'headerless', 'name'];

/** Through the doors that a file takes: one loads with a fault, one cannot be read, and of one the database refuses a row. */
async function loadFiles(): Promise<readonly string[]> {
  await api.admin`update backfill set state = 'CANCELLED', finished_at = now() where workspace_id = ${workspaceId}`; // or the worker would go on with it
  await api.admin`
    create function refuse() returns trigger language plpgsql as $$ begin
      raise exception 'invalid input syntax for type json: "%"', new.comment using errcode = '22P02', detail = new.comment; end $$`;
  await api.admin`create trigger refuse before insert on response for each row execute function refuse()`;
  for (const [as, body] of Object.entries(files)) {
    const path = `/v1/imports?as=${as}&filename=piimark-file-name@example.org.csv`;
    const answer = await get(path, keys.plain, { method: 'POST', headers: { 'content-type': 'text/csv' }, body });
    expect(answer.status).toBe(202);
  }
  const worker = await startWorker(database, { LOG_LEVEL: 'trace' });
  await worker.line((line) => line.includes('CRASHED'));
  worker.signalGroup('SIGTERM');
  await worker.ended;
  await api.admin`drop trigger refuse on response`;
  return worker.lines;
}

async function get(path: string, key: string, init: RequestInit = {}): Promise<{ status: number; text: string }> {
  const response = await fetch(`${api.url}${path}`, { ...init, headers: { ...(key && { 'x-api-key': key }), ...init.headers } });
  return { status: response.status, text: Buffer.from(await response.arrayBuffer()).toString('latin1') };
}

/** All that one of the keys is shown, by what was asked. */
async function walk(who: 'personal' | 'plain'): Promise<void> {
  await each(queries, (query) => ask(query, who));
  const columns = datasets.flatMap(({ name, columns: all }) =>
    all.filter((column) => column.personal).map((column) => `/bi/v1/${name}.csv?columns=${column.name}`),
  );
  const formats = who === 'plain' ? ['csv', 'json', 'ndjson', 'arrow'] : ['csv'];
  const all = datasets.flatMap(({ name }) => formats.map((format) => `/bi/v1/${name}.${format}?limit=100000`));
  const imports = await api.query(keys[who], '{ imports { nodes { id } } }');
  const uploads = (imports.data.imports.nodes as { id: string }[]).map(({ id }) => `/v1/imports/${id}`);
  const paths = [...all, ...columns, ...uploads, '/bi/v1/$schema', '/q/personal', '/q/saved-alpha'];
  await each(paths, async (path) => shown[who].set(path, (await get(path, keys[who])).text));
}

/** A few at a time. */
async function each<Item>(items: readonly Item[], work: (item: Item) => Promise<unknown>): Promise<void> {
  const queue = [...items];
  const next = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all([next(), next(), next()]);
}

/** A field that is refused may take its parents with it: what is left is asked for again, until nothing is refused. */
async function ask(query: string, who: 'personal' | 'plain'): Promise<void> {
  const answer: Answer = await api.query(keys[who], query);
  shown[who].set(query, JSON.stringify(answer));
  const refused = (answer.errors ?? []).filter(({ extensions }) => extensions.code === 'FORBIDDEN');
  faults.push(...(answer.errors ?? []).filter((error) => !refused.includes(error)));
  if (refused.length > 0) {
    const paths = refused.map(({ path }) => path ?? []);
    await ask(withoutFields(query, paths), who);
  }
}

/** Also what stands in opaque texts, such as cursors. */
function markersIn(text: string): string[] {
  const opaque = text.match(/[\w-]{16,}/g)?.map((word) => Buffer.from(word, 'base64url').toString('latin1')) ?? [];
  return [text, ...opaque].flatMap((one) => one.match(/piimark[\w@.-]*/gi) ?? []);
}

const found = (answers: ReadonlyMap<string, string>) =>
  new Set([...answers.values()].flatMap(markersIn).map((marker) => marker.toLowerCase()));
const isAmong = (markers: ReadonlySet<string>, marker: string) => [...markers].some((one) => one.startsWith(marker));

describe('the walk', () => {
  it('has a word in every text of a customer or a file, or the reason why not', async () => {
    expect(await textsOfCustomers(api.admin)).toEqual(namedPlaces);
  });
  it('asks for every value in the graph, and is answered', () => {
    expect(unasked(queries).filter((name) => !isElsewhere.test(name))).toEqual([]);
    expect(faults, api.log.filter((line) => line.includes('a resolver failed')).join('\n')).toEqual([]);
  });
  it('finds with the scope pii whatever may be shown, and so proves something', () => {
    const markers = found(shown.personal);
    expect(personalPlaces.map(markerOf).filter((marker) => !isAmong(markers, marker))).toEqual([]);
    expect(filePlaces.map((name) => `piimark-file-${name}`).filter((marker) => !isAmong(markers, marker))).toEqual([]);
    expect(hiddenPlaces.map(markerOf).filter((marker) => isAmong(markers, marker))).toEqual([]);
  });
});

describe('without the scope pii', () => {
  it('no answer holds any of it, whatever else the key may do', () => {
    const asked = [...shown.plain.keys()].filter((what) => !what.startsWith('/'));
    expect(asked.length).toBeGreaterThan(queries.length); // what was refused was asked for without what refuses it
    for (const [what, text] of shown.plain) expect.soft(markersIn(text), what).toEqual([]);
  });

  it('nor has a run levels of a personal trait, for its results are shown, also where the analysis is older than that', async () => {
    const levelsOf = (trait: string) =>
      inWorkspace(api.services.sql, workspaceId, (tx) => readLevels(tx, workspaceId, { by: 'TRAIT', trait }, new Date()));
    expect(await levelsOf('city')).toEqual([]);
    expect(await levelsOf('plan')).not.toEqual([]);
  });

  it('nor has a run reasons of which fewer than ten customers made use, also where it is older than that', async () => {
    const causes = () => inWorkspace(api.services.sql, workspaceId, (tx) => readCauses(tx, workspaceId, 'CANCEL_REASON', new Date()));
    const lost = api.admin`
      update subscription set cancel_kind = 'VOLUNTARY', canceled_at = now() - interval '1 day' where workspace_id = ${workspaceId}`;
    expect((await lost).count).toBeGreaterThan(10);
    expect(await causes()).toEqual(['OTHER']);
    await api.admin`update subscription set cancel_reason = ${sharedReason} where workspace_id = ${workspaceId}`;
    expect(await causes()).toEqual([sharedReason, 'OTHER']);
    const told = [...shown.plain.values()].filter((text) => text.includes(sharedReason));
    expect(told.length).toBeGreaterThan(0); // so the one beside it was asked for, too
  });

  it('nor does an address that was signed by a key with it', async () => {
    for (const { name } of datasets) {
      const text = `mutation { createSignedUrl(dataset: "${name}", format: JSON, parameters: []) { path } }`;
      const { path } = (await api.query(keys.personal, text)).data.createSignedUrl;
      const answer = await get(path, '');
      expect.soft([answer.status, markersIn(answer.text)], name).toEqual([200, []]);
    }
  });

  it('nor does anything that the SQL login of a BI tool may read', async () => {
    const login = await createBiLogin(api.admin, { workspaceId, name: 'Metabase' });
    const client = new pg.Client({ connectionString: database.adminUrl.replace(/\/\/[^@]*@/, `//${login.roleName}:${login.password}@`) });
    await client.connect();
    const readable = await readableBy(api.admin, login.roleName, client);
    await client.end();
    await revokeBiLogin(api.admin, workspaceId, login.roleName);
    expect(readable.size).toBeGreaterThan(datasets.length);
    for (const [relation, text] of readable) expect.soft(markersIn(text), relation).toEqual([]);
  });
});

describe('logs', () => {
  it('of the API hold none of it, not even of what was asked with it', async () => {
    const search = encodeURIComponent(
      '{ customer(externalId: "piimark-asked") { id } customers(first: "piimark-asked") { nodes { id } } }',
    );
    await get(`/graphql?query=${search}`, keys.personal);
    await get('/bi/v1/customers.csv?columns=piimark-asked', keys.personal);
    await api.query(keys.personal, 'query ($id: String!) { customer(externalId: $id) { id } }', { id: 'piimark-asked' });
    await expect.poll(() => api.log.filter((line) => line.includes('"/graphql"')).length).toBeGreaterThan(queries.length);
    expect(api.log.filter((line) => anyMarker.test(line))).toEqual([]);
  });

  it('of a worker neither, nor the error that it leaves, also where the database quotes a value that it refuses', async () => {
    expect(workerLines.filter((line) => line.includes('"CRASHED"'))).toHaveLength(1);
    expect(workerLines.filter((line) => anyMarker.test(line))).toEqual([]);
    const rows = await api.admin<{ message: string }[]>`select error_message as message from import where error_code = 'CRASHED'`;
    expect(rows.map(({ message }) => message)).toEqual(['the database could not take a value (22P02)']);
  });
});
