/**
 * The score of a survey is the same, or is hidden, at whichever door it is asked for, in any small workspace: where a door says what another hides, the
 * two together give few customers away.
 */
import '../../support/propertySeed.ts';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

const launcher = join(import.meta.dirname, '../../../clients/cli/earshot.js');
let database: TestDatabase;
let api: TestApi;
let made = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

/** Who answered (0: nobody known), and what; 11 says that the question does not apply. */
const answer = fc.record({ customer: fc.nat({ max: 40 }), score: fc.integer({ min: 0, max: 11 }) });
const survey = fc.record({
  kind: fc.constantFrom('RELATIONAL', 'TRANSACTIONAL'),
  answers: fc.oneof(fc.array(answer, { maxLength: 12 }), fc.array(answer, { minLength: 12, maxLength: 60 })),
});
type Survey = typeof survey extends fc.Arbitrary<infer One> ? One : never;

async function fill(surveys: readonly Survey[]): Promise<string> {
  const workspaceId = await createWorkspace(api.admin, `w${++made}`);
  await api.admin`
    with c as (insert into customer (workspace_id, external_id) select ${workspaceId}::integer, n::text from generate_series(1, 40) n returning id, external_id)
    insert into identity (workspace_id, kind, value, customer_id) select ${workspaceId}::integer, 'CRM_ID', external_id, id from c`;
  await api.admin`
    with s as (insert into survey (workspace_id, key, title, kind) select ${workspaceId}::integer, 's' || n, 'x', kind
                 from unnest(${surveys.map(({ kind }) => kind)}::text[]) with ordinality u (kind, n) returning id)
    insert into question (workspace_id, survey_id, position, key, label, kind, scale_min, scale_max, not_applicable_codes)
    select ${workspaceId}::integer, s.id, q.* from s, (values (1, 'NPS', 'x', 'NPS', 0, 10, '{11}'::real[]), (2, 'RATE', 'x', 'RATING', 0, 10, '{11}')) q`;
  const rows = surveys.flatMap(({ answers }, at) => answers.map((one, nth) => ({ ...one, survey: `s${at + 1}`, nth })));
  const column = (pick: (row: (typeof rows)[number]) => unknown) => rows.map((row) => String(pick(row)));
  await api.admin`
    insert into response (workspace_id, survey_id, external_id, identity_id, responded_at, "values")
    select ${workspaceId}::integer, s.id, r.nth, i.id, timestamptz '2026-01-01Z' + make_interval(hours => r.nth::integer), array[r.score::real, r.score::real]
      from unnest(${column((row) => row.survey)}::text[], ${column((row) => row.customer)}::text[], ${column((row) => row.score)}::text[], ${column((row) => row.nth)}::text[]) r (survey, customer, score, nth)
      join survey s on s.workspace_id = ${workspaceId} and s.key = r.survey
      left join identity i on i.workspace_id = ${workspaceId} and i.value = r.customer`;
  return api.createKey(workspaceId, ['read']);
}

interface Shown {
  readonly value: number | null;
  readonly n: number | null;
  readonly customers: number | null;
  readonly isHidden: boolean;
}
const fields = 'n customers isHidden';
const shown = ({ value, estimate, n, customers, isHidden }: Record<string, unknown>) =>
  ({ value: value ?? estimate ?? null, n, customers, isHidden }) as Shown;

