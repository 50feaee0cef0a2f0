/**
 * `earshot analyses`, `earshot scores`, `earshot customers` and `earshot run --as-of`, talking to a real API.
 * Over 300 lines: one company and one API for all commands about analyses.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { earshotHere } from '../../support/earshotHere.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { type Company, createCompany } from '../../support/valueLoyaltyFixture.ts';

let database: TestDatabase;
let api: TestApi;
let company: Company;
let key: string;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  const people = Array.from({ length: 450 }, (_, index) => ({
    value: { value: 1000 - index, low: 1, high: 2000 },
    risk: { risk: 0.5, low: 0.4, high: 0.6 },
  }));
  company = await createCompany(api.admin, people);
  await api.admin`update customer_score set tier = case when position <= 10 then 'GOLD' else 'IRON' end where run_id = ${company.clvRunId}`;
  await api.admin`update workspace set time_zone = 'America/New_York' where id = ${company.workspaceId}`;
  key = await api.createKey(company.workspaceId);
  folder = await temporaryFolder('analyses');
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

async function earshot(...words: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const { code, out, err } = await earshotHere(words, { env: { EARSHOT_URL: api.url, EARSHOT_API_KEY: key } });
  return { code, stdout: out, stderr: err };
}

describe('earshot analyses', { timeout: 90_000 }, () => {
  it('creates one from options, again the same, and shows what it asks for', async () => {
    const words = [
      'analyses',
      'create',
      '--kind',
      'value-loyalty',
      'by-loyalty',
      '--set',
      'valueLoyalty.tiers=5',
      '--set',
      'survey=relation',
    ];
    expect(await earshot(...words)).toEqual({
      code: 0,
      stdout: 'Analysis by-loyalty is there: earshot run by-loyalty --wait\n',
      stderr: '',
    });
    expect((await earshot(...words)).code).toBe(0);
    const { stdout } = await earshot('analyses', 'show', 'by-loyalty');
    expect(stdout).toMatch(/^by-loyalty: VALUE_LOYALTY, survey relation, created 20/);
    expect(stdout).toMatch(/\n {2}tiers +5\n/);
    expect(stdout).toMatch(/\n {2}valueAnalysis +null\n/);
    expect(stdout).toContain('It was never run: earshot run by-loyalty --wait');
  });

  it('creates one from a file that options change, and lists all', async () => {
    const file = join(folder, 'again.json');
    await writeFile(file, JSON.stringify({ name: 'from-file', kind: 'VALUE_LOYALTY', valueLoyalty: { tiers: 2 } }));
    expect((await earshot('analyses', 'create', file, '--set', 'valueLoyalty.answerMaxAgeDays=90')).code).toBe(0);
    const shown = JSON.parse((await earshot('analyses', 'show', 'from-file', '--json')).stdout);
    expect(shown).toMatchObject({ kind: 'VALUE_LOYALTY', survey: null, parametersJson: { tiers: 2, answerMaxAgeDays: 90 } });
    const { stdout } = await earshot('analyses');
    expect(stdout).toMatch(/^clv +CLV +– +SUCCEEDED /m);
    expect(stdout).toMatch(/^from-file +VALUE_LOYALTY +– +none +–$/m);
  });

  it('limits what its runs may take, when it is created or later', async () => {
    const create = ['analyses', 'create', '--kind', 'value-loyalty', 'limited', '--timeout-seconds', '600', '--memory-megabytes', '256'];
    expect((await earshot(...create)).code).toBe(0);
    expect((await earshot('analyses', 'show', 'limited')).stdout).toContain('\nIts runs may take 600 s and 256 MB at most\n');
    expect((await earshot('analyses', 'limits', 'limited', '--memory-megabytes', 'none')).stdout).toBe(
      'Runs of limited may take 600 s at most\n',
    );
    const all = JSON.parse((await earshot('analyses', '--json')).stdout) as { name: string }[];
    expect(all.find(({ name }) => name === 'limited')).toMatchObject({ timeoutSeconds: 600, memoryMegabytes: null });
    expect(await earshot(...create)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('another memoryMegabytes: setRunLimits (earshot analyses limits) changes that'),
    });
  });

  it.each([
    [['analyses', 'limits', 'by-loyalty'], 2, 'no limit is given'],
    [['analyses', 'limits', 'by-loyalty', '--timeout-seconds', '1h'], 2, '--timeout-seconds 1h is neither a whole number nor none'],
    [['analyses', 'limits', 'gone', '--timeout-seconds', '60'], 1, 'analysis: there is no such analysis'],
    [['analyses', 'limits', 'by-loyalty', '--memory-megabytes', '8'], 1, 'memoryMegabytes: this is not between 64 and 16000'],
    [['analyses', 'show', 'gone'], 1, 'there is no analysis "gone"'],
    [['analyses', 'create', 'gone.json'], 2, 'gone.json cannot be read'],
    [
      ['analyses', 'create', '--kind', 'VALUE_LOYALTY', 'x', '--set', 'valueLoyalty.tiers=99'],
      1,
      'input.valueLoyalty.tiers: this is not between 1 and 10',
    ],
    [['customers'], 2, 'give either --analysis NAME or --run ID'],
    [['customers', '--analysis', 'clv', '--first', '0'], 2, '--first 0 is not a whole number from 1 up, nor all'],
    [['customers', '--analysis', 'gone'], 1, 'there is no analysis "gone"'],
    [['customers', '--analysis', 'segments'], 1, 'has no run with a result on all the data'],
    [['customers', '--analysis', 'clv', '--tier', 'TIN'], 1, 'nobody is in tier "TIN" of the run of clv: capital and small letters differ'],
    [['runs', '--analysis', 'gone'], 1, 'there is no analysis "gone"'],
    [['backfills', '--analysis', 'gone'], 1, 'there is no analysis "gone"'],
    [['run', 'gone'], 1, 'name: there is no such analysis\n  → earshot analyses lists them'],
    [['backfills', 'show', '1'], 1, 'id: this is not an id\n  → ids are as the lists have them'],
    [['backfill', 'churn', '--from', '2999-01'], 2, '--from 2999-01 is still to come'],
    [['analyses', 'create', '--kind', 'CLV', 'x', '--set', 'clv.horizon=3'], 1, 'fields and their types are in GraphiQL'],
    [['metrics', 'csat', '--by', 'nothing'], 1, 'there is no grouping "NOTHING"'],
    [['runs', '--state', 'broken'], 2, '--state takes queued, running, succeeded, failed, cancelled'],
    [['run', 'segments', '--as-of', 'yesterday'], 2, '--as-of yesterday is neither a day nor a moment'],
  ])('refuses %j in a line with its remedy', async (words, code, message) => {
    const told = await earshot(...words);
    expect(told).toMatchObject({ code, stdout: '' });
    expect(told.stderr).toContain(message);
    expect(told.stderr).not.toMatch(/\n\s+at /);
  });
});

describe('earshot analyses rename and delete', { timeout: 90_000 }, () => {
  const saveQuery = (name: string, document: string) =>
    api.query(key, 'mutation ($input: SavedDocumentInput!) { saveDocument(input: $input) { name } }', { input: { name, document } });

  it('gives one another name, tells saved queries with the old one in them, and what to say from now on', async () => {
    await earshot('analyses', 'create', '--kind', 'clv', 'before');
    await saveQuery('of-before', '{ analysis(name: "before") { id } }');
    expect(await earshot('analyses', 'rename', 'before', 'after')).toEqual({
      code: 0,
      stdout: 'before is called after now\nSaved queries with this name in them may find nothing now: of-before\n',
      stderr: '',
    });
    expect(JSON.parse((await earshot('analyses', 'rename', 'before', 'after', '--json')).stdout)).toMatchObject({
      name: 'after',
      savedQueries: ['of-before'],
    });
    expect((await earshot('run', 'before')).stderr).toMatch(/name: there is no analysis before any more: since .* it is called after/);
    expect(await earshot('analyses', 'rename', 'after', 'clv')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there is an analysis clv already'),
    });
  });

  it('deletes one where that is said, and nothing where it is not', async () => {
    await earshot('analyses', 'create', '--kind', 'clv', 'trial');
    expect(await earshot('analyses', 'delete', 'trial')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('nobody is there to be asked whether to delete the analysis for good\n  → say so: --yes'),
    });
    expect(await earshot('analyses', 'delete', 'trial', '--yes')).toEqual({
      code: 0,
      stdout: 'trial is deleted, with its runs, schedule and backfills\n',
      stderr: '',
    });
    expect((await earshot('analyses', 'show', 'trial')).code).toBe(1);
    expect((await earshot('analyses', 'delete', 'trial', '--yes')).stdout).toBe('there is no analysis trial: nothing was left to delete\n');
    expect(JSON.parse((await earshot('analyses', 'delete', 'trial', '--yes', '--json')).stdout)).toEqual({
      name: 'trial',
      wasThere: false,
      savedQueries: [],
    });
  });
});

describe('earshot runs', { timeout: 90_000 }, () => {
  it('tells whose numbers stand, whose are published, and what the data have left behind', async () => {
    const [{ id }] = (await api.query(key, '{ runs(analysis: "clv") { nodes { id } } }')).data.runs.nodes;
    expect((await earshot('runs', '--analysis', 'clv')).stdout).toMatch(/^\S+ +clv +SUCCEEDED +fitted +stand, stale +– /m);
    expect((await earshot('analyses', 'show', 'clv')).stdout).toMatch(
      new RegExp(
        `^Its numbers: those of run ${id} of 2\\S+ \\S+Z, the latest with a result on all the data; the data have changed since$`,
        'm',
      ),
    );
    expect((await earshot('runs', 'publish', id)).code).toBe(0);
    expect((await earshot('runs', '--analysis', 'clv')).stdout).toMatch(/ +fitted +published, stale +– /);
    expect((await earshot('analyses', 'show', 'clv')).stdout).toMatch(
      /^Its numbers: those of run \S+ of .*, published 2.* by API_KEY \d+; /m,
    );
    expect((await earshot('runs', 'unpublish', 'clv')).code).toBe(0);
  });

  it('lists those in some states', async () => {
    const states = async (...words: string[]) =>
      (JSON.parse((await earshot('runs', '--json', ...words)).stdout) as { state: string }[]).map(({ state }) => state);
    expect(new Set(await states('--state', 'succeeded'))).toEqual(new Set(['SUCCEEDED']));
    expect(await states('--state', 'failed, Cancelled')).toEqual([]);
    expect((await earshot('runs', '--state', 'failed')).stdout).toBe('There are no such runs\n');
  });

  it('tells what makes an analysis run by itself', async () => {
    expect((await earshot('schedules', 'set', 'clv', '--cron', '0 6 * * 1')).code).toBe(0);
    expect((await earshot('schedules', 'on-change', 'clv')).code).toBe(0);
    const { stdout } = await earshot('analyses', 'show', 'clv');
    expect(stdout).toMatch(
      /^By the clock: 0 6 \* \* 1 \(America\/New_York\), next 2\S+ \S+Z; earshot schedules show clv tells its ticks$/m,
    );
    expect(stdout).toContain('\nIt runs when data that it reads have changed\n');
    await earshot('schedules', 'pause', 'clv');
    expect((await earshot('analyses', 'show', 'clv')).stdout).toMatch(/, paused since 2/);
    expect((await earshot('schedules', 'remove', 'clv')).code).toBe(0);
  });
});

describe('earshot scores', { timeout: 90_000 }, () => {
  it('tells which analysis is called churn and which value, and sets it', async () => {
    const first = await earshot('scores');
    expect(first.stdout).toMatch(/^churn +churn +it was created first +\S+$/m);
    expect(first.stdout).toMatch(/^value +clv +it was created first +\S+$/m);
    expect((await earshot('analyses', 'create', '--kind', 'churn', 'trial')).code).toBe(0);
    expect(await earshot('scores', 'set', 'churn', '--analysis', 'trial')).toEqual({
      code: 0,
      stdout: 'What is called churn is that of trial from now on; it has no result yet: earshot run trial --wait\n',
      stderr: '',
    });
    expect((await earshot('scores')).stdout).toMatch(/^churn +trial +it was chosen +–$/m);
    expect((await earshot('scores', 'set', 'churn', '--first')).stdout).toBe('What is called churn is that of churn from now on\n');
    expect(JSON.parse((await earshot('scores', '--json')).stdout)).toMatchObject([
      { score: 'CHURN', isChosen: false, analysis: { name: 'churn' } },
      { score: 'VALUE', isChosen: false, analysis: { name: 'clv' } },
    ]);
  });

  it.each([
    [['scores', 'set', 'loyalty', '--first'], 2, 'loyalty is neither churn nor value'],
    [['scores', 'set', 'churn'], 2, 'give either --analysis NAME or --first'],
    [['scores', 'set', 'churn', '--analysis', 'churn', '--first'], 2, 'give either --analysis NAME or --first'],
    [['scores', 'set', 'churn', '--analysis', 'gone'], 1, 'analysis: there is no such analysis'],
    [['scores', 'set', 'churn', '--analysis', 'clv'], 1, 'clv is of kind CLV: what is called churn comes from one of kind CHURN'],
  ])('refuses %j in a line with its remedy', async (words, code, message) => {
    const told = await earshot(...words);
    expect(told).toMatchObject({ code, stdout: '' });
    expect(told.stderr).toContain(message);
    expect(told.stderr).not.toMatch(/\n\s+at /);
  });
});

describe('earshot customers', { timeout: 90_000 }, () => {
  it('ranks those whom the latest run scored, page after page, in the order of the run', async () => {
    const { stdout } = await earshot('customers', '--analysis', 'clv', '--first', 'all', '--format', 'csv');
    const lines = stdout.trim().split('\r\n');
    expect(lines).toHaveLength(451);
    expect(lines.slice(1).map((line) => Number(line.split(',')[0]))).toEqual(Array.from({ length: 450 }, (_, index) => index + 1));
    expect(new Set(lines.slice(1).map((line) => line.split(',')[1])).size).toBe(450);
    expect(lines[1]).toMatch(/^1,c0,/);
  });
  it('narrows to a tier and to the first, and reads a run by its id', async () => {
    const { stdout } = await earshot('customers', '--analysis', 'clv', '--tier', 'GOLD', '--first', '12');
    const [list = '', origin] = stdout.trim().split('\n\n');
    expect(list.split('\n')).toHaveLength(11);
    expect(origin).toMatch(/^value: in EUR, of the 24 months to come, discounted at 10\.0 % a year\.\nBy run \S+ of clv, of data through /);
    expect(stdout).toMatch(/^ ?# {2}customer +value +tier$/m);
    const [{ node }] = (await api.query(key, '{ runs(analysis: "churn", first: 1) { edges { node { id } } } }')).data.runs.edges;
    const rows = JSON.parse((await earshot('customers', '--run', node.id, '--first', '3', '--json')).stdout);
    expect(rows).toMatchObject([1, 2, 3].map((position) => ({ position, churnRisk: 0.5, churnRiskCiLow: 0.4, value: null })));
  });
});

describe('earshot run', { timeout: 90_000 }, () => {
  it('asks for a run as of the end of a day where the workspace is, anew if forced', async () => {
    const { stdout } = await earshot('run', 'by-loyalty', '--as-of', '2026-03-31', '--force', '--json');
    const { id } = JSON.parse(stdout);
    const { data } = await api.query(key, 'query ($id: ID!) { run(id: $id) { asOf isForced trigger } }', { id });
    expect(data.run).toEqual({ asOf: '2026-04-01T03:59:59.999Z', isForced: true, trigger: 'CLI' });
  });
});

describe('earshot audit', { timeout: 90_000 }, () => {
  it('says who did what to what, newest first, page after page, of a day of the workspace', async () => {
    const create = 'mutation ($name: String!) { createApiKey(input: { name: $name, scopes: [READ] }) { apiKey { id } } }';
    const ids: string[] = [];
    for (const name of ['first', 'second']) ids.push((await api.query(key, create, { name })).data.createApiKey.apiKey.id);
    await api.query(key, 'mutation ($id: ID!) { revokeApiKey(id: $id) { id } }', { id: ids[0] });
    const everything = await earshot('audit', '--all', '--json');
    expect(everything).toMatchObject({ code: 0, stderr: '' });
    const events = JSON.parse(everything.stdout) as { at: string; action: string; subjectId: string; actor: string }[];
    expect(events.slice(0, 3).map(({ action, subjectId }) => [action, subjectId])).toEqual([
      ['API_KEY_REVOKED', ids[0]],
      ['API_KEY_CREATED', ids[1]],
      ['API_KEY_CREATED', ids[0]],
    ]);
    const [stored] = await api.admin`select count(*)::integer as n from audit_event where workspace_id = ${company.workspaceId}`;
    expect(events).toHaveLength(stored!.n);

    const newest = await earshot('audit', '--first', '1');
    const [heading = '', row = '', ...rest] = newest.stdout.trimEnd().split('\n');
    expect(heading.split(/ {2,}/)).toEqual(['when', 'who', 'what', 'to', 'details', 'request']);
    expect(row).toMatch(new RegExp(`^2\\d{3}-\\S+ \\S+Z +API_KEY \\d+ +API_KEY_REVOKED +ApiKey ${ids[0]} `));
    expect(rest).toEqual([]);
    expect(newest.stderr).toBe(`There are more: --all, or --until ${events[0]!.at}\n`);
    const next = await earshot('audit', '--first', '1', '--until', events[0]!.at, '--json');
    expect(JSON.parse(next.stdout)).toEqual([events[1]]);

    const ofKeys = await earshot('audit', '--action', 'api_key_created', '--by', 'api_key', '--subject', ids[1]!, '--json');
    expect(JSON.parse(ofKeys.stdout)).toEqual([events[1]]);
    // The evening of 7 March in New York is the morning of the 8th in UTC.
    await api.admin`update audit_event set at = '2026-03-08T04:30:00Z' where workspace_id = ${company.workspaceId} and action = 'ANALYSIS_CREATED'`;
    const evening = await earshot('audit', '--from', '2026-03-07', '--until', '2026-03-08', '--json');
    expect(new Set((JSON.parse(evening.stdout) as typeof events).map(({ action }) => action))).toEqual(new Set(['ANALYSIS_CREATED']));
    expect((await earshot('audit', '--from', '2026-03-08', '--until', '2026-03-09')).stdout).toBe('Nothing like that was done\n');
  });
  it('says what it does not understand', async () => {
    expect(await earshot('audit', '--from', 'yesterday')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--from yesterday is neither'),
    });
    expect(await earshot('audit', '--by', 'magic')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--by takes api_key, session, user, command'),
    });
    expect(await earshot('audit', '--first', '0')).toMatchObject({ code: 2 });
    const unknown = await earshot('audit', '--action', 'walked');
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain('"WALKED"');
  });
});
