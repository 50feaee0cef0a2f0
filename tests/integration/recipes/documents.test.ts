/**
 * What the documents tell their readers to paste, taken from the documents and run from top to bottom as a reader would: commands, queries, addresses and SQL,
 * against an API, a worker and a database, on the files of a small company. Each has to do what it says without an error.
 *
 * The TypeScript of docs/clients.md is run by tests/integration/sdk/consumer.test.ts, `npm run demo` by tests/e2e.
 *
 * Over 300 lines, because what stands further below in the documents is asked of what was loaded above it: one order, one workspace.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import vm from 'node:vm';
import { tableFromIPC } from 'apache-arrow';
import { parse as parseCsv } from 'csv-parse/sync';
import { parse } from 'graphql';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { commands } from '../../../clients/cli/commandTable.ts';
import { createBiLogin } from '../../../prisma/bi/logins.ts';
import type { Scope } from '../../../schema/context.ts';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { fillClvRun } from '../../support/clvRunFixture.ts';
import { writeCompanyFiles, writePlainFiles } from '../../support/companyFiles.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import {
  commandLines,
  filesOf,
  guide,
  isCommand,
  ofPipe,
  type Snippet,
  shellWords,
  snippetsOf,
  textOf,
} from '../../support/documentation.ts';
import { earshotHere } from '../../support/earshotHere.ts';
import { pasteIntoShell, run, whyNot } from '../../support/pastedPrograms.ts';
import type { TestProcess } from '../../support/process.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { startWorker } from '../../support/worker.ts';

let database: TestDatabase;
let api: TestApi;
let worker: TestProcess;
let folder: string;
let plainFolder: string;
/** With the scopes of README's `keys create`, and one that may do all. */
let key: string;
let adminKey: string;
let workspaceId: number;
let biUrl: string;
let hasTheRest = false;
const environment = { ...process.env };

beforeAll(async () => {
  database = await createTestDatabase();
  [api, worker] = await Promise.all([startTestApi(database), startWorker(database)]);
  [folder, plainFolder] = await Promise.all([temporaryFolder('company'), temporaryFolder('files')]);
  await Promise.all([writeCompanyFiles(folder), writePlainFiles(plainFolder)]);
  workspaceId = await createWorkspace(api.admin, 'acme');
  const [, scopes = ''] = /keys create --workspace acme --scopes (\S+)/.exec(textOf('README.md')) ?? [];
  key = await api.createKey(workspaceId, scopes.split(',') as Scope[]);
  adminKey = await api.createKey(workspaceId);
  const login = await createBiLogin(api.admin, { workspaceId, name: 'Metabase' });
  biUrl = Object.assign(new URL(database.adminUrl), { username: login.roleName, password: login.password }).href;
  Object.assign(process.env, { EARSHOT_URL: api.url, NO_COLOR: '1' });
});
afterAll(async () => {
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
  worker?.signalGroup('SIGTERM');
  await worker?.ended;
  await api?.close();
  await database?.drop();
});

interface Recipe {
  readonly kind: 'command' | 'graphql' | 'sql';
  readonly where: string;
  readonly text: string;
  /** What the document shows as its answer. */
  readonly expected: string | null;
  readonly comment: string;
}