/** What each door says of NPS and CSAT, survey by survey. A survey of which metrics have no row is one that nobody answered. */
async function everyDoor(key: string, count: number): Promise<Record<string, Shown[][]>> {
  const keys = Array.from({ length: count }, (_, at) => `s${at + 1}`);
  const nobody = { value: null, n: 0, customers: 0, isHidden: false };
  const values = `rows { groups { value } values { measure value ${fields} } }`;
  const filtered = keys.map(
    (one) => `${one}: metrics(input: { measures: [NPS, CSAT], where: [{ dimension: SURVEY, in: ["${one}"] }] }) { ${values} }`,
  );
  const scores = `surveys { nodes { key nps { estimate ${fields} } csat { estimate ${fields} } } pageInfo { hasNextPage endCursor } }`;
  const { data, errors } = await api.query(
    key,
    `{ ${scores} table: metrics(input: { measures: [NPS, CSAT], by: [{ dimension: SURVEY }] }) { ${values} } ${filtered.join(' ')} }`,
  );
  expect(errors).toBeUndefined();
  type Row = { groups: { value: string }[]; values: Record<string, unknown>[] };
  const ofRow = (row: Row | undefined) => row?.values.map(shown) ?? [nobody, nobody];
  const byKey = (rows: readonly Row[]) => keys.map((one) => ofRow(rows.find(({ groups }) => groups[0]?.value === one)));
  const nodes = keys.map((one) => data.surveys.nodes.find((node: { key: string }) => node.key === one));
  const csv = await fetch(`${api.url}/graphql?query=${encodeURIComponent(`{ ${scores} }`)}`, {
    headers: { authorization: `Bearer ${key}`, accept: 'text/csv' },
  });
  const lines = parse(await csv.text(), { columns: true }) as Record<string, string>[];
  const number = (text: string | undefined) => (text ? Number(text) : null);
  const cell = (line: Record<string, string> | undefined, score: string): Shown => {
    const at = (field: string) => line?.[Object.keys(line).find((name) => name.endsWith(`${score}.${field}`)) ?? ''];
    return { value: number(at('estimate')), n: number(at('n')), customers: number(at('customers')), isHidden: at('isHidden') === 'true' };
  };
  const env = { ...process.env, EARSHOT_URL: api.url, EARSHOT_API_KEY: key };
  const { stdout } = await promisify(execFile)(process.execPath, [launcher, 'metrics', 'nps,csat', '--by', 'survey', '--json'], { env });
  return {
    'Survey.nps and csat': nodes.map(({ nps, csat }) => [shown(nps), shown(csat)]),
    'the same as CSV': keys.map((one) => [
      cell(
        lines.find((line) => Object.values(line)[0] === one),
        'nps',
      ),
      cell(
        lines.find((line) => Object.values(line)[0] === one),
        'csat',
      ),
    ]),
    'metrics by survey': byKey(data.table.rows),
    'metrics of one survey': keys.map((one) => ofRow(data[one].rows[0])),
    'earshot metrics --json': byKey((JSON.parse(stdout) as { rows: Row[] }).rows),
  };
}

/** By hand, from the rows of the flat dataset. */
async function byHand(key: string, surveys: readonly Survey[]): Promise<Shown[][]> {
  const answer = await fetch(`${api.url}/bi/v1/answers.csv`, { headers: { authorization: `Bearer ${key}` } });
  const rows = parse(await answer.text(), { columns: true, bom: true }) as Record<string, string>[];
  return surveys.map(({ kind }, at) => {
    const scored = rows.filter((row) => row.survey_key === `s${at + 1}` && row.question_key === 'NPS' && row.value !== '');
    const unit = (row: Record<string, string>) => row.customer_id || `nobody ${row.response_id}`;
    const last = new Map(scored.toSorted((a, b) => (a.responded_at! < b.responded_at! ? -1 : 1)).map((row) => [unit(row), row]));
    const counted = (kind === 'RELATIONAL' ? [...last.values()] : scored).map(({ value }) => Number(value));
    const share = (holds: (score: number) => boolean) => counted.filter(holds).length / counted.length;
    const head = { n: counted.length, customers: last.size, isHidden: false };
    const score = (value: number): Shown => ({ ...head, value: counted.length === 0 ? null : value });
    return [score(100 * (share((one) => one >= 9) - share((one) => one <= 6))), score(share((one) => one >= 9))];
  });
}

it('is the same and hidden alike at every door, and what is hidden does not follow from the rest', { timeout: 60_000 }, () =>
  fc.assert(
    fc.asyncProperty(fc.array(survey, { minLength: 2, maxLength: 6 }), async (surveys) => {
      const key = await fill(surveys);
      const { 'Survey.nps and csat': told = [], ...others } = await everyDoor(key, surveys.length);
      for (const [door, says] of Object.entries(others)) expect({ [door]: says }).toEqual({ [door]: told });
      const truth = await byHand(key, surveys);
      for (const [at, scores] of told.entries())
        for (const [which, one] of scores.entries()) {
          const of = truth[at]![which]!;
          if (of.customers! > 0 && of.customers! < 10) expect(one.isHidden).toBe(true);
          if (one.isHidden) expect(one).toEqual({ value: null, n: null, customers: null, isHidden: true });
          else expect(one).toEqual({ ...of, value: of.value === null ? null : expect.closeTo(of.value, 9) });
        }
      const answered = truth.flatMap(([nps], at) =>
        nps!.n! > 0 ? [{ customers: nps!.customers!, isHidden: told[at]![0]!.isHidden }] : [],
      );
      const hidden = answered.filter(({ isHidden }) => isHidden);
      // else the score of all surveys, less those that are shown, would be that of few
      if (hidden.length > 0 && hidden.length < answered.length) {
        expect(hidden.length).toBeGreaterThan(1);
        expect(Math.max(...hidden.map(({ customers }) => customers))).toBeGreaterThanOrEqual(10);
      }
    }),
    { numRuns: 4 },
  ),
);
