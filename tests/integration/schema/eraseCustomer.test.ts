/**
 * A customer is erased: a word of their own stands in every place that files can bring it to, and afterwards in none that the catalogue lists, also when the
 * same files come again. Whoever else is in the files, and the same files in another workspace, are as before. Over 300 lines: files of every kind, one customer.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../../../schema/globalId.ts';
import { loadImport } from '../../../worker/imports/load.ts';
import { clearUploads } from '../../../worker/scheduling/clearUploads.ts';
import { type Answer, startTestApi, type TestApi } from '../../support/api.ts';
import { personalPlaces } from '../../support/attacks/plantPersonal.ts';
import { type ImportBench, type ImportOptions, type ImportOutcome, openImportBench } from '../imports/importBench.ts';

let bench: ImportBench;
let api: TestApi;
let key: string;
beforeAll(async () => {
  bench = await openImportBench();
  api = await startTestApi(bench.database, { limits: { answerCacheMegabytes: 16, pointsPerMinute: 0 } });
  key = await api.createKey(bench.workspaceId);
});
afterAll(async () => {
  await api?.close();
  await bench?.close();
});

const word = 'wipeme';
/** By whom the rows are, E or B; E by the address alone first, as somebody who turns out to be a customer. */
const files: { readonly text: string; readonly options: ImportOptions; readonly ofErased: number }[] = [
  { options: { as: 'ORDERS' }, ofErased: 1, text: 'order_id,email,ordered_at,revenue\no1,wipeme-mail@example.org,2026-01-02,10\n' },
  {
    options: { as: 'CUSTOMERS' },
    ofErased: 1,
    text: `external_id,email,first_name,phone,country,attributes.hobby
wipeme-id,wipeme-mail@example.org,wipeme-name,wipeme-phone,DE,wipeme-hobby
B,bo@example.org,Bo,555,DE,chess
`,
  },
  { options: { as: 'CUSTOMERS' }, ofErased: 1, text: 'external_id,first_name\nwipeme-id,wipeme-name-later\nB,Bob\n' },
  {
    options: { as: 'CUSTOMERS' },
    ofErased: 1,
    text: `external_id,email,created_at,first_name
wipeme-id,,wipeme-date,wipeme-fault
wipeme-id,,2026-01-01,wipeme-short,wipeme-long
B,bo@example.org,never,Bo
C,wipeme-mail@example.org,2026-01-01,Cy
`,
  },
  {
    options: { as: 'RESPONSES', survey: 'visit' },
    ofErased: 1,
    text: `response_id,customer_external_id,submitted_at,How likely (0-10),WHY,comment
r1,wipeme-id,2026-01-03,9,wipeme-why,wipeme-comment
r2,B,2026-01-03,2,because,a comment
`,
  },
  {
    options: { as: 'SUBSCRIPTIONS' },
    ofErased: 1,
    text: `subscription_id,customer_external_id,started_at,ended_at,cancel_reason
s1,wipeme-id,2026-01-01,2026-02-01,wipeme-reason
s2,B,2026-01-01,2026-02-01,price
`,
  },
  {
    options: { as: 'TICKETS' },
    ofErased: 1,
    text: 'ticket_id,customer_external_id,created_at\nt1,wipeme-id,2026-01-05\nt2,B,2026-01-05\n',
  },
  {
    options: { as: 'VISITS' },
    ofErased: 3,
    text: `visit_id,visitor_id,customer_external_id,started_at,landing_page
v1,wipeme-visitor,wipeme-id,2026-01-04,/wipeme-page
v2,wipeme-visitor,,2026-01-05,/wipeme-page-unnamed
v3,tablet,wipeme-id,2026-01-06,/wipeme-tablet
v4,tablet,B,2026-01-06,/home
v5,tablet,,2026-01-06,/of-somebody
v6,phone,B,2026-01-06,/home
`,
  },
  {
    options: { as: 'EVENTS' },
    ofErased: 2,
    text: `event_id,visitor_id,customer_external_id,occurred_at,name,url,properties
e1,wipeme-visitor,wipeme-id,2026-01-04,seen,/wipeme-url,"{""q"": ""wipeme-query""}"
e2,wipeme-visitor,,2026-01-04,seen,/wipeme-url-unnamed,
e3,phone,B,2026-01-04,seen,/url,"{""q"": ""1""}"
`,
  },
  {
    options: { as: 'INVITATIONS' },
    ofErased: 1,
    text: 'invitation_id,customer_external_id,survey_id,sent_at,state\ni1,wipeme-id,visit,2026-01-02,SENT\ni2,B,visit,2026-01-02,SENT\n',
  },
  {
    options: { as: 'RESPONSES', survey: 'visit' },
    ofErased: 1,
    text: 'response_id,WHY,comment\nr1,wipeme-why,wipeme-comment-alone\nr2,because,a comment\n',
  },
];

