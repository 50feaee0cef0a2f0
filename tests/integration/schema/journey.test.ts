/**
 * The way of customers, on a small world that is counted by hand, and on a random one against a walk through its rows.
 * Over 300 lines: contacts, steps, losses and what is hidden are held against the same few customers, whom a reader has to have in mind.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { csat } from '../../../worker/stats/descriptive/csat.ts';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { fillChurn } from '../../support/churnResultFixture.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let api: TestApi;
let key: string;
let workspaceId: number;

const rules = [
  { touchpoint: 'website', fact: 'VISIT' },
  { touchpoint: 'website', fact: 'EVENT', name: 'view' },
  { touchpoint: 'product', fact: 'ORDER' },
  { touchpoint: 'website', fact: 'ANSWER', name: 'contact', question: 'SITE' },
];
const setRules = (wanted: readonly object[], as = key) =>
  api.query(as, 'mutation ($rules: [TouchpointRuleInput!]!) { setTouchpointRules(rules: $rules) { key rules { position fact name } } }', {
    rules: wanted,
  });

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  workspaceId = await createWorkspace(api.admin, 'a');
  key = await api.createKey(workspaceId);
  // 80 customers: 40 come to the website and look at something, 30 order three days later, 12 of them ask two days after that. 20 have a
  // contract, of whom 5 leave on 20 March. All answer, half by mail and half on the web.
  await api.admin.unsafe(`
    insert into customer (workspace_id, external_id) select ${workspaceId}, i from generate_series(1, 80) i;
    insert into identity (workspace_id, kind, value, customer_id) select workspace_id, 'CRM_ID', external_id, id from customer where workspace_id = ${workspaceId};
    create temp table person as select id, value::integer as i, timestamptz '2026-03-01Z' + make_interval(hours => value::integer) as at from identity where workspace_id = ${workspaceId};
    insert into touchpoint (workspace_id, key, name, stage, position) values
      (${workspaceId}, 'support', 'Support', 'help', 3), (${workspaceId}, 'website', 'Website', 'choose', 1), (${workspaceId}, 'product', 'Product', 'use', 2);
    insert into visit (workspace_id, external_id, identity_id, started_at, source) select ${workspaceId}, i, id, at, 'direct' from person where i <= 40;
    insert into event (workspace_id, external_id, identity_id, occurred_at, name) select ${workspaceId}, i, id, at + interval '1 hour', 'view' from person where i <= 40;
    insert into event (workspace_id, external_id, occurred_at, name) values (${workspaceId}, 'unplaced', '2026-03-02Z', 'crash');
    insert into "order" (workspace_id, external_id, identity_id, occurred_at, currency) select ${workspaceId}, i, id, at + interval '3 days', 'EUR' from person where i <= 30;
    insert into "order" (workspace_id, external_id, occurred_at, currency) values (${workspaceId}, 'late', '2026-08-01Z', 'EUR');
    insert into ticket (workspace_id, external_id, identity_id, opened_at, first_response_at, resolved_at, touchpoint)
      select ${workspaceId}, i, id, at + interval '5 days', at + interval '5 days 2 hours', at + interval '5 days' + make_interval(hours => i), 'support' from person where i <= 12;
    insert into subscription (workspace_id, external_id, identity_id, currency, started_at, canceled_at, ended_at)
      select ${workspaceId}, i, id, 'EUR', '2025-01-01Z', case when i <= 5 then timestamptz '2026-03-20Z' end, case when i <= 5 then timestamptz '2026-04-10Z' end from person where i <= 20;
    insert into subscription (workspace_id, external_id, identity_id, currency, started_at) select ${workspaceId}, i, id, 'EUR', '2026-07-01Z' from person where i = 80;
    insert into survey (workspace_id, key, title, kind, touchpoint) values (${workspaceId}, 'contact', 'Contact', 'TRANSACTIONAL', 'support');
    insert into question (workspace_id, survey_id, position, key, label, kind, scale_min, scale_max, not_applicable_codes)
      select ${workspaceId}, id, q.position, q.key, q.key, q.kind, q.low, q.high, '{}' from survey,
        (values (1, 'NPS', 'NPS', 0, 10), (2, 'SITE', 'RATING', 1, 5)) q (position, key, kind, low, high) where workspace_id = ${workspaceId};
    insert into response (workspace_id, survey_id, external_id, identity_id, responded_at, channel, "values")
      select ${workspaceId}, s.id, i, p.id, '2026-03-10Z', case i % 2 when 0 then 'Mail' else 'WEB' end, array[case when i % 4 = 1 then 0 else 9 end, 1 + i % 5]::real[]
        from person p, survey s where s.workspace_id = ${workspaceId};
    drop table person;`);
  expect((await setRules(rules)).errors).toBeUndefined();
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const estimate = '{ n customers estimate stdErr ciLow ciHigh seType isReliable reason }';
const document = `query ($from: DateTime!, $until: DateTime!, $withinDays: Int, $churnDays: Int) { journey(from: $from, until: $until, withinDays: $withinDays, churnDays: $churnDays) {
  unplacedContacts withinDays churnDays
  stages { stage contacts toStage touchpoints { key } conversion ${estimate} }
  touchpoints { touchpoint { key } contacts customers firstResponse { n customers mean stdErr ciLow ciHigh seType median isReliable reason } resolution { median }
    churnAfter ${estimate} next { to { key } share ${estimate} }
    scores { survey { key } question { key } kind score ${estimate} channels { channel score ${estimate} } differences { channel reference estimate sharedCustomers ciLow ciHigh } } } } }`;
const march = { from: '2026-03-01T00:00:00Z', until: '2026-04-01T00:00:00Z', withinDays: 10, churnDays: 60 };

async function journey(variables: object = march) {
  const answer = await api.query(key, document, { ...variables });
  expect(answer.errors, JSON.stringify(answer.errors)).toBeUndefined();
  return answer.data.journey;
}
const share = (topTwo: number, n: number) => {
  const { estimate, stdErr, ciLow, ciHigh } = csat({ topTwo, n });
  return { n, customers: n, estimate, stdErr, ciLow, ciHigh, seType: 'CLASSICAL', isReliable: n >= 30, reason: null };
};

describe('a journey counted by hand', () => {
  it('has every contact at its touchpoint, and how long tickets waited', async () => {
    const { touchpoints, unplacedContacts } = await journey();
    expect(unplacedContacts).toBeNull(); // one, of nobody known: too few to be told
    expect(touchpoints).toMatchObject([
      { touchpoint: { key: 'website' }, contacts: 80, customers: 40, firstResponse: { n: 0, mean: null, reason: 'NOT_ENOUGH_DATA' } },
      { touchpoint: { key: 'product' }, contacts: 30, customers: 30 },
      {
        touchpoint: { key: 'support' },
        contacts: 12,
        customers: 12,
        firstResponse: { n: 12, mean: 2, stdErr: 0, median: 2, isReliable: false },
        resolution: { median: 6.5 },
      },
    ]);
  });
  it('tells where customers went next, and which stage they reached', async () => {
    const { touchpoints, stages } = await journey();
    const next = touchpoints.map((row: { next: object[] }) => row.next);
    expect(next).toEqual([
      [
        { to: { key: 'product' }, share: share(30, 40) },
        { to: null, share: share(10, 40) },
      ],
      [
        { to: null, share: share(18, 30) },
        { to: { key: 'support' }, share: share(12, 30) },
      ],
      [{ to: null, share: share(12, 12) }],
    ]);
    expect(stages).toEqual([
      { stage: 'choose', contacts: 80, toStage: 'use', touchpoints: [{ key: 'website' }], conversion: share(30, 40) },
      { stage: 'use', contacts: 30, toStage: 'help', touchpoints: [{ key: 'product' }], conversion: share(12, 30) },
      { stage: 'help', contacts: 12, toStage: null, touchpoints: [{ key: 'support' }], conversion: null },
    ]);
  });
  it('leaves out what was not followed for long enough', async () => {
    const { touchpoints } = await journey({ ...march, until: '2026-03-03T00:00:00Z', withinDays: 2 });
    // Three days lie between visit and order: within two nothing follows, and no stay is cut off by the end of the period.
    expect(touchpoints[0].next).toEqual([{ to: null, share: share(40, 40) }]);
    expect(touchpoints[0].churnAfter.n).toBe(20);
    expect((await journey({ ...march, churnDays: 200 })).touchpoints[0].churnAfter).toMatchObject({
      n: 0,
      estimate: null,
      reason: 'NOT_ENOUGH_DATA',
    });
  });
  it('counts losses after a contact among those who could be lost', async () => {
    const { touchpoints } = await journey();
    expect(touchpoints.map((row: { churnAfter: object }) => row.churnAfter)).toEqual([share(5, 20), share(5, 20), share(5, 12)]);
  });
  it('shows what was said, and whether channels agree', async () => {
    const { touchpoints } = await journey();
    const [site] = touchpoints[0].scores;
    expect(site).toMatchObject({ survey: { key: 'contact' }, question: { key: 'SITE' }, kind: 'CSAT', score: share(32, 80) });
    const [contact] = touchpoints[2].scores;
    expect(contact).toMatchObject({
      question: { key: 'NPS' },
      kind: 'NPS',
      score: { n: 80, customers: 80, estimate: 50 },
      channels: expect.arrayContaining([
        { channel: 'mail', score: expect.objectContaining({ n: 40, estimate: 100 }) },
        { channel: 'web', score: expect.objectContaining({ n: 40, estimate: 0 }) },
      ]),
      differences: [{ channel: 'web', reference: 'mail', estimate: -100, sharedCustomers: 0 }],
    });
    expect(touchpoints[1].scores).toEqual([]);
  });
  it('hides what fewer than ten customers did', async () => {
    const { touchpoints, stages } = await journey({ ...march, until: '2026-03-01T08:00:00Z' });
    const hidden = { n: null, customers: null, estimate: null, ciLow: null, reason: 'NOT_ENOUGH_DATA' };
    expect(touchpoints[0]).toMatchObject({ contacts: null, customers: null }); // 13 of 7
    expect(touchpoints[0].next).not.toEqual([]);
    for (const { share } of touchpoints[0].next) expect(share).toMatchObject(hidden);
    expect(stages[0]).toMatchObject({ stage: 'choose', contacts: null, conversion: hidden });
  });
  it('hides with a touchpoint whatever would tell how many came to it: its stage, steps to it and with them another', async () => {
    const numbers = async (stage: string) => {
      await api.admin`update touchpoint set stage = ${stage} where workspace_id = ${workspaceId} and key = 'support'`;
      const { stages, touchpoints } = await journey({ ...march, until: '2026-03-06T08:00:00Z' });
      await api.admin`update touchpoint set stage = 'help' where workspace_id = ${workspaceId} and key = 'support'`;
      const use = stages.find((row: { stage: string }) => row.stage === 'use');
      const [website, product] = touchpoints;
      return {
        contacts: [...touchpoints, use].map((row) => row.contacts),
        steps: [website, product].map(({ next }) => next.map(({ share: { n } }: { share: { n: number | null } }) => n)),
        lost: [website, product].map(({ churnAfter }) => churnAfter.n),
        conversions: stages.map(({ conversion }: { conversion: { n: number | null } | null }) => conversion?.n ?? null),
      };
    };
    // 7 customers have asked by then
    expect(await numbers('help')).toEqual({
      ...{
        contacts: [80, 30, null, 30],
        steps: [
          [40, 40],
          [null, null],
        ],
        lost: [20, 20],
        conversions: [40, null, null],
      },
    });
    expect(await numbers('use')).toEqual({
      ...{
        contacts: [80, 30, null, null], // the 37 of the stage, less the 30 orders that metrics count, would be theirs
        steps: [
          [40, 40],
          [null, null],
        ],
        lost: [20, 20],
        conversions: [null, null],
      },
    });
  });
  it('counts the last answer of a customer to a relational survey, all to any other, as metrics does', async () => {
    await api.admin.unsafe(`
      insert into survey (workspace_id, key, title, kind, touchpoint) values (${workspaceId}, 'relation', 'Relation', 'RELATIONAL', 'support');
      insert into question (workspace_id, survey_id, position, key, label, kind, scale_min, scale_max)
        select ${workspaceId}, id, 1, 'NPS', 'NPS', 'NPS', 0, 10 from survey where workspace_id = ${workspaceId} and key = 'relation';
      insert into response (workspace_id, survey_id, external_id, identity_id, responded_at, touchpoint, "values")
        select ${workspaceId}, s.id, i.value || '-' || n, i.id, timestamptz '2026-03-10Z' + make_interval(days => n), case n when 1 then 'website' end, array[(array[0, 10, null])[n]]::real[]
          from survey s, identity i, generate_series(1, 3) n where s.workspace_id = ${workspaceId} and s.key = 'relation' and i.workspace_id = ${workspaceId} and i.value::integer <= 40`);
    const { touchpoints } = await journey();
    const found = touchpoints.flatMap(({ touchpoint, scores }: Told) =>
      scores.filter(({ survey }) => survey.key === 'relation').map(({ score }) => [touchpoint.key, score.n, score.estimate]),
    );
    expect(found).toEqual([['support', 40, 100]]); // the zeros of the day before, at the website, are answered anew
    const { data } = await api.query(
      key,
      `{ metrics(input: { measures: [NPS], by: [{ dimension: TOUCHPOINT }], from: "${march.from}", until: "${march.until}", where: [{ dimension: SURVEY, in: ["relation"] }] }) {
        rows { groups { value } values { value n } } } }`,
    );
    const rows = data.metrics.rows.filter(({ values }: { values: { n: number }[] }) => (values[0]?.n ?? 0) > 0);
    expect(rows).toEqual([{ groups: [{ value: 'support' }], values: [{ value: 100, n: 40 }] }]);
  });
});

describe('what is told of all elsewhere', () => {
  it('leaves no few customers beside the touchpoints that are shown: neither those of another one, nor those of none', async () => {
    const own = await createWorkspace(api.admin, 'beside');
    const reader = await api.createKey(own);
    // 50 answer one survey at the desk, 20 by mail, 5 on the way, and as many write there. The other survey 75 answer at the desk, and 5 nowhere.
    await api.admin.unsafe(`
      insert into customer (workspace_id, external_id) select ${own}, i from generate_series(1, 80) i;
      insert into identity (workspace_id, kind, value, customer_id) select workspace_id, 'CRM_ID', external_id, id from customer where workspace_id = ${own};
      insert into touchpoint (workspace_id, key, name) values (${own}, 'desk', 'Desk'), (${own}, 'mail', 'Mail'), (${own}, 'way', 'Way');
      create temp table place as select i.id, n, case when n <= 50 then 'desk' when n <= 70 then 'mail' when n <= 75 then 'way' end as at
        from identity i, lateral (select i.value::integer as n) v where i.workspace_id = ${own};
      insert into survey (workspace_id, key, title, kind) values (${own}, 'one', 'One', 'TRANSACTIONAL'), (${own}, 'two', 'Two', 'TRANSACTIONAL');
      insert into question (workspace_id, survey_id, position, key, label, kind, scale_min, scale_max)
        select ${own}, id, 1, 'NPS', 'NPS', 'NPS', 0, 10 from survey where workspace_id = ${own};
      insert into response (workspace_id, survey_id, external_id, identity_id, responded_at, channel, touchpoint, "values")
        select ${own}, s.id, p.n, p.id, '2026-03-10Z', 'web', case when s.key = 'one' or p.n <= 50 then p.at when p.n <= 75 then 'desk' end, array[p.n % 11]::real[]
          from place p, survey s where s.workspace_id = ${own} and p.n <= case s.key when 'one' then 75 else 80 end;
      insert into ticket (workspace_id, external_id, identity_id, opened_at, first_response_at, touchpoint)
        select ${own}, n, id, '2026-03-10Z', '2026-03-10T05:00:00Z', at from place where n <= 75;
      drop table place;`);
    const { data } = await api.query(
      reader,
      `{ one: survey(key: "one") { nps(from: "${march.from}", until: "${march.until}") { n } }
         journey(from: "${march.from}", until: "${march.until}") { touchpoints { touchpoint { key } firstResponse { n mean reason }
           scores { survey { key } score { n estimate reasonDetail } channels { score { n } } } } } }`,
    );
    expect(data.one.nps.n).toBe(75); // the desk less, what is left is of 25
    const told = data.journey.touchpoints.map(({ touchpoint, firstResponse, scores }: Told & { firstResponse: { n: number } }) => [
      touchpoint.key,
      firstResponse.n,
      ...scores.map(({ survey, score }) => [survey.key, score.n]),
    ]);
    expect(told).toEqual([
      ['desk', 50, ['one', 50], ['two', null]], // 75 less than the 80 of the other survey, whose touchpoint nobody knows
      ['mail', null, ['one', null]],
      ['way', null, ['one', null]],
    ]);
    const [desk, mail] = data.journey.touchpoints;
    expect(mail.scores[0].channels).toEqual([{ score: { n: null } }]);
    expect(desk.scores[1].score.reasonDetail).toBe('hidden, or a hidden one would follow from it');
    expect(desk.scores[0].channels).toEqual([{ score: { n: 50 } }]);
  });
});

describe('of customers with contracts', () => {
  it('loses whom a churn run loses: at the decision, whatever is said of the end, unless another contract begins in time', async () => {
    const other = await createWorkspace(api.admin, 'decided');
    const as = await api.createKey(other);
    // 50 ask on 1 March. 1-40 decide on 20 March; 1-10 do not say when it ends, of 11-20 it ends in a hundred years, so does that of 21-30, who have
    // another one from May on, and 31-40 are migrated. Customer 51 begins in September.
    await api.admin.unsafe(`
      insert into customer (workspace_id, external_id) select ${other}, i from generate_series(1, 51) i;
      insert into identity (workspace_id, kind, value, customer_id) select workspace_id, 'CRM_ID', external_id, id from customer where workspace_id = ${other};
      create temp table person as select id, value::integer as i from identity where workspace_id = ${other};
      insert into touchpoint (workspace_id, key, name) values (${other}, 'support', 'Support');
      insert into ticket (workspace_id, external_id, identity_id, opened_at, touchpoint) select ${other}, i, id, '2026-03-01Z', 'support' from person where i <= 50;
      insert into subscription (workspace_id, external_id, identity_id, currency, started_at, canceled_at, ended_at, cancel_kind)
        select ${other}, 'a' || i, id, 'EUR', case when i <= 50 then '2025-01-01Z' else '2026-09-01Z' end::timestamptz, case when i <= 40 then timestamptz '2026-03-20Z' end,
               case when i between 11 and 30 then timestamptz '2126-01-01Z' when i between 31 and 40 then '2026-03-20Z' end, case when i between 31 and 40 then 'MIGRATION' end from person
        union all select ${other}, 'b' || i, id, 'EUR', '2026-05-01Z', null, null, null from person where i between 21 and 30;
      drop table person;`);
    const { data } = await api.query(
      as,
      `{ journey(from: "2026-03-01T00:00:00Z", until: "2026-04-01T00:00:00Z", churnDays: 60) { churnKind touchpoints { churnAfter ${estimate} } } }`,
    );
    expect(data.journey).toEqual({ churnKind: 'CONTRACTUAL', touchpoints: [{ churnAfter: share(20, 50) }] });
  });
});

describe('of customers without a contract', () => {
  it('counts who fell silent after a contact, by the days of the standing churn run, among those who were active before it', async () => {
    const other = await createWorkspace(api.admin, 'silent');
    const as = await api.createKey(other);
    // 40 customers order on 1 January; 20 of them ask on 10 January, and 5 of these and 18 of the others order again within 60 days. Customer 41
    // asks, too, 100 days after his last order, and the last order of all is of 1 June.
    await api.admin.unsafe(`
      insert into customer (workspace_id, external_id) select ${other}, i from generate_series(1, 41) i;
      insert into identity (workspace_id, kind, value, customer_id) select workspace_id, 'CRM_ID', external_id, id from customer where workspace_id = ${other};
      create temp table person as select id, value::integer as i from identity where workspace_id = ${other};
      insert into touchpoint (workspace_id, key, name) values (${other}, 'support', 'Support'), (${other}, 'product', 'Product');
      insert into "order" (workspace_id, external_id, identity_id, occurred_at, currency) select ${other}, 'a' || i, id, case when i <= 40 then '2026-01-01Z' else '2025-10-02Z' end::timestamptz, 'EUR' from person;
      insert into "order" (workspace_id, external_id, identity_id, occurred_at, currency, status) select ${other}, 'b' || i, id, '2026-02-20Z', 'EUR', 'CANCELLED' from person where i <= 5 or i between 21 and 38;
      insert into "order" (workspace_id, external_id, identity_id, occurred_at, currency) select ${other}, 'c', id, '2026-06-01Z', 'EUR' from person where i = 40;
      insert into ticket (workspace_id, external_id, identity_id, opened_at, touchpoint) select ${other}, i, id, '2026-01-10Z', 'support' from person where i <= 20 or i = 41;
      insert into touchpoint_rule (workspace_id, position, touchpoint_id, fact) select workspace_id, 1, id, 'ORDER' from touchpoint where workspace_id = ${other} and key = 'product';
      drop table person;`);
    await fillChurn(api.admin, other, 'silent'); // a run that says: silent for 90 days
    const ask = async (churnDays: number) =>
      (
        await api.query(
          as,
          `{ journey(from: "2026-01-01T00:00:00Z", until: "2026-02-01T00:00:00Z", churnDays: ${churnDays}) { churnKind churnDays silenceDays touchpoints { touchpoint { key } churnAfter ${estimate} } } }`,
        )
      ).data.journey;
    const { touchpoints, ...rule } = await ask(30);
    expect(rule).toEqual({ churnKind: 'SILENT', churnDays: 90, silenceDays: 90 }); // fewer days cannot tell
    expect(touchpoints).toEqual([
      { touchpoint: { key: 'product' }, churnAfter: share(17, 40) },
      { touchpoint: { key: 'support' }, churnAfter: share(15, 20) },
    ]);
    expect((await ask(200)).touchpoints[0].churnAfter).toMatchObject({ n: 0, reason: 'NOT_ENOUGH_DATA' }); // nobody was followed for so long
    await api.admin`update churn_model set silence_days = 120 where workspace_id = ${other}`;
    expect((await ask(30)).touchpoints[1].churnAfter).toMatchObject({ n: 21 }); // 100 days of silence are no loss by this rule
  });
});

describe('rules', () => {
  it('are set all at once; again, they change nothing', async () => {
    const version = async () =>
      (await api.admin`select version from data_version where workspace_id = ${workspaceId} and domain = 'journey'`)[0]?.version;
    const before = await version();
    const first = await setRules(rules);
    expect(first.data.setTouchpointRules[0]).toMatchObject({
      key: 'website',
      rules: [{ position: 1, fact: 'VISIT' }, { position: 2 }, { position: 4 }],
    });
    expect(await version()).toBe(before);
  });
  it('are refused where they name what is not there', async () => {
    const faults = [
      [{ touchpoint: 'nowhere', fact: 'ORDER' }, 'rules.0.touchpoint: there is no touchpoint "nowhere"'],
      [
        { touchpoint: 'website', fact: 'ORDER', question: 'SITE' },
        'rules.0.question: a rule of ANSWER names a question, and no other does',
      ],
      [{ touchpoint: 'website', fact: 'ANSWER', question: 'SITE' }, 'rules.0.name: a rule of ANSWER names a survey'],
    ] as const;
    for (const [rule, message] of faults) expect((await setRules([rule])).errors?.[0]?.message).toBe(message);
    expect((await setRules(rules, await api.createKey(workspaceId, ['read']))).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });
});

interface Contact {
  readonly customer: string;
  readonly at: number;
  readonly place: string;
  readonly hours: number;
}

interface Told {
  readonly touchpoint: { readonly key: string };
  readonly scores: readonly {
    readonly survey: { readonly key: string };
    readonly score: { readonly n: number; readonly estimate: number };
  }[];
}

describe('on random ways', () => {
  it('shares and their clustered errors are those of a walk through the rows', async () => {
    const other = await createWorkspace(api.admin, 'random');
    const as = await api.createKey(other);
    await api.admin.unsafe(`
      select setseed(0.3);
      insert into customer (workspace_id, external_id) select ${other}, i from generate_series(1, 60) i;
      insert into identity (workspace_id, kind, value, customer_id) select workspace_id, 'CRM_ID', external_id, id from customer where workspace_id = ${other};
      insert into touchpoint (workspace_id, key, name) select ${other}, k, k from unnest('{a,b,c}'::text[]) k;
      insert into ticket (workspace_id, external_id, identity_id, opened_at, touchpoint)
        select ${other}, i.value || '-' || n, i.id, timestamptz '2026-01-01Z' + random() * interval '60 days', (array['a', 'b', 'c'])[1 + floor(random() * 3)::integer]
          from identity i, generate_series(1, 12) n where i.workspace_id = ${other};
      update ticket set first_response_at = opened_at + (identity_id % 5 + random()) * interval '1 hour' where workspace_id = ${other};`);
    const contacts = await api.admin<Contact[]>`
      select i.value as customer, extract(epoch from t.opened_at)::float8 / 86400 as at, t.touchpoint as place,
             extract(epoch from t.first_response_at - t.opened_at)::float8 / 3600 as hours
        from ticket t join identity i on i.id = t.identity_id where t.workspace_id = ${other} order by i.value, t.opened_at, t.id`;
    const period = { from: '2026-01-01T00:00:00Z', until: '2026-02-10T00:00:00Z', withinDays: 5 };
    const { data } = await api.query(as, document, period);
    const day = (text: string) => Date.parse(text) / 86_400_000;
    const followed = staysOf(contacts.filter(({ at }) => at < day(period.until) + 5)).filter(
      (stay) =>
        stay.at < day(period.until) && stay.endedAt + 5 <= Math.min(day(period.until) + 5, Math.max(...contacts.map(({ at }) => at))),
    );
    for (const { touchpoint, next, firstResponse } of data.journey.touchpoints) {
      const waited = contacts.filter(({ place, at }) => place === touchpoint.key && at < day(period.until));
      const hours = clustered(waited.map((ticket) => [ticket.customer, ticket.hours]));
      expect(firstResponse).toMatchObject({ n: waited.length, customers: hours.customers, seType: 'CR1', isReliable: true });
      expect(firstResponse.mean).toBeCloseTo(hours.estimate, 10);
      expect(firstResponse.stdErr).toBeCloseTo(hours.stdErr, 10);
      expect(firstResponse.ciLow).toBeLessThan(firstResponse.mean - 1.96 * hours.stdErr); // Student's t is wider
      const stays = followed.filter(({ place }) => place === touchpoint.key);
      expect(next.length).toBe(3); // the other two, and none
      for (const { to, share: found } of next) {
        const wanted = clustered(
          stays.map((stay) => [
            stay.customer,
            Number((stay.next !== null && stay.nextAt <= stay.endedAt + 5 ? stay.next : null) === (to?.key ?? null)),
          ]),
        );
        expect(found).toMatchObject({ n: stays.length, customers: wanted.customers, seType: 'CR1' });
        expect(found.estimate).toBeCloseTo(wanted.estimate, 10);
        expect(found.stdErr).toBeCloseTo(wanted.stdErr, 10);
      }
    }
  });
});

function staysOf(contacts: readonly Contact[]) {
  const stays: { customer: string; place: string; at: number; endedAt: number; next: string | null; nextAt: number }[] = [];
  for (const { customer, at, place } of contacts) {
    const last = stays.at(-1);
    if (last?.customer === customer && last.place === place) last.endedAt = at;
    else {
      if (last?.customer === customer) Object.assign(last, { next: place, nextAt: at });
      stays.push({ customer, place, at, endedAt: at, next: null, nextAt: 0 });
    }
  }
  return stays;
}

/** A share among the rows of customers, its error clustered by customer: √(G / (G - 1) Σ (Σ (y - p))²) / n. */
function clustered(rows: readonly (readonly [customer: string, value: number])[]) {
  const estimate = rows.reduce((sum, [, value]) => sum + value, 0) / rows.length;
  const scores = new Map<string, number>();
  for (const [customer, value] of rows) scores.set(customer, (scores.get(customer) ?? 0) + value - estimate);
  const customers = scores.size;
  const squares = [...scores.values()].reduce((sum, score) => sum + score ** 2, 0);
  return { estimate, customers, stdErr: Math.sqrt((customers / (customers - 1)) * squares) / rows.length };
}
