/** What a journey hides of few customers, asked for anew as the difference of what it and `metrics` tell. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const march = 'from: "2026-03-01T00:00:00Z", until: "2026-04-01T00:00:00Z"';

/** A workspace with 100 customers, filled by a script in which `person` has their identities, numbered. */
async function workspaceWith(
  name: string,
  script: (workspaceId: number) => string,
): Promise<(document: string) => Promise<NonNullable<Answer['data']>>> {
  const own = await createWorkspace(api.admin, name);
  await api.admin.unsafe(`
    insert into customer (workspace_id, external_id) select ${own}, i from generate_series(1, 100) i;
    insert into identity (workspace_id, kind, value, customer_id) select workspace_id, 'CRM_ID', external_id, id from customer where workspace_id = ${own};
    create temp table person as select id, value::integer as n from identity where workspace_id = ${own};
    ${script(own)}
    drop table person;`);
  const key = await api.createKey(own);
  return async (document) => {
    const { data, errors } = await api.query(key, document);
    expect(errors).toBeUndefined();
    return data;
  };
}

describe('contacts', () => {
  it('of five at a touchpoint are not the tickets of metrics less those of a touchpoint of another stage', async () => {
    // 40 ask at the desk, 5 by fax, 60 by telephone; 30 visit the website.
    const ask = await workspaceWith(
      'volumes',
      (own) => `
      insert into touchpoint (workspace_id, key, name, stage, position) values
        (${own}, 'desk', 'Desk', 'buy', 1), (${own}, 'website', 'Website', 'buy', 2), (${own}, 'fax', 'Fax', 'use', 3), (${own}, 'telephone', 'Telephone', 'leave', 4);
      insert into ticket (workspace_id, external_id, identity_id, opened_at, touchpoint)
        select ${own}, t.place || n, id, '2026-03-10Z', t.place from person, (values ('desk', 40), ('fax', 5), ('telephone', 60)) t (place, most) where n <= t.most;
      insert into visit (workspace_id, external_id, identity_id, started_at) select ${own}, n, id, '2026-03-09Z' from person where n <= 30;
      insert into "order" (workspace_id, external_id, occurred_at, currency) values (${own}, 'late', '2026-08-01Z', 'EUR');
      insert into touchpoint_rule (workspace_id, position, touchpoint_id, fact) select ${own}, 1, id, 'VISIT' from touchpoint where workspace_id = ${own} and key = 'website';`,
    );
    const { journey, metrics } = await ask(`{
      journey(${march}) { stages { stage contacts conversion { n } } touchpoints { touchpoint { key } contacts customers } }
      metrics(input: { measures: [TICKETS, VISITS], ${march} }) { rows { values { value } } } }`);
    const [tickets, visits] = metrics.rows[0].values.map(({ value }: { value: number }) => value);
    expect([tickets, visits]).toEqual([105, 30]);
    const told = Object.fromEntries(
      journey.touchpoints.map((row: { touchpoint: { key: string }; contacts: number | null }) => [row.touchpoint.key, row.contacts]),
    );
    expect(told).toEqual({ desk: null, website: 30, fax: null, telephone: 60 }); // left are 45 tickets, of 40 customers
    // 70 of the first stage less the visits would be the desk's, and with them the fax's
    expect(journey.stages.map(({ stage, contacts }: { stage: string; contacts: number | null }) => [stage, contacts])).toEqual([
      ['buy', null],
      ['use', null],
      ['leave', 60],
    ]);
    expect(journey.stages.map(({ conversion }: { conversion: { n: number | null } | null }) => conversion?.n ?? null)).toEqual([
      null,
      null,
      null,
    ]);
  });
});

