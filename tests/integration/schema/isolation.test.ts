/**
 * Isolation by attack. Whoever holds a credential of workspace A knows every name, id and cursor of workspace B and tries them
 * in every field, argument and door; whoever holds none, or one that is no good, tries everything. What is tried comes from the schema,
 * the declaration of the datasets and the catalogue. Each attack is tried with the credential of B too, where it has to succeed:
 * one that does nothing there would prove nothing. Over 300 lines: all of it is tried on one pair of companies. SQL logins of BI tools: tests/integration/prisma/biIsolation.test.ts.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formats, parameters } from '../../../api/bi/datasetRequest.ts';
import { datasets } from '../../../prisma/bi/datasets.ts';
import { connect, inWorkspace } from '../../../prisma/sql.ts';
import { encodeGlobalId } from '../../../schema/globalId.ts';
import { schema } from '../../../schema/index.ts';
import type { TestApi } from '../../support/api.ts';
import {
  type AttackFixture,
  digestOf,
  type Headers,
  nameInB,
  nameOfNobody,
  openAttackFixture,
  secretOfB,
} from '../../support/attacks/attackFixture.ts';
import { type Door, doors, nameless, type Request, sameForAll } from '../../support/attacks/doors.ts';
import { type GraphAttack, graphAttacks, inBatches, saysTheSame } from '../../support/attacks/graphAttacks.ts';
import { everyType } from '../../support/attacks/graphPaths.ts';
import { worthlessAddresses, worthlessCredentials } from '../../support/attacks/worthlessCredentials.ts';
import { type Subscription, subscribe } from '../../support/sse.ts';

const idOfNobody = '99999999999';
const attacks = graphAttacks();
let fixture: AttackFixture;
let api: TestApi;
let all: Headers;
let b: Awaited<ReturnType<AttackFixture['addB']>>;
let alone: Map<string, string>;
let savedAlone: Map<string, string>;
let before: Record<string, string>;
let idsOfB: Set<string>;

beforeAll(async () => {
  fixture = await openAttackFixture();
  ({ api } = fixture);
  all = fixture.credentials.values().next().value!;
  alone = await everythingShown();
  savedAlone = await askedBySaved(all);
  b = await fixture.addB();
  idsOfB = new Set([...b.ids.values()].flat());
});
afterAll(() => fixture?.close());

async function ask(credential: Headers, query: string): Promise<string> {
  const response = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...credential },
    body: JSON.stringify({ query }),
  });
  return response.text();
}
async function get(path: string, credential: Headers, init: RequestInit = {}): Promise<{ status: number; text: string }> {
  const response = await fetch(`${api.url}${path}`, { ...init, headers: { ...credential, ...(init.headers as Headers) } });
  return { status: response.status, text: Buffer.from(await response.arrayBuffer()).toString('latin1') };
}
/** A few at a time: a machine has few processors, and a key as many requests at once as the API has connections. */
async function each<Item>(items: Iterable<Item>, work: (item: Item) => Promise<unknown>, atOnce = 4): Promise<void> {
  const queue = [...items];
  const next = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, next));
}