async function loadAll(workspaceId = bench.workspaceId): Promise<ImportOutcome[]> {
  const outcomes: ImportOutcome[] = [];
  for (const { text, options } of files) outcomes.push(await bench.run(text, { ...options, workspaceId }));
  expect(outcomes.map(({ state, message }) => [state, message])).toEqual(files.map(() => ['SUCCEEDED', null]));
  return outcomes;
}

/** Every column of every table, of the queue's too, in which the word stands in rows of a workspace. */
async function placesOfWord(workspaceId = bench.workspaceId): Promise<string[]> {
  const columns = await bench.admin<{ schema: string; table: string; column: string; type: string; isOwn: boolean }[]>`
    select c.table_schema as schema, c.table_name as "table", c.column_name as "column", c.data_type as type,
           exists (select from information_schema.columns w where w.table_schema = c.table_schema and w.table_name = c.table_name and w.column_name = 'workspace_id') as "isOwn"
      from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where t.table_type = 'BASE TABLE' and c.table_schema not in ('pg_catalog', 'information_schema')
       and c.data_type in ('text', 'jsonb', 'json', 'bytea', 'character varying', 'ARRAY', 'uuid')`;
  const places: string[] = [];
  for (const { schema, table, column, type, isOwn } of columns) {
    const value = type === 'bytea' ? bench.admin`encode(${bench.admin(column)}, 'escape')` : bench.admin`${bench.admin(column)}::text`;
    const own = isOwn ? bench.admin`workspace_id = ${workspaceId}` : bench.admin`true`;
    const found =
      await bench.admin`select from ${bench.admin(`${schema}.${table}`)} where ${own} and lower(${value}) like ${`%${word}%`} limit 1`;
    if (found.length > 0) places.push(`${table}.${column}`);
  }
  return places.sort();
}

/** Of whoever is not erased, with the transactions that wrote them. */
const rowsOfB = () => bench.admin`
  select 'trait ' || t::text || t.xmin as row from customer_trait t join customer c on c.id = t.customer_id where c.external_id = 'B' union all
  select 'customer ' || c::text || c.xmin from customer c where external_id = 'B' union all
  select 'identity ' || i::text || i.xmin from identity i join customer c on c.id = i.customer_id where c.external_id = 'B' union all
  select 'response ' || t::text || t.xmin from response t where external_id = 'r2' union all
  select 'subscription ' || t::text || t.xmin from subscription t where external_id = 's2' union all
  select 'visit ' || t::text || t.xmin from visit t where external_id in ('v4', 'v5', 'v6') union all
  select 'event ' || t::text || t.xmin from event t where external_id = 'e3' union all
  select 'score ' || s::text || s.xmin from customer_score s join customer c on c.id = s.customer_id where c.external_id = 'B' union all
  select 'undo ' || u::text || u.xmin from import_undo u where old_row ->> 'value_text' = 'Bo' union all
  select 'fault ' || e::text || e.xmin from import_error e where raw like 'B,%' order by 1`;

