/** Whose a visitor is, however what was seen of them is cut into files. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ImportBench, type ImportOptions, openImportBench } from './importBench.ts';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
});
afterAll(() => bench.close());

interface File {
  readonly text: string;
  readonly as: ImportOptions['as'];
}
const visits = (...rows: string[]): File => ({
  as: 'VISITS',
  text: `visit_id,visitor_id,customer_external_id,email,started_at\n${rows.map((row) => `${row},2026-01-01\n`).join('')}`,
});
const events = (...rows: string[]): File => ({
  as: 'EVENTS',
  text: `event_id,visitor_id,customer_external_id,email,occurred_at,name\n${rows.map((row) => `${row},2026-01-01,seen\n`).join('')}`,
});
const customers = (...rows: string[]): File => ({ as: 'CUSTOMERS', text: `external_id,email\n${rows.map((row) => `${row}\n`).join('')}` });

let cases = 0;
/** Loads files in which `V` is a visitor, and every name a customer, that no other case knows, and says whose each visit and event is. */
async function whose(...files: File[]): Promise<Record<string, string | null>> {
  const mark = `case-${++cases}`;
  for (const { text, as } of files) {
    const outcome = await bench.run(named(text, mark), { as });
    expect(outcome).toMatchObject({ state: 'SUCCEEDED', rejected: 0 });
  }
  return readWhose(mark);
}
const named = (text: string, mark: string) => text.replaceAll(/\b(?=(V|Ann|Bo|Cy|[ve]\d|ann@|bo@))/g, `${mark}-`);

async function readWhose(mark: string, workspaceId = bench.workspaceId) {
  const rows = await bench.admin<{ id: string; customer: string | null }[]>`
    select f.external_id as id, coalesce(c.external_id, e.value) as customer
      from (select workspace_id, external_id, identity_id from visit union all select workspace_id, external_id, identity_id from event) f
      left join identity i on i.workspace_id = f.workspace_id and i.id = f.identity_id
      left join customer c on c.workspace_id = i.workspace_id and c.id = i.customer_id
      left join identity e on e.workspace_id = c.workspace_id and e.customer_id = c.id and e.kind = 'EMAIL'
     where f.workspace_id = ${workspaceId} and f.external_id like ${`${mark}-%`} order by 1`;
  return Object.fromEntries(rows.map(({ id, customer }) => [id.replace(`${mark}-`, ''), customer?.replace(`${mark}-`, '') ?? null]));
}

describe('a visitor of two customers is nobody’s', () => {
  const ann = 'v1,V,Ann,';
  const bo = 'v2,V,Bo,';
  const unnamed = 'v3,V,,';
  const shared = { v1: 'Ann', v2: 'Bo', v3: null, e1: 'Ann', e2: null };
  const seen = events('e1,V,Ann,', 'e2,V,,');
  it.each<[string, File[]]>([
    ['both in one file, then one alone', [visits(ann, bo, unnamed), seen]],
    ['one alone, then both', [seen, visits(ann, bo, unnamed)]],
    ['one after the other', [visits(ann), visits(unnamed), seen, visits(bo)]],
    ['the other first', [visits(bo), visits(unnamed), visits(ann), seen]],
    ['without a name first', [events('e2,V,,'), visits(unnamed), visits(ann), events('e1,V,Ann,'), visits(bo)]],
    ['without a name last', [visits(ann, bo), events('e1,V,Ann,'), events('e2,V,,'), visits(unnamed)]],
    ['a third in between', [visits(ann), events('e1,V,Ann,', 'e2,V,,'), visits(bo), visits(unnamed)]],
  ])('%s', async (_order, files) => expect(await whose(...files)).toEqual(shared));
});