function recipesOf(snippet: Snippet): Recipe[] {
  const { language, text } = snippet;
  const recipe = (kind: Recipe['kind'], line: string) => ({
    kind,
    where: `${snippet.file}:${snippet.line}`,
    text: line,
    expected: null,
    comment: '',
  });
  if (language === 'graphql') return operationsOf(text).map((one) => recipe('graphql', one));
  if (language === 'plain' || language === 'sh')
    return commandLines(snippet).flatMap(({ line, ...rest }) => (isCommand(line) ? [{ ...recipe('command', line), ...rest }] : []));
  if (language !== 'span') return [];
  if (/^(\{ |mutation )/.test(text)) return operationsOf(text).map((one) => recipe('graphql', one));
  if (/^\w+\(.*\) \{.*\}$/.test(text)) return [recipe('graphql', `{ ${text} }`)];
  if (/^select /.test(text)) return [recipe('sql', text)];
  return /^(npx earshot|earshot segments save) \S/.test(text) ? [recipe('command', text)] : [];
}

/** A block may show several, each to be sent by itself. */
function operationsOf(text: string): string[] {
  return parse(text).definitions.map(({ loc }) => text.slice(loc?.start, loc?.end));
}

/**
 * Run by tests of their own (commands.test.ts, demo.test.ts, schedules.test.ts, backup.test.ts, eraseCustomer.test.ts): programs that take a second each to
 * start, a dozen of runs, and what asks a person.
 */
const elsewhere =
  /^npm |earshot (workspaces|keys|sign-in|bi-login|issuers|users|backup) |earshot backfill .* --wait|earshot customers erase \w+$/;
/** They say of these that their key needs the scope admin. */
const ofAdmins = /earshot (webhooks|audit|saved add|scores set)|createSignedUrl|setTouchpointRules/;

const noCurl = whyNot('curl');

async function follow(recipe: Recipe, { skip }: TestContext): Promise<void> {
  const { kind, text } = recipe;
  if (noCurl !== null && text.startsWith('curl ')) skip(noCurl);
  const credential = ofAdmins.test(text) ? adminKey : key;
  if (!/earshot import|^export/.test(text)) await loadTheRest();
  process.env.EARSHOT_API_KEY = credential;
  if (/measure: VALUE/.test(text)) await giveValues();
  if (kind === 'graphql') {
    const answer = await api.query(credential, text);
    expect(answer.errors, api.log.at(-2)).toBeUndefined();
    expect(Object.values(answer.data)).not.toContain(null);
  } else if (kind === 'sql') await select(text);
  else if (text.startsWith('curl ')) await curl(recipe);
  else if (text.startsWith('export ')) exported(text);
  else await command(recipe);
}

/** A filter by value asks for a run of the analysis that gives it; theirs has too few buyers here for a result. */
async function giveValues(): Promise<void> {
  await fillClvRun(api.admin, workspaceId, { mark: 'GOLD', name: 'value' });
  const { errors } = await api.query(adminKey, 'mutation { setScoreAnalysis(score: VALUE, analysis: "value") { key } }');
  expect(errors).toBeUndefined();
}

/** What they take to be there beside what is loaded line by line. */
async function loadTheRest(): Promise<void> {
  if (hasTheRest) return;
  hasTheRest = true;
  const load = (words: string) => earshotHere(['import', ...words.split(' ')], { cwd: folder });
  const told = await Promise.all([
    load('events.csv --as events'),
    load('touchpoints.csv --as touchpoints'),
    load('market.csv --as responses --survey market'),
  ]);
  expect(told.map(({ code }) => code)).toEqual([0, 0, 0]);
  await writeFile(join(folder, 'FILE.json'), '{ "tickets": { "kinds": ["COMPLAINT"] } }');
  await writeFile(join(folder, 'at-risk.json'), '{ "tickets": { "kinds": ["COMPLAINT"] } }');
}

async function command({ text, comment }: Recipe): Promise<void> {
  const { command: line, input } = ofPipe(text);
  const words = shellWords(line).filter((word) => word !== 'npx' && word !== 'earshot');
  if (words[0] === 'saved' && comment !== '') await writeFile(join(folder, words.at(-1) ?? ''), comment); // the comment is its content
  const told = await earshotHere(words, { cwd: words[0] === 'fit' ? plainFolder : folder, input });
  expect(told, told.err).toMatchObject({ code: 0 });
  const [, file] = / --out (\S+)/.exec(line) ?? [];
  expect(file === undefined ? told.out + told.err : await readFile(join(folder, file), 'utf8')).not.toBe('');
}

function exported(line: string): void {
  for (const word of shellWords(line).slice(1)) {
    const [name = '', value = ''] = word.split(/=(.*)/s);
    if (value !== 'ek_…') process.env[name] = value; // a key is the reader's own
  }
}

async function curl({ text, expected }: Recipe): Promise<void> {
  const told = await pasteIntoShell(text, api.url, { cwd: folder, env: { EARSHOT_API_KEY: process.env.EARSHOT_API_KEY } });
  expect(told, told.err).toMatchObject({ code: 0, err: '' });
  const [, file] = / -o (\S+)/.exec(text) ?? [];
  const answer = file === undefined ? told.out : await readFile(join(folder, file), 'utf8');
  expect(answer).toMatch(/\S/);
  if (expected !== null) expect(answer.trim()).toBe(expected);
}

async function select(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: biUrl });
  await client.connect();
  try {
    const { rows } = await client.query(text);
    expect(rows.length).toBeGreaterThan(0);
  } finally {
    await client.end();
  }
}