/** What numbers are made of: none of it goes. */
const figures = () => bench.admin`
  select (select count(*) from customer where workspace_id = ${bench.workspaceId})::integer as customers,
         (select sum(revenue) from "order" where workspace_id = ${bench.workspaceId}) as revenue,
         (select array_agg(values::text order by id) from response where workspace_id = ${bench.workspaceId}) as answers,
         (select count(distinct i.customer_id) from (select identity_id from response union all select identity_id from "order" union all select identity_id from visit
            union all select identity_id from event union all select identity_id from subscription union all select identity_id from ticket
            union all select identity_id from invitation) f join identity i on i.id = f.identity_id where i.workspace_id = ${bench.workspaceId})::integer as active,
         (select count(*) from visit v join identity i on i.id = v.identity_id where v.workspace_id = ${bench.workspaceId})::integer as visits`;

const erase = (input: string, withKey = key): Promise<Answer> =>
  api.query(
    withKey,
    `mutation { eraseCustomer(${input}) { erasedOn wasErasedBefore facts customer { externalId erasedAt traits { key } identities { kind value } } } }`,
  );
const customerDocument = '{ customer(externalId: "wipeme-id") { traits { value } } customers { nodes { externalId erasedAt } } }';
const tagOf = async (dataset: string) =>
  (await fetch(`${api.url}/bi/v1/${dataset}.csv`, { headers: { 'x-api-key': key } })).headers.get('etag');
const versions = async (): Promise<Record<string, number>> =>
  Object.fromEntries(
    (await bench.admin`select domain, version::integer from data_version where workspace_id = ${bench.workspaceId}`).map((row) => [
      row.domain,
      row.version,
    ]),
  );

async function scoreCustomers(): Promise<void> {
  const own = { workspace_id: bench.workspaceId };
  const parameters = bench.admin.json({});
  const [analysis] =
    await bench.admin`insert into analysis ${bench.admin({ ...own, name: 'worth', kind: 'CLV', parameters })} returning id`;
  const [run] =
    await bench.admin`insert into run ${bench.admin({ ...own, analysis_id: analysis!.id, kind: 'CLV', trigger: 'API', parameters, population: parameters, state: 'SUCCEEDED', outcome: 'FITTED', finished_at: new Date() })} returning id`;
  await bench.admin`insert into customer_score (workspace_id, run_id, customer_id, position, value)
    select workspace_id, ${run!.id}, id, row_number() over (order by id), 10 from customer where workspace_id = ${bench.workspaceId}`;
}

