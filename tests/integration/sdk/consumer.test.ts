/**
 * A project of somebody else: it installs the package that is published, generates a client from the served schema, compiles strictly
 * and runs. Its files are those of docs/clients.md and of the package's own README.
 */
import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as sdk from '../../../clients/sdk/index.ts';
import { encodeGlobalId } from '../../../schema/globalId.ts';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { fillWorkspace } from '../../support/feedbackFixture.ts';
import { fillFacts } from '../../support/sayAndDoFixture.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');

/** The client of docs/clients.md, and beside it one whose fragments are not masked and whose documents are texts, as the SDK takes them. */
const bothCodegen = `
import config from './codegen.ts';
const { preset, config: options } = config.generates['./generated/'] as { preset: string; config: object };
const masked = { preset, config: options, documents: ['latestOrders.ts', 'types.ts'] };
const plain = { preset, config: { ...options, documentMode: 'string' }, documents: ['plain.ts'], presetConfig: { fragmentMasking: false } };
export default { ...config, documents: undefined, generates: { './generated/': masked, './plain/': plain } };
`;
const plainOrders = `
import { createClient } from '@earshot/sdk';
import { graphql } from './plain/gql.ts';
const PlainOrders = graphql(\`query PlainOrders($status: [String!]) { orders(status: $status, first: 2) { nodes { ...PlainParts } } }
  fragment PlainParts on Order { externalId status }\`);
const { EARSHOT_URL: url = 'http://localhost:4000', EARSHOT_API_KEY: key } = process.env;
const { orders } = await createClient({ url, key }).request(PlainOrders, { status: ['SHIPPED'] });
for (const { externalId, status } of orders.nodes) console.log(externalId, status);
`;
/** Compiled, not run: what must not compile says so, and nothing is \`any\`. */
const typesOfAll = `
import { type OrdersQuery, OrdersDocument, createClient } from '@earshot/sdk';
import type { ResultOf } from '@graphql-typed-document-node/core';
import { graphql } from './generated/index.ts';
import type { PlainOrdersQuery } from './plain/graphql.ts';
const Every = graphql(\`query EveryScalar { events(first: 1) { nodes { properties occurredAt } } orders { nodes { revenue status } }
  workspace { dataVersions { version } } joinCoverage { responses } masked: orders { nodes { ...OrderParts } } }\`);
type Every = ResultOf<typeof Every>;
type IsAny<T> = 0 extends 1 & T ? true : false;
type Node<List extends keyof Every> = Every[List] extends { nodes: readonly (infer One)[] } ? One : never;
export const none: readonly false[] = [
  false as IsAny<Node<'events'>['properties']>, false as IsAny<Node<'events'>['occurredAt']>, false as IsAny<Node<'orders'>['revenue']>,
  false as IsAny<Node<'orders'>>, false as IsAny<Every['workspace']['dataVersions'][number]['version']>,
  false as IsAny<OrdersQuery['orders']>, false as IsAny<PlainOrdersQuery['orders']['nodes'][number]>,
];
export const money = (order: Node<'orders'>): string | null => order.revenue;
// @ts-expect-error money is no number
export const number = (order: Node<'orders'>): number | null => order.revenue;
// @ts-expect-error properties are unknown until they are looked at
export const mark = (event: Node<'events'>): string => event.properties.mark;
// @ts-expect-error a masked fragment shows nothing
export const masked = (order: Node<'masked'>): string => order.externalId;
export const plain = (order: PlainOrdersQuery['orders']['nodes'][number]): string => order.externalId;
// @ts-expect-error a variable of the wrong type
export const wrong = () => createClient({ url: 'http://localhost' }).request(OrdersDocument, { first: 'two' });
`;
const files: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({ name: 'somebody-else', version: '1.0.0', private: true, type: 'module' }),
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      strict: true,
      target: 'es2022',
      module: 'nodenext',
      lib: ['es2022', 'dom'],
      types: [], // a browser's program has none of Node
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      verbatimModuleSyntax: true,
      erasableSyntaxOnly: true,
      allowImportingTsExtensions: true,
      noEmit: true,
    },
    include: ['*.ts', 'generated', 'plain'],
    exclude: ['bothCodegen.ts', 'codegen.ts'],
  }),
  'process.d.ts': 'declare const process: { readonly env: Readonly<Record<string, string | undefined>> };',
  'bothCodegen.ts': bothCodegen,
  'plain.ts': plainOrders,
  'types.ts': typesOfAll,
};

