/**
 * Lists whose rows are written as JSON (schema/written), beside the same lists made of values: a directive is what the first way
 * leaves to the second. Made from the schema, so that a new list or field is compared the day it appears.
 */

import { getNamedType, isLeafType, isListType, isNonNullType, isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { schema } from '../../../schema/index.ts';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { fillWorkspace } from '../../support/feedbackFixture.ts';
import { fillFacts } from '../../support/sayAndDoFixture.ts';

let database: TestDatabase;
let api: TestApi;
let key: string;
let withoutPersonal: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  const workspaceId = await createWorkspace(api.admin, 'a');
  const { surveyId } = await fillWorkspace(api.admin, workspaceId, { customers: 3, responsesEach: 8, anonymous: 3 });
  await fillFacts(api.admin, workspaceId, { each: 7, ofNobody: 3 });
  await api.admin`insert into customer (workspace_id, external_id) values (${workspaceId}, 'quiet')`;
  await makeAwkward(workspaceId, surveyId);
  key = await api.createKey(workspaceId);
  withoutPersonal = await api.createKey(workspaceId, ['read']);
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const texts = ['"quoted"', 'back\\slash', 'line\nbreak\ttab\r', '\u0001\b\f\u001b\u007f', 'é 😀 \u2028', '', '{"json": [1]}', "it's", null];

/** Texts that JSON escapes, moments with and without milliseconds, amounts of any size, answers of any kind. */
async function makeAwkward(workspaceId: number, surveyId: bigint): Promise<void> {
  const { admin } = api;
  const columns: Readonly<Record<string, readonly string[]>> = {
    order: ['status', 'channel'],
    subscription: ['plan', 'status'],
    ticket: ['category', 'priority', 'touchpoint', 'status', 'channel'],
    visit: ['source', 'medium', 'campaign', 'device'],
    event: ['visit_external_id'],
    invitation: ['touchpoint', 'channel'],
    spend: ['channel'],
    response: ['channel', 'touchpoint', 'brand'],
  };
  for (const [table, names] of Object.entries(columns))
    for (const [shift, name] of names.entries()) {
      const any = admin`(${texts}::text[])[1 + (id + ${shift}) % ${texts.length}]`;
      const value = table === 'spend' ? admin`coalesce(nullif(${any}, ''), 'none')` : any;
      await admin`update ${admin(table)} set ${admin(name)} = ${value} where workspace_id = ${workspaceId}`;
    }
  await admin`
    update "order" set occurred_at = occurred_at + make_interval(secs => (id % 1000) / 1000.0),
           revenue = (array[0, 0.0001, -12.5, 99999999999999.9999, 1234.5, null])[1 + id % 6] where workspace_id = ${workspaceId}`;
  await admin`update ticket set sentiment = (array[0.1, -1, 1e-7, null])[1 + id % 4], reopens = nullif(id % 3, 0) where workspace_id = ${workspaceId}`;
  await admin`update visit set converted = (array[true, false, null])[1 + id % 3], pageviews = nullif(id % 4, 0) where workspace_id = ${workspaceId}`;
  await admin`
    update response set responded_at = case when id % 5 = 0 then null else responded_at + make_interval(secs => (id % 1000) / 1000.0) end,
           sampling_weight = (array[0.1, 2, 1e21, null])[1 + id % 4], "values" = (array['{4.1,6}', '{10}', '{NULL,NaN}', '{0,1,2,3}', '{}'])[1 + id % 5]::real[],
           answers = (array[null, '{"WHY": "because"}', '{"NPS": 10.25, "RATE": 6}', '{"NPS": null, "RATE": "6", "WHY": [1, {"a": "b"}]}', '{"RATE": 6.0000000001}'])[1 + id % 5]::jsonb
     where workspace_id = ${workspaceId}`;
  await admin`update question set label = ${'say "hi"\n'}, scale_min = 0.1, weight = 0.3, force = ${'back\\slash'} where workspace_id = ${workspaceId} and key = 'RATE'`;
  const [other] = await admin<{ id: bigint }[]>`
    insert into survey (workspace_id, key, title, kind) values (${workspaceId}, 'empty', 'Without questions', 'PULSE') returning id`;
  await admin`update response set survey_id = ${other!.id} where workspace_id = ${workspaceId} and survey_id = ${surveyId} and id % 7 = 0`;
  await makePlain(workspaceId);
}

/** Answers that are numbers and nothing else, which can go into JSON as the database has them, among some that cannot. */
async function makePlain(workspaceId: number): Promise<void> {
  const { admin } = api;
  const [plain] = await admin<{ id: bigint }[]>`
    insert into survey (workspace_id, key, title, kind) values (${workspaceId}, 'plain', 'Numbers', 'PULSE') returning id`;
  await admin`
    insert into question (workspace_id, survey_id, position, key, label, kind, scale_min, scale_max)
    select ${workspaceId}, ${plain!.id}, n, 'Q' || n, 'Question ' || n, 'RATING', 0, 10 from generate_series(1, 3) n`;
  const stored = ['{1,2,3}', '{10,0,4.25}', '{7}', '{}', '{NULL,5}', '{1,NaN,-2}', '{1e+20,1e-07,0.1}', '{1,2,3,4}'];
  for (const [n, values] of stored.entries())
    await admin`
      insert into response (workspace_id, survey_id, external_id, responded_at, "values", answers)
      values (${workspaceId}, ${plain!.id}, ${`plain-${n}`}, ${`2026-01-0${n + 1}T00:00:00Z`}, ${values}::text::real[], ${n === 0 ? admin.json({ Q2: 9.5 }) : null})`;
}

type ObjectType = import('graphql').GraphQLObjectType;

const isList = (type: import('graphql').GraphQLOutputType): boolean => isListType(isNonNullType(type) ? type.ofType : type);

/** Fields of facts and responses that need the scope pii, and what is no column of theirs. */
const isOther = (name: string) => /^(visitorId|landingPage|url|properties|comment|cancelReason)$/.test(name);

const leaves = (type: ObjectType) =>
  Object.values(type.getFields())
    .filter((field) => isLeafType(getNamedType(field.type)) && !isList(field.type) && field.args.length === 0 && !isOther(field.name))
    .map(({ name }) => name);

function rowsOf(type: ObjectType): string {
  const own = ['__typename', ...leaves(type)].join(' ');
  if (type.name !== 'Response') return own;
  const question = leaves(schema.getType('Question') as ObjectType).join(' ');
  return `${own} answers { value text notApplicable __typename question { ${question} } } alias: answers { v: value }`;
}

/** Lists of rows that can be written, by where they hang. */
const lists = ['Query', 'Customer', 'Survey', 'Visit'].flatMap((parent) =>
  Object.values((schema.getType(parent) as ObjectType).getFields()).flatMap((field) => {
    const connection = getNamedType(field.type);
    if (!isObjectType(connection) || !connection.name.endsWith('Connection')) return [];
    const row = getNamedType(connection.getFields().nodes!.type) as ObjectType;
    const isWritten = ['Order', 'CustomerSubscription', 'Ticket', 'Visit', 'Event', 'Invitation', 'Spend', 'Response'].includes(row.name);
    return isWritten
      ? [{ of: `${parent}.${field.name}`, parent, name: field.name, row, hasOrder: field.args.some(({ name }) => name === 'order') }]
      : [];
  }),
);

const within: Readonly<Record<string, (list: string) => string>> = {
  Query: (list) => `{ ${list} }`,
  Customer: (list) => `{ customers(first: 4) { nodes { externalId ${list} } } }`,
  Survey: (list) => `{ survey(key: "visit") { ${list} } empty: survey(key: "empty") { ${list} } }`,
  Visit: (list) => `{ visits(first: 4) { edges { node { ${list} } } } }`,
};

async function ask(query: string, by = key) {
  api.statements.length = 0;
  const answer = await api.query(by, query);
  expect(answer.errors).toBeUndefined();
  return { data: answer.data, isWritten: api.statements.some((text) => text.includes('string_agg(')) };
}

/** Both ways; returns what both answer. */
async function askTwice(query: (directive: string) => string, by = key) {
  const [written, made] = [await ask(query(''), by), await ask(query('@include(if: true)'), by)];
  expect({ written: written.isWritten, made: made.isWritten }, query('')).toEqual({ written: true, made: false });
  expect(written.data).toEqual(made.data);
  return made.data;
}

describe('rows that are written', () => {
  it('are those of all lists of facts and of responses', () => {
    expect(lists.map(({ of }) => of).toSorted()).toEqual(
      [
        ...['orders', 'subscriptions', 'tickets', 'visits', 'events', 'invitations', 'responses'].flatMap((name) => [
          `Customer.${name}`,
          `Query.${name}`,
        ]),
        'Query.spends',
        'Survey.responses',
        'Visit.events',
      ].toSorted(),
    );
  });

  describe.each(lists)('$of', ({ parent, name, row, hasOrder }) => {
    it.each(['NEWEST_FIRST', 'OLDEST_FIRST'])('have every field as rows made of values have it, %s', async (order) => {
      const fields = rowsOf(row);
      const given = hasOrder ? `first: 30, order: ${order}` : 'first: 30';
      const nodes = (directive: string) => within[parent]!(`${name}(${given}) { nodes ${directive} { ${fields} } }`);
      const edges = (directive: string) =>
        within[parent]!(
          `list: ${name}(${given}) { rows: edges ${directive} { node { ${fields} } at: cursor } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }`,
        );
      const shown = JSON.stringify(await askTwice(nodes));
      expect(shown.length).toBeGreaterThan(150);
      expect(await askTwice(edges, withoutPersonal)).toBeDefined();
    });
  });

  // Those of a customer or a visit have a cursor for each of many parents; their statement is the same.
  it.each(lists.filter(({ parent }) => parent === 'Query' || parent === 'Survey'))(
    '$of, page by page, are the whole list',
    async ({ parent, name }) => {
      const list = (after: string | null) => (directive: string) =>
        within[parent]!(
          `${name}(first: 4, after: ${JSON.stringify(after)}) { nodes ${directive} { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }`,
        );
      const ids: string[] = [];
      let after: string | null = null;
      for (let page = 0; page < 20; page++) {
        const data = await askTwice(list(after));
        const { nodes, pageInfo } = (data.survey ?? data)[name];
        ids.push(...nodes.map(({ id }: { id: string }) => id));
        after = pageInfo.endCursor;
        if (!pageInfo.hasNextPage) break;
      }
      const whole = await ask(within[parent]!(`${name}(first: 100) { nodes { id } }`));
      expect(ids).toEqual((whole.data.survey ?? whole.data)[name].nodes.map(({ id }: { id: string }) => id));
      expect(new Set(ids).size).toBe(ids.length);
    },
  );

  it('of fragments, aliases and fields asked for twice are those of the plain selection', async () => {
    const plain = await ask('{ orders(first: 3) { nodes { externalId amount: revenue id } } }');
    const spread = await ask(`{ orders(first: 3) { ...page ...page } }
      fragment page on OrderConnection { ... on OrderConnection { nodes { ...row externalId ... { id } } } }
      fragment row on Order { externalId amount: revenue }`);
    expect(spread.data).toEqual(plain.data);
    const types = await ask('{ responses(first: 1) { nodes { __typename answers { of: __typename } } } }');
    expect(types).toMatchObject({ isWritten: true, data: { responses: { nodes: [{ __typename: 'Response' }] } } });
    const once = await ask(
      '{ orders(first: 3) { nodes { ...row externalId ... { id } } } } fragment row on Order { externalId amount: revenue }',
    );
    expect(once).toEqual(plain);
  });

  it('leave lists to be made of values where more than columns is asked for', async () => {
    const others = ['orders { nodes { customer { externalId } } }', 'responses { nodes { survey { key } } }', 'events { nodes { url } }'];
    const arguments_ = ['responses { nodes { answers(questions: ["NPS"]) { value } } }'];
    const both = ['orders { nodes { id } edges { cursor } }'];
    for (const list of [...others, ...arguments_, ...both]) expect(await ask(`{ ${list} }`), list).toMatchObject({ isWritten: false });
  });

  it.each(['answers { value }', 'answers { value question { key position } again: value }', 'answers { question { id } }'])(
    'show answers that are numbers and nothing else: %s',
    async (answers) => {
      const data = await askTwice(
        (directive) => `{ responses(survey: "plain", first: 20) { nodes ${directive} { externalId ${answers} } } }`,
      );
      expect(data.responses.nodes).toHaveLength(8);
    },
  );

  it('are read once more where a text holds what stands between cells or rows', async () => {
    const held = ['\u001f', '\u001e', '=', 'a\u001eb\u001fc', ''];
    const { admin } = api;
    const before = await admin`select id, status, channel from "order"`;
    await admin`update "order" set status = (${held}::text[])[1 + id % 5], channel = (${held}::text[])[1 + id / 5 % 5]`;
    const lists = ['orders(first: 30)', 'orders(first: 4)'];
    for (const list of lists)
      await askTwice(
        (directive) => `{ list: ${list} { nodes ${directive} { externalId status channel revenue } pageInfo { hasNextPage endCursor } } }`,
      );
    for (const { id, status, channel } of before) await admin`update "order" set status = ${status}, channel = ${channel} where id = ${id}`;
  });

  it('show an empty list where there is nothing, beside what they are part of', async () => {
    const { data, isWritten } = await ask(
      '{ customer(externalId: "quiet") { externalId orders { nodes { id } pageInfo { hasNextPage startCursor endCursor } totalCount } } }',
    );
    expect(isWritten).toBe(true);
    const pageInfo = { hasNextPage: false, startCursor: null, endCursor: null };
    expect(data.customer).toEqual({ externalId: 'quiet', orders: { nodes: [], pageInfo, totalCount: 0 } });
  });

  it('are there beside a field that failed, and gone with a parent that did', async () => {
    const beside = await api.query(withoutPersonal, '{ orders(first: 1) { nodes { externalId } } events(first: 1) { nodes { url } } }');
    expect(beside).toMatchObject({ data: { orders: { nodes: [{ externalId: expect.any(String) }] }, events: { nodes: [{ url: null }] } } });
    expect(beside.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    const gone = await api.query(key, '{ customer(externalId: "C000001") { orders { nodes { id } } tickets(first: 0) { nodes { id } } } }');
    expect(gone).toMatchObject({ data: { customer: null }, errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });

  it('are written also where there are too many ways of asking to keep a statement for each', async () => {
    const fields = leaves(schema.getType('Ticket') as ObjectType);
    for (const [place, field] of fields.entries())
      for (const other of [fields[(place + 1) % fields.length]!, fields[(place + 5) % fields.length]!])
        await askTwice((directive) => `{ tickets(first: 2) { nodes ${directive} { ${field} ${other} } } }`);
  });
});