describe('one who is in files of every kind', () => {
  let before: { ofB: unknown; figures: unknown; versions: Record<string, number>; tag: string | null; elsewhere: string[] };
  let answer: Answer;

  beforeAll(async () => {
    await loadAll();
    await loadAll(bench.otherWorkspaceId);
    await scoreCustomers();
    const places = await placesOfWord();
    const ofFiles = /^(import|segment|segment_version)\./; // of no customer alone
    expect(personalPlaces.filter((place) => !ofFiles.test(place) && !places.includes(place))).toEqual([]); // or the walk would prove nothing
    expect(places).toEqual(expect.arrayContaining(['import_chunk.bytes', 'import_undo.old_row', 'customer.external_id']));
    expect((await api.query(key, customerDocument)).data.customer.traits).not.toEqual([]);
    before = {
      ofB: await rowsOfB(),
      figures: await figures(),
      versions: await versions(),
      tag: await tagOf('customers'),
      elsewhere: await placesOfWord(bench.otherWorkspaceId),
    };
    answer = await erase('externalId: "wipeme-id"');
  }, 60_000);

  it('is a customer of whom nothing is known', () => {
    const { eraseCustomer } = answer.data;
    expect(eraseCustomer).toEqual({
      erasedOn: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      wasErasedBefore: false,
      facts: 10,
      customer: {
        externalId: expect.stringMatching(/^erased-[0-9a-f-]{36}$/),
        erasedAt: expect.any(String),
        traits: [],
        identities: [{ kind: 'CRM_ID', value: eraseCustomer.customer.externalId }],
      },
    });
  });

  it('has left no word in any table, once a worker has deleted the bytes of files', async () => {
    expect(await placesOfWord()).toEqual(['import_chunk.bytes']);
    while (await clearUploads(bench.app, new Date(0)));
    expect(await placesOfWord()).toEqual([]);
    const [left] =
      await bench.admin`select count(*)::integer as undo, (select count(*)::integer from import where cleared_at is not null or clear_asked_at is not null) as marked from import_undo where workspace_id = ${bench.workspaceId}`;
    expect(left).toEqual({ undo: expect.any(Number), marked: 0 });
    expect(left!.undo).toBeGreaterThan(0);
  });

  it('leaves whoever else is there, the numbers and the other workspace as they were', async () => {
    expect(await rowsOfB()).toEqual(before.ofB);
    expect(await figures()).toEqual(before.figures);
    expect(await placesOfWord(bench.otherWorkspaceId)).toEqual(before.elsewhere);
    expect(
      await bench.admin`select from customer_score s join customer c on c.id = s.customer_id where c.erased_at is not null`,
    ).toHaveLength(0);
  });

  it('is in no answer that was kept, no tag and no version of the data', async () => {
    const { customer, customers } = (await api.query(key, customerDocument)).data;
    expect(customer).toBeNull();
    expect(JSON.stringify(customers)).not.toContain(word);
    expect(await tagOf('customers')).not.toBe(before.tag);
    const risen = Object.entries(await versions()).filter(([domain, version]) => version > (before.versions[domain] ?? 0));
    expect(risen.map(([domain]) => domain).sort()).toEqual(['crm', 'customers', 'feedback', 'journey', 'web']);
  });

  it('is on record without a word of theirs', async () => {
    const rows = await bench.admin`select subject_type, actor_kind, details from audit_event where action = 'CUSTOMER_ERASED'`;
    expect(rows).toEqual([{ subject_type: 'Customer', actor_kind: 'API_KEY', details: expect.objectContaining({ facts: 10, scores: 1 }) }]);
  });

  it('is brought back by no file, which tells how many rows it left out', async () => {
    const rows = await rowsOfB();
    const isUnmoved = ({ row }: Record<string, string>) => !/^(fault|undo|trait) /.test(row ?? ''); // two files give two names, one after the other
    const outcomes = await loadAll();
    expect(outcomes.map(({ report }) => report.rowsOfErased ?? 0)).toEqual(files.map(({ ofErased }) => ofErased));
    expect(outcomes[0]!.report.warnings).toEqual([
      { code: 'ROWS_OF_ERASED', subject: null, detail: expect.stringContaining('1 row is of customers who were erased') },
    ]);
    while (await clearUploads(bench.app, new Date(0)));
    expect(await placesOfWord()).toEqual([]);
    expect((await rowsOfB()).filter(isUnmoved)).toEqual(rows.filter(isUnmoved));
    expect(await figures()).toEqual(before.figures);
    const [faults] = outcomes
      .filter(({ errors }) => errors.length > 0)
      .map(({ errors }) => errors.map(({ line, code, raw }) => [line, code, raw]));
    expect(faults).toEqual(
      expect.arrayContaining([
        [2, expect.any(String), ''],
        [3, 'ROW_LENGTH', ''],
        [4, expect.any(String), 'B,bo@example.org,never,Bo'],
      ]),
    );
  });

  it('nor by a file that calls them as exports do now, or by their address as a number', async () => {
    const { externalId } = answer.data.eraseCustomer.customer;
    const text = `external_id,first_name\n${externalId},wipeme-again\nwipeme-mail@example.org,wipeme-again\n`;
    const { report, loaded } = await bench.run(text, { as: 'CUSTOMERS' });
    expect([report.rowsOfErased, loaded]).toEqual([2, 0]);
  });

  it('is not erased twice: it tells when it was done', async () => {
    const { erasedOn } = answer.data.eraseCustomer;
    expect((await erase('externalId: "wipeme-id"')).data.eraseCustomer).toEqual({
      erasedOn,
      wasErasedBefore: true,
      facts: 0,
      customer: null,
    });
    const [row] = await bench.admin`select id from customer where workspace_id = ${bench.workspaceId} and erased_at is not null`;
    const again = (await erase(`id: "${encodeGlobalId('Customer', row!.id)}"`)).data.eraseCustomer;
    expect(again).toMatchObject({
      erasedOn,
      wasErasedBefore: true,
      customer: { externalId: answer.data.eraseCustomer.customer.externalId },
    });
    expect(await bench.admin`select from audit_event where action = 'CUSTOMER_ERASED'`).toHaveLength(1);
  });

  it('keeps a visitor whom they shared nobody’s, also where the others turn out to be one', async () => {
    await bench.run('visit_id,visitor_id,email,started_at\nv7,tablet,bo2@example.org,2026-01-07\n', { as: 'VISITS' });
    await bench.run('external_id,email\nB,bo2@example.org\n', { as: 'CUSTOMERS' });
    const [visit] = await bench.admin`select identity_id from visit where workspace_id = ${bench.workspaceId} and external_id = 'v5'`;
    expect(visit).toEqual({ identity_id: null });
  });
});

