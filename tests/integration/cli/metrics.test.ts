/** `earshot metrics` against a real API: scores in tables, why they moved, who answered; and what few customers are behind is said to be hidden. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import type { Told } from '../../support/earshot.ts';
import { earshotHere } from '../../support/earshotHere.ts';
import { fillCompany } from '../../support/metricsFixture.ts';

let database: TestDatabase;
let api: TestApi;
let key: string;
let emptyKey: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  const workspaceId = await createWorkspace(api.admin, 'company'); // days of Europe/Berlin
  await fillCompany(api.admin, workspaceId);
  key = await api.createKey(workspaceId, ['read']);
  emptyKey = await api.createKey(await createWorkspace(api.admin, 'empty'), ['read']);
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const metrics = (words: readonly string[], as = key): Promise<Told> =>
  earshotHere(['metrics', ...words], { env: { EARSHOT_URL: api.url, EARSHOT_API_KEY: as } });
const cells = (line: string | undefined) => (line ?? '').split(/ {2,}/);
const february = ['--from', '2026-02-01', '--until', '2026-03-01'];

describe('earshot metrics', () => {
  it('is a table, JSON and CSV of the same numbers, of days of the workspace', async () => {
    const asked = ['nps,responses', '--by', 'touchpoint', ...february];
    const [table, json, csv] = await Promise.all([metrics(asked), metrics([...asked, '--json']), metrics([...asked, '--csv'])]);
    const stored = await api.admin`
      select touchpoint, count(*)::integer as n, 100 * avg(case when "values"[1] >= 9 then 1 when "values"[1] <= 6 then -1 else 0 end)::float as nps
        from response where responded_at >= '2026-01-31T23:00:00Z' and responded_at < '2026-02-28T23:00:00Z' group by 1 order by 1`;
    expect(stored).toHaveLength(2);
    const { rows } = JSON.parse(json.out) as { rows: { values: { value: number }[] }[] };
    for (const [at, { nps, n }] of stored.entries()) {
      expect(rows[at]?.values[0]?.value).toBeCloseTo(nps, 9);
      expect(rows[at]?.values[1]?.value).toBe(n);
    }
    expect(table).toMatchObject({ code: 0, err: '' });
    const [whole = '', notes] = table.out.trimEnd().split('\n\n');
    const [heading, ...lines] = whole.split('\n');
    expect(notes).toMatch(/^Data through 2026-\d\d-\d\d\.$/);
    expect(cells(heading)).toEqual(['touchpoint', 'NPS', '95 % interval', 'n', 'Responses', 'n']);
    expect(lines.map((line) => cells(line).filter((_, at) => at !== 2))).toEqual(
      stored.map(({ touchpoint, nps, n }) => [touchpoint, nps.toFixed(1), String(n), String(n), String(n)]),
    );
    const [, first = ''] = csv.out.split('\r\n');
    expect(first.split(',').slice(0, 3)).toEqual(['checkout', 'false', String(rows[0]?.values[0]?.value)]);
  });
  it('hides what would tell of fewer than ten customers, as table, JSON and CSV', async () => {
    const asked = ['nps', '--by', 'trait:plan']; // the 6 of GOLD, and with them PLUS: all others less BASIC would be the two
    const [table, json, csv] = await Promise.all([metrics(asked), metrics([...asked, '--json']), metrics([...asked, '--csv'])]);
    const [, basic, ...few] = table.out.split('\n\nhidden: fewer than 10 customers')[0]!.split('\n');
    expect(cells(basic)).toEqual(['BASIC', expect.stringMatching(/^-?\d+\.\d$/), expect.stringContaining(' to '), expect.any(String)]);
    expect(few.map(cells)).toEqual([
      ['GOLD', 'hidden', '–', '–'],
      ['PLUS', 'hidden', '–', '–'],
    ]);
    const { rows } = JSON.parse(json.out) as { rows: { values: object[] }[] };
    const nothing = { value: null, n: null, customers: null, ciLow: null, ciHigh: null, isHidden: true };
    expect(rows.slice(1)).toMatchObject([{ values: [nothing] }, { values: [nothing] }]);
    expect(csv.out.split('\r\n').slice(2)).toEqual(['GOLD,false,,,,,,true,false', 'PLUS,false,,,,,,true,false', '']);
  });
  it('says how sure a change is, in the table and in CSV, whatever it is grouped by', async () => {
    const asked = ['csat', '--by', 'month', '--compare', 'previous'];
    const [table, csv, wide] = await Promise.all([
      metrics(asked),
      metrics([...asked, '--csv']),
      metrics(['nps', '--by', 'day,touchpoint,channel,survey', '--compare', 'year', '--first', '9000']), // what one page may cost
    ]);
    const { rows } = JSON.parse((await metrics([...asked, '--json'])).out);
    const compared = rows.find(
      ({ values: [{ change }] }: { values: [{ change: { difference: number | null } }] }) => change.difference !== null,
    );
    const { difference, ciLow, ciHigh, pAdjusted, referenceValue } = compared.values[0].change;
    const points = (share: number) => `${share > 0 ? '+' : ''}${(100 * share).toFixed(1)} pp`;
    expect(table.out).toContain(`  ${points(ciLow)} to ${points(ciHigh)}`);
    expect(table.out).toContain(`  ${points(difference)}`);
    const [heading = '', ...lines] = csv.out.trimEnd().split('\r\n');
    const at = heading.split(',').indexOf('csat_reference');
    const line = lines.find((one) => one.startsWith(`${compared.groups[0].value},`));
    expect(line?.split(',').slice(at)).toEqual([referenceValue, difference, ciLow, ciHigh, pAdjusted].map(String));
    expect([wide.code, wide.err]).toEqual([0, '']);
  });
  it('is read in as many pages as it takes', async () => {
    const { code, out, err } = await metrics([
      'responses',
      '--by',
      'day',
      '--from',
      '2004-01-01',
      '--until',
      '2026-04-01',
      '--first',
      '9000',
      '--json',
    ]);
    expect([code, err]).toEqual([0, '']);
    const { rows, rowCount, pageInfo } = JSON.parse(out) as { rows: { groups: { value: string }[] }[]; rowCount: number; pageInfo: object };
    expect(rows.length).toBeGreaterThan(8000);
    expect([rowCount, pageInfo]).toEqual([rows.length, { hasNextPage: false, endCursor: expect.any(String) }]);
    expect(new Set(rows.map(({ groups }) => groups[0]?.value)).size).toBe(rows.length);
  });
  it('hides no month for one that has only just begun: it is left out, and said to be, unless --until takes it in', async () => {
    const own = await createWorkspace(api.admin, 'begun');
    await api.admin`with c as (insert into customer (workspace_id, external_id) select ${own}::integer, n::text from generate_series(1, 60) n returning id, external_id)
      insert into identity (workspace_id, kind, value, customer_id) select ${own}::integer, 'CRM_ID', external_id, id from c`;
    // 60, 50 and 40 customers in the three months before this one, of which three in its first minute
    await api.admin`
      insert into "order" (workspace_id, external_id, identity_id, occurred_at, currency, revenue)
      select ${own}::integer, back || '-' || value, id,
             (date_trunc('month', now() at time zone 'Europe/Berlin') - make_interval(months => back)) at time zone 'Europe/Berlin', 'EUR', 1
        from identity join (values (0, 3), (1, 40), (2, 50), (3, 60)) v (back, most) on value::integer <= most where workspace_id = ${own}`;
    const reader = await api.createKey(own, ['read']);
    const shown = async (...words: string[]) => {
      const { code, out, err } = await metrics(['orders', '--by', 'month', ...words], reader);
      const [, ...lines] = out.split('\n\n')[0]!.trimEnd().split('\n');
      return { code, err, orders: lines.map((line) => cells(line)[1]) };
    };
    const left = expect.stringMatching(/^\d{4}-\d\d is left out: .* --until /);
    expect(await shown()).toEqual({ code: 0, err: left, orders: ['60', '50', '40'] });
    expect(await shown('--compare', 'previous')).toEqual({ code: 0, err: left, orders: ['60', '50', '40'] });
    // all there is less the others would be the three
    expect(await shown('--until', '2100-01-01')).toMatchObject({ err: '', orders: expect.arrayContaining(['60', '50', 'hidden']) });
    const twelve = await api.admin`
      insert into "order" (workspace_id, external_id, identity_id, occurred_at, currency, revenue)
      select ${own}::integer, 'more-' || value, id, date_trunc('month', now() at time zone 'Europe/Berlin') at time zone 'Europe/Berlin', 'EUR', 1
        from identity where workspace_id = ${own} and value::integer between 4 and 12 returning id`;
    expect(twelve).toHaveLength(9);
    expect(await shown()).toMatchObject({ err: '', orders: ['60', '50', '40', '~12'] });
  });
  it('says so where there is nothing, and where a name may be looked up', async () => {
    const [nothing, list, wrong] = await Promise.all([
      metrics(['nps', '--by', 'month', '--from', '2030-01-01']),
      metrics(['list']),
      metrics(['fame']),
    ]);
    expect(nothing.out).toBe('There are no facts of that period and these groups\n');
    expect(list.out).toMatch(/^measure +unit +by\nnps +points +hour, day/);
    expect([wrong.code, wrong.err]).toEqual([1, expect.stringMatching(/there is no measure "FAME"\n +→ earshot metrics list/)]);
    const apart = await metrics(['clv-mean', '--by', 'month']);
    expect(apart.err).toMatch(/CLV_MEAN cannot be grouped or narrowed by MONTH\n +→ earshot metrics list/);
  });
});

describe('earshot metrics why', () => {
  it('tells a change and its parts, or why it is not taken apart, in days of the workspace', async () => {
    const asked = ['why', 'nps', '--by', 'touchpoint', ...february];
    const [told, json, few] = await Promise.all([
      metrics(asked),
      metrics([...asked, '--json']),
      metrics(['why', 'nps', '--by', 'touchpoint', '--where', 'trait:plan=GOLD', '--from', '2026-03-01', '--until', '2026-04-01']),
    ]);
    const { before, total, groups } = JSON.parse(json.out);
    expect(told.out).toMatch(
      /^before .*\(2026-01-01 to before 2026-02-01\)\nafter .*\(2026-02-01 to before 2026-03-01\)\n\nchange .*\nmix .*\nwithin /,
    );
    expect(told.out).toContain('mix: what came of other people answering');
    expect(told.out).toContain(`before ${before.value.toFixed(1).padStart(9)}  n ${before.n}  `);
    expect(told.out).toContain(`change ${`+${total.estimate.toFixed(1)}`.padStart(9)}  `);
    expect(groups).toHaveLength(2);
    expect(few.out).toMatch(/\n\nnot taken apart: \S/);
  });
});

describe('earshot metrics responders', () => {
  it('sets those who answered beside all customers, and the score as if all had', async () => {
    const asked = ['responders', 'nps', '--by', 'cohort', ...february]; // 40 customers acquired in each of three months; 10-109 answered
    const [told, json] = await Promise.all([metrics(asked), metrics([...asked, '--json'])]);
    const { raw, postStratified, strata } = JSON.parse(json.out);
    const answer = await api.query(
      key,
      `{ responders(input: { measure: NPS, by: [{ dimension: COHORT }], from: "2026-01-31T23:00:00Z", until: "2026-02-28T23:00:00Z" }) {
           raw { value n } postStratified { value n ciLow } } }`,
    );
    expect({ raw, postStratified }).toMatchObject(answer.data.responders);
    expect(told).toMatchObject({ code: 0, err: '' });
    const [first, second, empty, heading, ...lines] = told.out.split('\n\nIntervals are of 95 %.')[0]!.split('\n');
    expect(cells(first).slice(0, 3)).toEqual(['raw', raw.value.toFixed(1), `n ${raw.n}`]);
    expect(cells(second).slice(0, 3)).toEqual(['post-stratified', postStratified.value.toFixed(1), `n ${postStratified.n}`]);
    expect([empty, cells(heading)]).toEqual(['', ['cohort', 'customers', 'share', 'answered', 'share', 'score', 'interval', 'n']]);
    const scores = strata.map(({ value }: { value: { value: number } }) => value.value.toFixed(1));
    expect(lines.map((line) => cells(line).slice(0, 6))).toEqual([
      ['2025-11', '40', '33.3 %', '30', '30.0 %', scores[0]],
      ['2025-12', '40', '33.3 %', '40', '40.0 %', scores[1]],
      ['2026-01', '40', '33.3 %', '30', '30.0 %', scores[2]],
    ]);
  });
  it('hides groups of fewer than ten, whether of those who answered or of the base, and those beside them', async () => {
    const told = await metrics(['responders', 'ces', '--by', 'trait:plan']);
    const [, , , heading, basic, ...few] = told.out.split('\n\nhidden: fewer than 10 customers')[0]!.split('\n');
    expect(cells(heading)[0]).toBe('plan');
    expect(cells(basic).slice(0, 2)).toEqual(['BASIC', '60']);
    expect(few.map(cells)).toEqual(['GOLD', 'PLUS'].map((plan) => [plan, 'hidden', '–', 'hidden', '–', 'hidden', '–', '–']));
  });
  it('says what is not known and why: no answers, no invitations, nothing at all', async () => {
    const [nothing, uninvited] = await Promise.all([
      metrics(['responders', 'nps', '--by', 'cohort'], emptyKey),
      metrics(['responders', 'nps', '--by', 'cohort', '--base', 'invited', ...february]), // invited in January alone
    ]);
    expect(nothing).toEqual({
      code: 0,
      err: '',
      out: [
        'raw              not known: nothing of this was loaded for this time',
        'not post-stratified: all answers: nothing of this was loaded for this time',
        '',
        'Nobody answered, and there are no customers',
        '',
      ].join('\n'),
    });
    const [, second, , heading, first] = uninvited.out.split('\n');
    expect(second).toBe('not post-stratified: the base: nothing of this was loaded for this time');
    expect(cells(heading)[1]).toBe('invited customers');
    expect(cells(first).slice(0, 4)).toEqual(['2025-11', '–', '–', '30']);
  });
  it('refuses what it cannot do in a line with its remedy', async () => {
    const [unnamed, wrong, noScore, noStratum] = await Promise.all([
      metrics(['responders', 'nps']),
      metrics(['responders', 'nps', '--by', 'cohort', '--base', 'everybody']),
      metrics(['responders', 'revenue', '--by', 'cohort']),
      metrics(['responders', 'nps', '--by', 'channel']),
    ]);
    expect([unnamed.code, unnamed.err]).toEqual([2, 'earshot: --by GROUPING is missing\n  → for example --by value-tier\n']);
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('--base takes customers, invited')]);
    expect([noScore.code, noScore.err]).toEqual([
      1,
      expect.stringMatching(/there is no score "REVENUE"\n +→ .*nps, csat, ces, ces-agreeing or csi/),
    ]);
    expect([noStratum.code, noStratum.err]).toEqual([1, expect.stringContaining('CHANNEL is not known of customers who did not answer')]);
  });
});