/** All that a key of A is shown at the doors that are read. */
async function everythingShown(): Promise<Map<string, string>> {
  const shown = new Map<string, string>();
  const walk = async (query: string) => {
    shown.set(query, (await ask(all, query)).replaceAll(/"(lastUsedAt|computedAt)":("[^"]*"|null)/g, ''));
  };
  await each(everyType(), walk, 2); // each asks for many lists, some of them in a transaction of their own
  const paths = datasets.flatMap(({ name }) => formats.map((format) => `/bi/v1/${name}.${format}?limit=100000`));
  const saved = (await savedDocuments()).filter(({ variables }) => variables.length === 0).map(({ name }) => `/q/${name}`);
  expect(saved).not.toEqual([]);
  await each([...paths, ...saved, '/bi/v1/$schema'], async (path) => {
    const { status, text } = await get(path, all);
    shown.set(path, `${status} ${text}`);
  });
  return shown;
}

async function savedDocuments(): Promise<{ name: string; variables: unknown[] }[]> {
  return JSON.parse(await ask(all, '{ savedDocuments(first: 500) { nodes { name variables { name } } } }')).data.savedDocuments.nodes;
}
/** What the saved documents with a variable, which A and B both have, answer to the name in B. */
async function askedBySaved(credential: Headers): Promise<Map<string, string>> {
  const answers = new Map<string, string>();
  const saved = (await savedDocuments()).filter(({ variables }) => variables.length > 0);
  await each(saved, async ({ name }) => {
    const { status, text } = await get(`/q/${name}?value=${nameInB}`, credential);
    answers.set(name, `${status} ${text.replaceAll(/"(requestId|lastUsedAt|computedAt)":("[^"]*"|null)/g, '')}`);
  });
  return answers;
}

/** Of B: a text that says so, or the id of a thing. */
function whatIsOfB(text: string, tried = ''): string[] {
  const words = text.replaceAll(tried || nameOfNobody, '').match(/[A-Za-z0-9_-]{8,}|bravo/g) ?? [];
  return words.filter((word) => idsOfB.has(word) || word.toLowerCase().includes(secretOfB));
}
/** An answer without what is new each time, and without what was tried. */
const comparable = (text: string, tried: string) =>
  text
    .replaceAll(tried, '·')
    .replaceAll(new RegExp(`${nameInB}|${nameOfNobody}`, 'g'), '·') // also what an attack before this one has made in A
    .replaceAll(/"version":"\d+"/g, '"version":·') // of A's own data, which what is tried changes
    .replaceAll(/"(\w+_)?(id|secret|prefix|path|requestId|\w*At|uuid|startCursor|endCursor|cursor)":("[^"]*"|null)/g, '"$2":·');

describe('as the app role, without any where', () => {
  /** Also the views that datasets are read from. */
  const tables = () => api.admin<{ name: string; isView: boolean }[]>`
    select case table_schema when 'public' then table_name else table_schema || '.' || table_name end as name, table_type = 'VIEW' as "isView"
      from information_schema.columns join information_schema.tables using (table_schema, table_name)
     where table_schema in ('public', 'dataset') and column_name = 'workspace_id' order by 1`;
  const open = () => connect(fixture.database.appUrl, { applicationName: 'test', max: 1 });

  it('every table of the fixture holds rows of both, so that the rest says something', async () => {
    for (const { name } of await tables()) {
      const rows = await api.admin<{ workspaceId: number }[]>`select distinct workspace_id as "workspaceId" from ${api.admin(name)}`;
      expect.soft(rows.map(({ workspaceId }) => workspaceId).sort(), name).toEqual([fixture.a, b.b]);
    }
  });
  it('a SELECT of every table gives rows of the workspace that is set and 0 of another; none where none is set, or is no more', async () => {
    expect((await tables()).filter(({ isView }) => isView).length).toBeGreaterThanOrEqual(datasets.length);
    const sql = open();
    const count = async (name: string) => (await sql`select from ${sql(name)} limit 1`).length;
    for (const { name } of await tables()) {
      expect.soft(await count(name), name).toBe(0);
      const rows = await inWorkspace(sql, fixture.a, (tx) => tx`select distinct workspace_id as "workspaceId" from ${tx(name)}`);
      expect.soft([...rows], name).toEqual([{ workspaceId: fixture.a }]);
      expect.soft(await count(name), name).toBe(0);
    }
    await sql.end();
  });
  it('no row can be written into another workspace', async () => {
    const sql = open();
    for (const { name } of (await tables()).filter(({ isView }) => !isView)) {
      const move = inWorkspace(sql, fixture.a, (tx) => tx`update ${tx(name)} set workspace_id = ${b.b}`);
      await expect.soft(move, name).rejects.toThrow(/row-level security|permission denied/);
      const change = inWorkspace(sql, fixture.a, (tx) => tx`delete from ${tx(name)} where workspace_id = ${b.b}`);
      expect
        .soft(
          await change.then(
            ({ count }) => count,
            () => 0,
          ),
          name,
        )
        .toBe(0);
    }
    await sql.end();
  });
});

describe('doors outside the graph', () => {
  it('each names a thing of B, or there is a reason why it names none', () => {
    for (const door of named)
      expect.soft(b.named.get(door.names!)?.length, `what may {${door.names}} of ${door.name} name?`).toBeGreaterThan(0);
    expect(
      doors
        .filter(({ names }) => names === null)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(Object.keys(nameless).sort());
    const say = ['columns', 'since', 'until', 'limit', 'delimiter', 'bom', 'excel']; // words of ours, moments, numbers
    expect(parameters.map(({ name }) => name).filter((name) => !say.includes(name))).toEqual(['after']); // cursors, below
  });
});

describe('queries', () => {
  const named = attacks.filter(({ operation, kind }) => operation === 'query' && kind === 'name');

  it('what is named is found with the credential of B, which makes each an attack', async () => {
    expect(named.length).toBeGreaterThan(70);
    await each(
      named.filter(({ name }) => !saysTheSame(name)),
      async (attack) => {
        const [theirs, nobodys] = await Promise.all([nameInB, nameOfNobody].map((name) => ask(b.key, attack.document(attack.field(name)))));
        const isFound = comparable(theirs!, nameInB) !== comparable(nobodys!, nameOfNobody);
        expect
          .soft(isFound, `${attack.name} is not covered\n${attack.document(attack.field(nameInB))}\n${theirs!.slice(0, 300)}`)
          .toBe(true);
      },
    );
  });
});

describe('with the credentials of A', () => {
  beforeAll(async () => {
    before = await digestOf(api.admin, b.b);
  });

  it('all that is shown is what was shown before B existed', async () => {
    const shown = await everythingShown();
    expect([...shown.keys()].sort()).toEqual([...alone.keys()].sort());
    for (const [what, text] of shown) {
      expect.soft(text === alone.get(what), `${what}: ${text.slice(0, 300)} was ${alone.get(what)?.slice(0, 300)}`).toBe(true);
      expect.soft(text, what).not.toMatch(/^\{"errors"|^[^2]\d\d /);
      expect.soft(whatIsOfB(text), what).toEqual([]);
    }
  });

  it('a saved document of A answers to a name of B what it answered before B existed; the same document of B finds it', async () => {
    const [asA, asB] = [await askedBySaved(all), await askedBySaved(b.key)];
    expect(asA.size).toBeGreaterThan(10);
    for (const [name, text] of asA) {
      expect.soft(text, name).toBe(savedAlone.get(name));
      expect.soft(whatIsOfB(text, nameInB), name).toEqual([]);
      expect.soft(asB.get(name), `${name} finds nothing of B with its own key`).not.toBe(text);
    }
  });

  it('doors outside the graph know nothing of B either', async () => {
    for (const door of named)
      for (const ofB of b.named.get(door.names!)!) {
        const nobodys = await send(door.request(ofNobodyAt(door)), all);
        for (const [name, credential] of fixture.credentials) {
          const { status, text } = await send(door.request(ofB), credential);
          const what = `${door.name} ${ofB} with ${name}`;
          expect.soft(whatIsOfB(text, ofB), what).toEqual([]);
          if (status === 403 && door.scope && credential !== all) continue; // it lacks the scope
          expect.soft([status, comparable(text, ofB)], what).toEqual([nobodys.status, comparable(nobodys.text, ofNobodyAt(door))]);
        }
      }
  });

  it('a name of B is as good as one that nobody has, in every argument that takes one', async () => {
    await each(
      attacks.filter(({ operation, kind }) => operation === 'query' && kind === 'name'),
      (attack) => sameAsNobodys(attack, nameInB, nameOfNobody),
    );
  });

  it('an id of B is as good as one that nobody has, in every argument that takes one', async () => {
    await each(
      attacks.filter(({ operation, kind }) => operation !== 'mutation' && kind === 'id'),
      triedWithIds,
    );
  });

  it('a cursor of B is a place in the lists of A', async () => {
    await each(
      attacks.filter(({ kind }) => kind === 'cursor'),
      async (attack) => {
        const cursor = await cursorOfB(attack);
        const document = attack.document(attack.field(cursor));
        const answer = await ask(all, document);
        if (ofOneAnswer.includes(attack.name))
          expect.soft(JSON.parse(answer).errors[0].message, attack.name).toContain('this cursor is of another question');
        else expect.soft(JSON.parse(answer).errors, attack.name).toBeUndefined();
        expect.soft(whatIsOfB(answer, cursor), attack.name).toEqual([]);
      },
    );
  });

  it('no other credential of A does better', async () => {
    const reads = attacks.filter(({ operation }) => operation === 'query');
    const documents = inBatches(
      reads,
      ({ kind, name }) => (kind === 'name' ? nameInB : kind === 'id' ? idFor.get(name) : cursors.get(name)) ?? nameInB,
    );
    for (const name of ['a key that reads', 'a session', 'a token of a member'])
      await each(documents, async (document) => {
        const answer = await ask(fixture.credentials.get(name)!, document);
        expect.soft(answer, `${name}: ${document}`).not.toMatch(/LIMIT_EXCEEDED|GRAPHQL_|UNAUTHENTICATED/);
        expect.soft(whatIsOfB(answer, nameInB), `${name}: ${document}`).toEqual([]);
      });
  });

  it('a mutation with a name or an id of B answers as with one that nobody has', async () => {
    for (const attack of changes) await (attack.kind === 'id' ? triedWithIds(attack) : sameAsNobodys(attack, nameInB, nameOfNobody));
  });

  it('nor does any other credential of A change or learn anything by one', async () => {
    for (const [name, credential] of [...fixture.credentials].slice(1))
      await each(changes, async (attack) => {
        const tried = idFor.get(attack.name) ?? nameInB;
        const answer = await ask(credential, attack.document(attack.field(tried)));
        expect.soft(answer, attack.name).not.toMatch(/LIMIT_EXCEEDED|GRAPHQL_|UNAUTHENTICATED/);
        expect.soft(whatIsOfB(answer, tried), `${attack.name} with ${name}`).toEqual([]);
      });
  });

  it('a cursor of B is a place in the datasets of A', async () => {
    await each(datasets, async ({ name }) => {
      const first = await fetch(`${api.url}/bi/v1/${name}.json?limit=1`, { headers: b.key });
      const { next } = (await first.json()) as { next: string | null };
      const after = next && new URL(next, api.url).searchParams.get('after');
      if (!after) return; // B has one row of it, and no page after the first
      for (const format of formats) {
        const { status, text } = await get(`/bi/v1/${name}.${format}?limit=100&after=${after}`, all);
        expect.soft([status, whatIsOfB(text)], name).toEqual([200, []]);
      }
    });
  });

  it('nothing of B has changed', async () => {
    expect(await digestOf(api.admin, b.b)).toEqual(before);
  });
});

describe('with a credential that is no good', () => {
  const request = (operation: string) => ({
    path: '/graphql',
    method: 'POST',
    body: JSON.stringify({ query: operation }),
    headers: { 'content-type': 'application/json' },
  });

  it('every door answers 401 with its reason and nothing else, and changes nothing', async () => {
    const worthless = await worthlessCredentials(fixture);
    const untouched = [await digestOf(api.admin, fixture.a), before];
    const guarded = doors.filter(({ route }) => !route.isOpen);
    const refused: Request[] = [
      ...guarded.flatMap((door) => [b.named.get(door.names ?? '')?.[0] ?? 'customers.csv', 'knowna'].map(door.request)),
      ...guarded.map((door) => ({ ...door.request('knowna'), method: 'PUT' })),
      ...[
        '{ customers { nodes { id } } }',
        'mutation { deleteSegment(key: "knowna") }',
        `subscription { runUpdated(id: "${b.ids.get('Run')![0]}") { id } }`,
      ].map(request),
      { path: '/graphql', method: 'GET', headers: { accept: 'text/event-stream' } },
      { path: '/v1/nothing', method: 'GET' },
    ];
    for (const [name, credential] of worthless)
      await each(refused, async (door) => {
        const { status, text } = await send(door, credential);
        const what = `${door.method} ${door.path} with ${name}: ${text}`;
        expect.soft(status, what).toBe(name.includes('another') ? 403 : 401);
        if (door.method !== 'HEAD') expect.soft(text, what).toMatch(/"(message|title|detail)":"[^"]{20,}"/);
        expect.soft(text, what).not.toMatch(/alpha|bravo/);
      });
    expect([await digestOf(api.admin, fixture.a), await digestOf(api.admin, b.b)]).toEqual(untouched);
  });

  it('what is open to everybody says the same to everybody', async () => {
    for (const door of doors) {
      if (!door.route.isOpen || door.isPage) continue; // 9 MB, and the function that sends them is not told who asks
      const answers = await Promise.all([{}, all, b.key].map((credential) => send(door.request(''), credential)));
      for (const { text } of answers) {
        expect.soft(text === answers[0]!.text, door.name).toBe(true);
        expect.soft(text.includes(secretOfB) || text.includes(nameInB), door.name).toBe(false);
      }
    }
  });

  it('nor does an address that was signed for something else, has expired, or whose key has ended', async () => {
    const addresses = await worthlessAddresses(fixture, b.b);
    for (const [what, path] of addresses) {
      const { status, text } = await get(path, {});
      expect.soft([status, /alpha|bravo/.test(text)], what).toEqual([what === 'as it was signed' ? 200 : 401, what === 'as it was signed']);
    }
    const { searchParams } = new URL(addresses.get('as it was signed')!, api.url);
    for (const door of doors) {
      if (door.route.isOpen || door.route.isSignable) continue;
      const { path, ...rest } = door.request('knowna');
      const signed = `${path}${path.includes('?') ? '&' : '?'}${searchParams}`;
      expect.soft((await send({ ...rest, path: signed }, {})).status, `${door.name} with the signature of a dataset`).toBe(401);
    }
  });
});

/** How the thing that a subscription is about changes, as a worker would change it: in one transaction with its announcement. */
const whatChanges: Readonly<Record<string, (id: bigint, columns: Record<string, unknown>) => Promise<unknown>>> = {
  runUpdated: (id, columns) =>
    api.admin.begin(async (tx) => {
      await tx`update run set ${tx(columns as never)} where id = ${id}`;
      await tx`select pg_notify('earshot_run', uuid::text) from run where id = ${id}`;
    }),
};

describe('subscriptions', () => {
  const subscriptions = attacks.filter(({ operation }) => operation === 'subscription');
  const runningRun = async (workspaceId: number) => {
    const [run] = await api.admin<{ id: bigint }[]>`
      select id from run where workspace_id = ${workspaceId} and state = 'RUNNING' order by id limit 1`;
    return run!.id;
  };
  const watch = (attack: GraphAttack, id: string, credential: Headers) => subscribe(api.url, attack.document(attack.field(id)), credential);
  const told = ({ answers }: Subscription) => answers.map((answer) => JSON.stringify(answer));

  it('each takes an id, and it is known how what it is about changes', () => {
    const fields = Object.keys(schema.getSubscriptionType()?.getFields() ?? {});
    expect(Object.keys(whatChanges)).toEqual(fields);
    expect(subscriptions.map(({ name, kind }) => `${kind} ${name}`)).toEqual(fields.map((field) => `id Subscription.${field}(id)`));
  });

  it('to a thing of B are refused as to one of nobody, over server-sent events', async () => {
    const id = await runningRun(b.b);
    for (const attack of subscriptions)
      for (const [name, credential] of fixture.credentials) {
        const tried = [encodeGlobalId('Run', id), encodeGlobalId('Run', idOfNobody)];
        const [theirs, nobodys] = await Promise.all(tried.map((one) => watch(attack, one, credential)));
        await Promise.all([theirs!.ended, nobodys!.ended]);
        expect
          .soft(
            theirs!.answers.map(({ errors }) => errors?.[0]?.extensions.code),
            name,
          )
          .toEqual(['NOT_FOUND']);
        expect
          .soft(
            told(theirs!).map((text) => comparable(text, tried[0]!)),
            name,
          )
          .toEqual(told(nobodys!).map((text) => comparable(text, tried[1]!)));
      }
  });

  it('to a thing of A hear nothing of B’s, which changes meanwhile and is heard by B', async () => {
    const [ofA, ofB] = [await runningRun(fixture.a), await runningRun(b.b)];
    for (const attack of subscriptions) {
      const change = whatChanges[/\.(\w+)/.exec(attack.name)![1]!]!;
      const byA = await Promise.all(
        [...fixture.credentials.values()].map((credential) => watch(attack, encodeGlobalId('Run', ofA), credential)),
      );
      const byB = await watch(attack, encodeGlobalId('Run', ofB), b.key);
      await expect.poll(() => [...byA, byB].map(({ answers }) => answers.length)).toEqual([...byA, byB].map(() => 1));
      await change(ofB, { progress: api.admin.json({ stage: 'computing', fraction: 0.75 }) });
      await expect.poll(() => byB.answers.length).toBe(2);
      await change(ofB, { state: 'CANCELLED', finished_at: new Date() });
      await byB.ended;
      await change(ofA, { state: 'CANCELLED', finished_at: new Date() });
      await Promise.all(byA.map(({ ended }) => ended));
      expect(byB.answers.map(({ data }) => Object.values<{ state: string }>(data)[0]?.state)).toEqual(['RUNNING', 'RUNNING', 'CANCELLED']);
      for (const { answers } of byA) {
        expect.soft(answers.map(({ data }) => Object.values<{ state: string }>(data)[0]?.state)).toEqual(['RUNNING', 'CANCELLED']);
        expect.soft(whatIsOfB(JSON.stringify(answers))).toEqual([]);
      }
    }
  });
});

describe('with the credential of B', () => {
  it('each of these doors opens, and each mutation finds what was named', async () => {
    for (const door of named) {
      const [ofB = ''] = b.named.get(door.names!) ?? [];
      const [theirs, nobodys] = [await send(door.request(ofB), b.key), await send(door.request(ofNobodyAt(door)), b.key)];
      expect.soft([401, 403, 404], door.name).not.toContain(theirs.status);
      expect.soft(nobodys.status, `${door.name} is not covered: it does not look for what is named`).toBe(404);
    }
    const last = (name: string) => Number(/\.(delete|remove|revoke|cancel|erase)/.test(name));
    for (const attack of changes.toSorted((one, other) => last(one.name) - last(other.name))) {
      if (saysTheSame(attack.name)) continue;
      const id = idFor.get(attack.name);
      const [ofB, ofNobody] = id
        ? [id, encodeGlobalId(Buffer.from(id, 'base64url').toString().split(':')[0]!, idOfNobody)]
        : [nameInB, nameOfNobody];
      const nobodys = await ask(b.key, attack.document(attack.field(ofNobody)));
      const theirs = await ask(b.key, attack.document(attack.field(ofB)));
      const isFound = comparable(theirs, ofB) !== comparable(nobodys, ofNobody);
      expect.soft(isFound, `${attack.name} is not covered\n${attack.document(attack.field(ofB))}\n${theirs.slice(0, 300)}`).toBe(true);
    }
  });
});

const send = ({ path, ...request }: Request, credential: Headers) => get(path, credential, request);
const changes = attacks.filter(({ operation }) => operation === 'mutation');
/** Doors whose address names a thing of a workspace. */
const named = doors.filter(({ names }) => names !== null && !sameForAll.includes(names));
const ofNobodyAt = ({ names }: Door) => (names === 'import' ? encodeGlobalId('Import', idOfNobody) : nameOfNobody);

/** The id of B that an argument took for one of the kind it needs. */
const idFor = new Map<string, string>();
const cursors = new Map<string, string>();

/** What A is answered to something of B: as to something of nobody. */
async function sameAsNobodys(attack: GraphAttack, ofB: string, ofNobody: string): Promise<string> {
  const theirs = await ask(all, attack.document(attack.field(ofB)));
  if (theirs.includes('this is the id of a')) return theirs;
  const nobodys = await ask(all, attack.document(attack.field(ofNobody)));
  expect.soft(comparable(theirs, ofB), `${attack.document(attack.field(ofB))}\n${theirs}\n${nobodys}`).toBe(comparable(nobodys, ofNobody));
  expect.soft(whatIsOfB(theirs, ofB), attack.name).toEqual([]);
  return theirs;
}

async function triedWithIds(attack: GraphAttack): Promise<void> {
  for (const [type, [id = '']] of b.ids) {
    const answer = await sameAsNobodys(attack, id, encodeGlobalId(type, idOfNobody));
    if (answer.includes('this is the id of a')) continue;
    idFor.set(attack.name, id);
    if (attack.operation === 'mutation') break; // it takes one type
  }
  expect.soft(idFor.get(attack.name), `${attack.name} is not covered: it takes the id of no type`).toBeDefined();
}

/** Where a cursor is no place in a list, but in one answer to one question of one workspace. */
const ofOneAnswer = ['Query.metrics(input.after)'];

async function cursorOfB(attack: GraphAttack): Promise<string> {
  const field = attack.field('·');
  const first = field.replace('after: "·"', '').replace(/,\s*by/, 'by');
  const answer = await ask(b.key, attack.document(first));
  const cursor = /"(?:endC|c)ursor":"([^"]+)"/.exec(answer)?.[1];
  expect.soft(cursor, `${attack.name} is not covered: B has no cursor\n${attack.document(first)}\n${answer.slice(0, 300)}`).toBeDefined();
  cursors.set(attack.name, cursor ?? '');
  return cursor ?? '';
}
