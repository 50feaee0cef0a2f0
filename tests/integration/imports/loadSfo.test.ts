import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ImportBench, type ImportOutcome, openImportBench } from './importBench.ts';

const seed = join(import.meta.dirname, '../../../prisma/seeds/sfo');
const file = readFileSync(join(seed, 'sfo-2017-customer-survey.csv'));
const codebook = JSON.parse(readFileSync(join(seed, 'codebook.json'), 'utf8')) as { questions: { key: string }[] };
const place = (key: string) => codebook.questions.findIndex((question) => question.key === key) + 1;
const drivers = ['Q7ART', 'Q7FOOD', 'Q7STORE', 'Q7SIGN', 'Q7WALKWAYS', 'Q7SCREENS', 'Q9BOARDING', 'Q9RESTROOM', 'Q10SAFE'];

let bench: ImportBench;
let outcome: ImportOutcome;
beforeAll(async () => {
  bench = await openImportBench();
  outcome = await bench.run(file, { as: 'RESPONSES', survey: 'sfo-2017', codebook });
});
afterAll(() => bench.close());

describe('the 2017 survey of San Francisco airport', () => {
  it('loads whole, none of its codes quarantined', () => {
    expect(outcome.message).toBeNull();
    expect(outcome).toMatchObject({ state: 'SUCCEEDED', read: 2831, loaded: 2831, unchanged: 0, rejected: 0, errors: [] });
  });

  // tests/reference nps-sfo2017: computed from the published file by an independent program.
  it('has the score counts of nps-sfo2017', async () => {
    const score = place('NETPRO');
    const [counts] = await bench.admin`
      select count(v)::integer as n, count(*) filter (where v >= 9)::integer as promoters, count(*) filter (where v in (7, 8))::integer as passives,
             count(*) filter (where v <= 6)::integer as detractors, round(sum(sampling_weight::numeric) filter (where v is not null), 7)::text as weight
        from (select "values"[${score}] as v, sampling_weight from response) r`;
    expect(counts).toEqual({ n: 2746, promoters: 1436, passives: 968, detractors: 342, weight: '2746.3965729' });
  });

  it('has the complete rows of reg-sfo2017', async () => {
    const places = [...drivers, 'Q7ALL'].map(place);
    const [rows] = await bench.admin`
      select count(*)::integer as complete, count("values"[${place('NETPRO')}])::integer as scored
        from response
       where not exists (select from unnest(${places}::integer[]) p where "values"[p] is null or ("values"[p] = 6 and p <> ${place('Q7ALL')}))`;
    expect(rows).toEqual({ complete: 1754, scored: 1723 });
  });

  it('knows each day in the time zone of the workspace', async () => {
    const [first] = await bench.admin`select responded_at, sampling_weight from response where external_id = '1'`;
    expect(first).toEqual({ responded_at: new Date('2017-05-12T22:00:00Z'), sampling_weight: 0.2847177143 });
  });

  it('changes no row and no data version when it comes again', async () => {
    const before = await bench.rowVersions();
    const again = await bench.run(file, { as: 'RESPONSES', survey: 'sfo-2017', codebook });
    expect(again).toMatchObject({ state: 'SUCCEEDED', read: 2831, loaded: 0, unchanged: 2831, rejected: 0 });
    expect(await bench.rowVersions()).toEqual(before);
    expect(before.length).toBeGreaterThan(2831);
  });
});