let database: TestDatabase;
let api: TestApi;
let project: string;
let packed: readonly string[];
let env: NodeJS.ProcessEnv;
let adminKey: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, { limits: { introspection: 'admin' } });
  const workspaceId = await createWorkspace(api.admin, 'a');
  await fillWorkspace(api.admin, workspaceId, { customers: 5 });
  await fillFacts(api.admin, workspaceId);
  env = { ...process.env, EARSHOT_URL: api.url, EARSHOT_API_KEY: await api.createKey(workspaceId, ['read']) };
  adminKey = await api.createKey(workspaceId, ['read', 'admin']);
  const told = { ...env, EARSHOT_API_KEY: adminKey, JITI_FS_CACHE: 'false' }; // introspection is for keys of the scope admin here; nothing of it stays in the system's folder
  project = await temporaryFolder('project');
  const snippets = [...(await snippetsOf('docs/clients.md')), ...(await snippetsOfPackage())];
  for (const [name, text] of [...Object.entries(files), ...snippets]) await writeFile(join(project, name), text);
  const tarball = await packSdk();
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], { cwd: project });
  for (const name of ['@graphql-codegen', '@graphql-typed-document-node', '@urql', 'graphql', 'wonka'])
    await symlink(join(root, 'node_modules', name), join(project, 'node_modules', name));
  await run(process.execPath, [join(root, 'node_modules/.bin/graphql-codegen'), '--config', 'bothCodegen.ts'], { cwd: project, env: told });
}, 60_000);
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

/** Packed as `npm publish` would, from a copy, so that the build leaves nothing in the checkout. */
async function packSdk(): Promise<string> {
  const checkout = await temporaryFolder('checkout');
  await mkdir(join(checkout, 'clients'));
  const isSource = (path: string) => !/\/(dist|node_modules)$/.test(path);
  await cp(join(root, 'clients/sdk'), join(checkout, 'clients/sdk'), { recursive: true, filter: isSource });
  await cp(join(root, 'tsconfig.json'), join(checkout, 'tsconfig.json'));
  await symlink(join(root, 'node_modules'), join(checkout, 'node_modules'));
  const { stdout } = await run('npm', ['pack', '--json'], { cwd: join(checkout, 'clients/sdk') });
  const [{ filename, files: held }] = JSON.parse(stdout.slice(stdout.indexOf('['))) as [{ filename: string; files: { path: string }[] }];
  packed = held.map(({ path }) => path);
  return join(checkout, 'clients/sdk', filename);
}

/** The blocks of code that begin with the name of their file. */
async function snippetsOf(document: string): Promise<(readonly [string, string])[]> {
  const text = await readFile(join(root, document), 'utf8');
  return [...text.matchAll(/^```ts\n\/\/ (\w+\.ts)\n([\s\S]*?)^```$/gm)].map(([, name = '', code = '']) => [name, code] as const);
}