describe('scores by way of answering', () => {
  it('of five at a touchpoint are not what metrics tell by CHANNEL less those of the other touchpoints', async () => {
    // At the desk 40 answer on the web and 30 by mail, at the till 20 on the web and 5 by mail; 50 and 45 at the window.
    const ask = await workspaceWith(
      'ways',
      (own) => `
      insert into touchpoint (workspace_id, key, name) values (${own}, 'desk', 'Desk'), (${own}, 'till', 'Till'), (${own}, 'window', 'Window');
      insert into survey (workspace_id, key, title, kind) values (${own}, 's', 'S', 'TRANSACTIONAL');
      insert into question (workspace_id, survey_id, position, key, label, kind, scale_min, scale_max) select ${own}, id, 1, 'NPS', 'NPS', 'NPS', 0, 10 from survey where workspace_id = ${own};
      insert into response (workspace_id, survey_id, external_id, identity_id, responded_at, touchpoint, channel, "values")
        select ${own}, s.id, w.place || w.way || n, p.id, '2026-03-10Z', w.place, w.way, array[n % 11]::real[]
          from person p, survey s, (values ('desk', 'web', 40), ('desk', 'mail', 30), ('till', 'web', 20), ('till', 'mail', 5), ('window', 'web', 50), ('window', 'mail', 45)) w (place, way, most)
         where s.workspace_id = ${own} and n <= w.most;`,
    );
    const { journey, metrics } = await ask(`{
      journey(${march}) { touchpoints { touchpoint { key } scores { score { n } channels { channel score { n estimate } } differences { channel } } } }
      metrics(input: { measures: [NPS], by: [{ dimension: CHANNEL }], ${march} }) { rows { groups { value } values { n } } } }`);
    const byMail = metrics.rows.find(({ groups }: { groups: { value: string }[] }) => groups[0]?.value === 'mail').values[0].n;
    expect(byMail).toBe(80);
    const told = Object.fromEntries(
      journey.touchpoints.map(
        ({
          touchpoint,
          scores,
        }: {
          touchpoint: { key: string };
          scores: { channels: { channel: string; score: { n: number | null } }[] }[];
        }) => [touchpoint.key, Object.fromEntries(scores[0]?.channels.map(({ channel, score }) => [channel, score.n]) ?? [])],
      ),
    );
    // beside the mail of the till that of the desk is hidden, and either on the web; the window tells of no few
    expect(told).toEqual({ desk: { web: null, mail: null }, till: { web: null, mail: null }, window: { web: 50, mail: 45 } });
    expect(journey.touchpoints.map(({ scores }: { scores: { score: { n: number } }[] }) => scores[0]?.score.n)).toEqual([70, 25, 95]);
    expect(journey.touchpoints[0].scores[0].differences).toEqual([]);
  });
  it('nor what no touchpoint has by that way', async () => {
    const ask = await workspaceWith(
      'nowhere',
      (own) => `
      insert into touchpoint (workspace_id, key, name) values (${own}, 'desk', 'Desk'), (${own}, 'till', 'Till');
      insert into survey (workspace_id, key, title, kind) values (${own}, 's', 'S', 'TRANSACTIONAL');
      insert into question (workspace_id, survey_id, position, key, label, kind, scale_min, scale_max) select ${own}, id, 1, 'NPS', 'NPS', 'NPS', 0, 10 from survey where workspace_id = ${own};
      insert into response (workspace_id, survey_id, external_id, identity_id, responded_at, touchpoint, channel, "values")
        select ${own}, s.id, w.place || w.way || n, p.id, '2026-03-10Z', nullif(w.place, ''), w.way, array[n % 11]::real[]
          from person p, survey s, (values ('desk', 'web', 40), ('desk', 'mail', 30), ('till', 'web', 50), ('till', 'mail', 60), ('', 'web', 25), ('', 'mail', 4)) w (place, way, most)
         where s.workspace_id = ${own} and n <= w.most;`,
    );
    const { journey } = await ask(`{ journey(${march}) { touchpoints { scores { channels { channel score { n } } } } } }`);
    const told = journey.touchpoints.map(({ scores }: { scores: { channels: { channel: string; score: { n: number | null } }[] }[] }) =>
      Object.fromEntries(scores[0]?.channels.map(({ channel, score }) => [channel, score.n]) ?? []),
    );
    expect(told).toEqual([
      { web: null, mail: null }, // 94 by mail less those of both would be the 4 of none
      { web: 50, mail: 60 },
    ]);
  });
  it('tell how many answered by both only where no few answered by one alone', async () => {
    // 45 answer by mail; of them 42 on the web, too.
    const ask = await workspaceWith(
      'both',
      (own) => `
      insert into touchpoint (workspace_id, key, name) values (${own}, 'desk', 'Desk');
      insert into survey (workspace_id, key, title, kind, touchpoint) values (${own}, 's', 'S', 'TRANSACTIONAL', 'desk');
      insert into question (workspace_id, survey_id, position, key, label, kind, scale_min, scale_max) select ${own}, id, 1, 'NPS', 'NPS', 'NPS', 0, 10 from survey where workspace_id = ${own};
      insert into response (workspace_id, survey_id, external_id, identity_id, responded_at, channel, "values")
        select ${own}, s.id, w.way || n, p.id, '2026-03-10Z', w.way, array[n % 11]::real[]
          from person p, survey s, (values ('mail', 0, 45), ('web', 3, 65)) w (way, after, most) where s.workspace_id = ${own} and n > w.after and n <= w.most;`,
    );
    const { journey, metrics } = await ask(`{
      journey(${march}) { touchpoints { scores { channels { channel score { customers } } differences { channel reference estimate stdErr sharedCustomers } } } }
      metrics(input: { measures: [NPS], by: [{ dimension: MONTH }], ${march} }) { rows { values { customers } } } }`);
    const [{ channels, differences }] = journey.touchpoints[0].scores;
    expect(channels.map(({ score }: { score: { customers: number } }) => score.customers)).toEqual([62, 45]);
    expect(metrics.rows[0].values[0].customers).toBe(65);
    // 45 less 42 are three
    expect(differences).toMatchObject([
      { channel: 'mail', reference: 'web', estimate: expect.any(Number), stdErr: expect.any(Number), sharedCustomers: null },
    ]);
  });
});