it('what was given for the visitor alone is taken back, counted, and kept for taking the file back', async () => {
  const mark = `case-${cases + 1}`;
  expect(await whose(visits('v1,V,Ann,', 'v2,V,,'), events('e1,V,,'))).toEqual({ v1: 'Ann', v2: 'Ann', e1: 'Ann' });
  const versions = async () => {
    const rows = await bench.admin`select domain, version::integer from data_version where workspace_id = ${bench.workspaceId}`;
    return Object.fromEntries(rows.map(({ domain, version }) => [domain, version]));
  };
  const before = await versions();
  const outcome = await bench.run(named(visits('v3,V,Bo,').text, mark), { as: 'VISITS' });
  expect(outcome.report).toMatchObject({ visitorsRecognised: 0, factsRecognised: 0, visitorsShared: 1, factsReleased: 2 });
  expect(await readWhose(mark)).toEqual({ v1: 'Ann', v2: null, v3: 'Bo', e1: null });
  expect(await versions()).toEqual({ ...before, customers: before.customers + 1, web: before.web + 1 });
  const undo = await bench.admin`
    select table_name, old_row ->> 'external_id' as id, old_row ->> 'value' as value from import_undo where import_id = ${outcome.id} order by 1`;
  expect(undo.map((row) => Object.values(row))).toEqual([
    ['event', `${mark}-e1`, null],
    ['identity', null, `${mark}-V`],
    ['visit', `${mark}-v2`, null],
  ]);
});

it('a file that shows the same again changes nothing', async () => {
  const files = [visits('v1,V,Ann,', 'v2,V,Bo,', 'v3,V,,'), events('e1,V,Ann,', 'e2,V,,')];
  const mark = `case-${cases + 1}`;
  await whose(...files);
  const before = await bench.rowVersions();
  for (const { text, as } of files) expect(await bench.run(named(text, mark), { as })).toMatchObject({ loaded: 0, rejected: 0 });
  expect(await bench.rowVersions()).toEqual(before);
});

describe('who was taken for two customers and is one', () => {
  const byAddress = visits('v1,V,,ann@example.org', 'v2,V,,');
  const byNumber = events('e1,V,Ann,', 'e2,V,,');
  const oneAndTheSame = customers('Ann,ann@example.org');
  const ann = { v1: 'Ann', v2: 'Ann', e1: 'Ann', e2: 'Ann' };
  it.each<[string, File[]]>([
    ['told first', [oneAndTheSame, byAddress, byNumber]],
    ['told in between', [byAddress, oneAndTheSame, byNumber]],
    ['told last', [byAddress, byNumber, oneAndTheSame]],
    ['told last, the other way round', [byNumber, byAddress, oneAndTheSame]],
    ['told by a visit', [byNumber, byAddress, visits('v1,V,Ann,ann@example.org')]],
  ])('has their visitor back: %s', async (_order, files) => expect(await whose(...files)).toEqual(ann));

  it('not where somebody else shares it', async () =>
    expect(await whose(byAddress, byNumber, events('e3,V,Bo,'), oneAndTheSame)).toEqual({
      v1: 'Ann',
      v2: null,
      e1: 'Ann',
      e2: null,
      e3: 'Bo',
    }));
  it('nor where somebody else was seen after it was known to be shared', async () =>
    expect(await whose(visits('v1,V,,ann@example.org', 'v2,V,Ann,'), visits('v3,V,Cy,'), visits('v4,V,,'), oneAndTheSame)).toEqual({
      v1: 'Ann',
      v2: 'Ann',
      v3: 'Cy',
      v4: null,
    }));
  it('and what they did in hindsight counts as new', async () => {
    const mark = `case-${cases + 1}`;
    await whose(byAddress, byNumber);
    const [before] =
      await bench.admin`select version::integer from data_version where workspace_id = ${bench.workspaceId} and domain = 'web'`;
    await bench.run(named(oneAndTheSame.text, mark), { as: 'CUSTOMERS' });
    const [after] =
      await bench.admin`select version::integer from data_version where workspace_id = ${bench.workspaceId} and domain = 'web'`;
    expect(after!.version).toBe(before!.version + 1);
  });
});

it('a visitor of another workspace is another visitor', async () => {
  const mark = `case-${cases + 1}`;
  await whose(visits('v1,V,Ann,', 'v2,V,,'));
  const { text } = visits('v1,V,Bo,', 'v2,V,,');
  for (const file of [text, visits('v3,V,Cy,').text])
    await bench.run(named(file, mark), { as: 'VISITS', workspaceId: bench.otherWorkspaceId });
  expect(await readWhose(mark)).toEqual({ v1: 'Ann', v2: 'Ann' });
  expect(await readWhose(mark, bench.otherWorkspaceId)).toEqual({ v1: 'Bo', v2: null, v3: 'Cy' });
});