describe('what is refused', () => {
  const errorOf = ({ errors }: Answer) => [errors?.[0]?.extensions.code, errors?.[0]?.message];

  it('somebody who is not there, both names or none, and a key without the scope', async () => {
    expect(errorOf(await erase('externalId: "nobody"'))).toEqual(['NOT_FOUND', 'externalId: there is no such customer']);
    expect(errorOf(await erase(`id: "${encodeGlobalId('Customer', 99999999)}"`))).toEqual(['NOT_FOUND', 'id: there is no such customer']);
    expect(errorOf(await erase('externalId: "B", id: "x"'))[0]).toBe('BAD_USER_INPUT');
    expect((await api.query(key, 'mutation { eraseCustomer { erasedOn } }')).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    const weak = await api.createKey(bench.workspaceId, ['read', 'pii', 'ingest', 'compute']);
    expect(errorOf(await erase('externalId: "B"', weak))[0]).toBe('FORBIDDEN');
  });

  it('while a file is being loaded, after some patience', async () => {
    await bench.admin.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(${bench.workspaceId}, 1)`;
      expect(errorOf(await erase('externalId: "B"'))).toEqual(['CONFLICT', expect.stringContaining('a file is being loaded')]);
    });
    expect(
      await bench.admin`select from customer where external_id = 'B' and erased_at is null and workspace_id = ${bench.workspaceId}`,
    ).toHaveLength(1);
  }, 15_000);
});

it('a file that was read before somebody was erased, and is loaded after, does not bring them back either', async () => {
  await bench.run('external_id,first_name\nlate,wipeme-late\n', { as: 'CUSTOMERS' });
  const importId = await bench.place('external_id,created_at,first_name\nlate,never,wipeme-late\nlate,2026-01-01,wipeme-late\n', {
    as: 'CUSTOMERS',
  });
  let waiting: Promise<void> | undefined;
  await bench.admin.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${bench.workspaceId}, 1)`;
    waiting = loadImport(bench.app, { workspaceId: bench.workspaceId, importId, attempt: 1 }, () => {});
    await expect.poll(async () => (await tx`select from pg_locks where locktype = 'advisory' and not granted`).length).toBe(1);
    await tx`insert into erasure_secret (workspace_id, secret) values (${bench.workspaceId}, sha256('x')) on conflict do nothing`;
    await tx`insert into erased_name (workspace_id, hash, erased_on)
      select workspace_id, erased_name_hash(secret, 'CRM_ID', 'late'), now() from erasure_secret where workspace_id = ${bench.workspaceId}`;
  });
  await waiting;
  const { report, errors } = await bench.outcome(importId);
  expect([report.rowsOfErased, errors.map(({ raw }) => raw)]).toEqual([1, ['']]);
});