describe('README and the pages of docs/, pasted from top to bottom', { timeout: 20_000 }, () => {
  // A SQL statement stands below the login that runs it.
  const recipes = guide
    .flatMap(snippetsOf)
    .flatMap(recipesOf)
    .filter(({ text }) => !elsewhere.test(text));
  it('has every page', () => expect(guide.toSorted()).toEqual(filesOf('README.md', 'docs/*.md').toSorted()));
  it('has recipes of every kind', () => {
    const count = (kind: Recipe['kind']) => recipes.filter((recipe) => recipe.kind === kind).length;
    expect(count('command')).toBeGreaterThan(25);
    expect(count('graphql')).toBeGreaterThan(12);
    expect(count('sql')).toBeGreaterThan(0);
  });
  it.for(recipes)('$where: $text', follow);
});

describe('the examples of help texts', { timeout: 20_000 }, () => {
  /** Not programs of their own, ids of somebody's, what asks a person, and what asks for a run that takes longer. */
  const isRunnable = (line: string) =>
    !/\b(?:UnV|QmF|V2V|SW1)\w+|…|--analysis (?:worth|segments)/.test(line) &&
    /^curl |^earshot (analyses(?: show|$)|audit|backfills$|customers(?! erase)|datasets|export|imports|metrics|query|runs|saved|schedules|scores|segments|webhooks)/.test(
      line,
    );
  const lines = commands.flatMap(({ examples }) => examples).filter(isRunnable);
  it('are found', () => expect(lines.length).toBeGreaterThan(30));
  it.for(lines)('%s', async (line, { skip }) => {
    process.env.EARSHOT_API_KEY = adminKey;
    const recipe: Recipe = { kind: 'command', where: 'help', text: line, expected: null, comment: '' };
    if (!line.startsWith('curl ')) return command(recipe);
    if (noCurl !== null) skip(noCurl);
    await curl(recipe);
  });
});