/** The program of the package's README, and what its list of methods shows, at the address of this API. */
async function snippetsOfPackage(): Promise<(readonly [string, string])[]> {
  const text = await readFile(join(root, 'clients/sdk/README.md'), 'utf8');
  const [loop] = /(?<=`)for await \([^`]*\)(?=`)/.exec(text) ?? [];
  const [body] = /(?<=`)\(await client\.send\([^`]*(?=`)/.exec(text) ?? [];
  const more = `
import { OrdersDocument } from '@earshot/sdk';
console.log(analysis?.currentRun?.rankedCustomers.edges.length ?? 'none');
${loop} console.log(order.externalId);
console.log((await new Response(${body}).text()).split('\\r\\n').length);
`;
  return (await snippetsOf('clients/sdk/README.md')).map(([name, code]) => [
    name,
    code.replace("'https://earshot.example.com'", "process.env.EARSHOT_URL ?? 'http://localhost:4000'") + more,
  ]);
}

const output = async (file: string) => (await run(process.execPath, [file], { cwd: project, env })).stdout.trim().split('\n');

describe('the package', () => {
  it('holds what it exports, the documents and nothing of how it is made', async () => {
    const installed = join(project, 'node_modules/@earshot/sdk');
    const { exports } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')) as { exports: Record<string, unknown> };
    const named = Object.values(exports).flatMap((entry) => (typeof entry === 'string' ? [entry] : Object.values(entry as object)));
    expect(packed).toEqual(expect.arrayContaining(named.map((path: string) => path.replace('./', ''))));
    expect(packed).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'dist/generated/graphql.d.ts']));
    expect(packed.filter((path) => !/^(dist\/.*\.(js|d\.ts)|package\.json|README\.md|LICENSE)$/.test(path))).toEqual([]);
    expect(await readdir(join(project, 'node_modules/@earshot'))).toEqual(['sdk']);
  });
  it('runs under Node as it was installed', async () => {
    const orders = await output('sdk.ts');
    expect(orders).toHaveLength(5);
    expect(orders).toContain('O-C000001-3 31.5000');
  });
  it('does what its README says', async () => {
    const [ranked, ...rest] = await output('ranked.ts');
    const { data } = await api.query(adminKey, '{ orders { totalCount } }');
    expect(ranked).toBe('none'); // there is no such analysis here
    expect(rest).toHaveLength(data.orders.totalCount + 1);
    expect(rest.at(-1)).toBe(String(data.orders.totalCount + 2)); // a header, and what follows the last line's end
  });
});

describe('a client generated from the served schema', () => {
  it('compiles strictly beside the package: nothing is `any`, a masked fragment is closed, one that is not is open', async () => {
    await expect(run(join(root, 'node_modules/.bin/tsc'), ['-p', project])).resolves.toMatchObject({ stdout: '' });
  });
  it('is what urql asks with, and its types tell the truth', async () => {
    const orders = await output('latestOrders.ts');
    expect(orders).toHaveLength(3);
    for (const order of orders) expect(order).toMatch(/^2026-\d\d-\d\dT[\d:.]+Z O-\S+ \d+\.\d+ (C\d{6}|nobody known)$/);
  });
  it('is as well one of texts, which the SDK sends', async () => {
    expect(await output('plain.ts')).toEqual([expect.stringMatching(/^O-\S+ SHIPPED$/), expect.stringMatching(/^O-\S+ SHIPPED$/)]);
  });
});

describe('the documents of the package', () => {
  const needed: Readonly<Record<string, unknown>> = {
    'String!': 'none',
    'ID!': encodeGlobalId('Run', 1n),
    'DateTime!': '2026-01-01T00:00:00Z',
    'RespondersInput!': { measure: 'NPS', by: [{ dimension: 'COHORT' }] },
    'ScoreChangeInput!': { measure: 'NPS', by: { dimension: 'COHORT' }, from: '2026-01-01T00:00:00Z', until: '2026-02-01T00:00:00Z' },
    'MetricsInput!': { measures: ['NPS', 'REVENUE'], by: [{ dimension: 'MONTH' }] },
    'Loyalty!': 'DETRACTOR',
    'Int!': 1,
    'BackfillInput!': { analysis: 'none', from: '2026-01-01', to: '2026-02-01' },
  };
  const queries = Object.entries(sdk).flatMap(([name, text]) =>
    name.endsWith('Document') && /^\s*query /m.test(String(text)) ? [[name, String(text)] as const] : [],
  );
  it.each(queries)(
    '%s is within the limits of a server and needs no scope pii; all that is wrong is an id or a name',
    async (_name, text) => {
      const variables = [...(/query \w+\(([^)]*)\)/.exec(text)?.[1] ?? '').matchAll(/\$(\w+): (\S+!)(?! =)/g)];
      const given = Object.fromEntries(variables.map(([, name = '', type = '']) => [name, needed[type.replace(/[,)]$/, '')]]));
      const { errors = [] } = await api.query(adminKey, text, given);
      expect(
        errors.filter(({ extensions: { code, argument } }) => !(argument && (code === 'BAD_USER_INPUT' || code === 'NOT_FOUND'))),
      ).toEqual([]);
    },
  );
});