describe('clients/bi', () => {
  const text = textOf('clients/bi/README.md');
  const get = async (path: string, headers: Record<string, string> = { 'x-api-key': key }) => {
    const response = await fetch(`${api.url}${path}`, { headers });
    expect(response.status, path).toBe(200);
    return response;
  };

  it('Grafana: the address with its macros has rows, and says whether more follow', async () => {
    const [, address = ''] = /`(\/bi\/v1\/[^`]*\$\{__from[^`]*)`/.exec(text) ?? [];
    const path = address
      .replace(/\$\{__from:date:iso\}/, '2026-01-01T00:00:00.000Z')
      .replace(/\$\{__to:date:iso\}/, '2026-03-01T00:00:00.000Z');
    const answer = (await (await get(path)).json()) as Record<string, unknown>;
    expect(answer.rows).toEqual(expect.arrayContaining([expect.objectContaining({ order_id: expect.any(String) })]));
    expect(answer).toHaveProperty('lastPage', true);
    const narrowed = (await (await get(path.replace('limit=10000', 'limit=2'))).json()) as Record<string, unknown>;
    expect(narrowed).toMatchObject({ lastPage: false, next: expect.any(String) });
    await get(`${path.replace('limit=10000', 'limit=2')}&after=${encodeURIComponent(String(narrowed.next))}`);
  });

  it('Google Sheets: the line of the script gives the rows of a table', async () => {
    const [, script = ''] = /`(Utilities\.parseCsv[^`]*)`/.exec(text) ?? [];
    const asked: { url: string; headers: Record<string, string> }[] = [];
    const run = (content: string) =>
      vm.runInNewContext(script, {
        ...{ url: '/bi/v1/customers.csv', key },
        Utilities: { parseCsv: (csv: string) => parseCsv(csv) },
        UrlFetchApp: {
          fetch: (url: string, options: { headers: Record<string, string> }) => {
            asked.push({ url, ...options });
            return { getContentText: () => content };
          },
        },
      });
    run('a\n');
    const { url, headers } = asked[0]!;
    const rows = run(await (await get(url, headers)).text()) as string[][];
    expect(rows).toHaveLength(151);
    expect(rows[0]).toContain('external_id');
  });

  const [script = ''] = snippetsOf('clients/bi/README.md').flatMap((snippet) => (snippet.language === 'python' ? [snippet.text] : []));
  const python = (program: string) =>
    run('python3', ['-'], { cwd: folder, env: { EARSHOT_URL: api.url, EARSHOT_API_KEY: key, NO_PROXY: '*' }, input: program });

  it('Python: the script, with what every Python has, prints all rows', async ({ skip }) => {
    const missing = whyNot('python3');
    if (missing !== null) skip(missing);
    const told = await python(script);
    expect(told, told.err).toMatchObject({ code: 0, err: '' });
    const [orders] = await api.admin<{ n: number }[]>`select count(*)::integer as n from "order" where workspace_id = ${workspaceId}`;
    expect(told.out).toMatch(new RegExp(`^${orders?.n} orders, the first of 2\\d{3}-\\d{2}-\\d{2}T\\S+ with a revenue of \\S+\\n$`));
  });

  it('Python with pyarrow and pandas: the line reads the same rows, typed', async ({ skip }) => {
    const missing = whyNot('python3', ['-c', 'import pyarrow, pandas']);
    if (missing !== null) skip(missing);
    const [, line = ''] = /`(pyarrow\.ipc[^`]*)`/.exec(text) ?? [];
    const told = await python(
      `import pyarrow.ipc\n${script.replace('.csv', '.arrow').replace(/^with[\s\S]*/m, '')}\nprint(${line}.dtypes)`,
    );
    expect(told, told.err).toMatchObject({ code: 0, out: expect.stringMatching(/occurred_at +datetime64/) });
  });

  it('.arrow is a stream of record batches with types', async () => {
    const table = tableFromIPC(new Uint8Array(await (await get('/bi/v1/orders.arrow')).arrayBuffer()));
    expect(table.numRows).toBeGreaterThan(150);
    expect(String(table.schema.fields.find((field) => field.name === 'occurred_at')?.type)).toMatch(/^Timestamp/);
  });

  it('Power Query: asks what the API answers, and knows every type of every column', async () => {
    const query = textOf('clients/bi/earshot.pq');
    const [, header = ''] = /Headers = \[#"([^"]+)" = ApiKey\]/.exec(query) ?? [];
    const [schemaPath = '', dataPath = ''] = [...query.matchAll(/RelativePath = ("[^,\]]+)/g)].map(([, path = '']) =>
      path.replaceAll('"', '').replace(' & Dataset & ', /Dataset = "(\w+)"/.exec(query)?.[1] ?? ''),
    );
    const schema = (await (await get(`/${schemaPath}`, { [header]: key })).json()) as {
      datasets: { name: string; columns: { name: string; type: string }[] }[];
    };
    const types = new Set(schema.datasets.flatMap(({ columns }) => columns.map(({ type }) => type)));
    const known = new Set([...query.matchAll(/column\[type\] = "(\w+)"/g)].map(([, type]) => type));
    expect([...types].filter((type) => !known.has(type) && !['text', 'json'].includes(type))).toEqual([]); // these are texts there
    const [since, until] = [...query.matchAll(/\[(since|until) = Time/g)].map(([, name]) => name);
    const rows = await (
      await get(`/${dataPath.replace(/\w+\.csv$/, 'orders.csv')}?${since}=2026-01-01T00:00:00Z&${until}=2026-02-01T00:00:00Z`, {
        [header]: key,
      })
    ).text();
    expect(parseCsv(rows, { bom: true }).length).toBeGreaterThan(1);
    await get(`/${dataPath}`, { [header]: key });
  });

  it('a file for Excel is what the command writes', async () => {
    const [, line = ''] = /`(earshot export [^`]*)`/.exec(text) ?? [];
    process.env.EARSHOT_API_KEY = key;
    expect(await earshotHere(shellWords(line).slice(1), { cwd: folder })).toMatchObject({ code: 0 });
    expect(await readFile(join(folder, 'scores.csv'), 'utf8')).toMatch(/^\uFEFF/);
  });
});
