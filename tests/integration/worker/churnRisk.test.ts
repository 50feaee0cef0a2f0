import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, inWorkspace, type Sql } from '../../../prisma/sql.ts';
import { momentOfDays } from '../../../worker/data/days.ts';
import { contractualFollowUp, livingSpells } from '../../../worker/jobs/fitChurn/contractualRisk.ts';
import { spellsOf } from '../../../worker/jobs/fitChurn/hazardColumns.ts';
import { npsBand, npsLevels } from '../../../worker/jobs/fitChurn/npsBand.ts';
import { churnRisk, type RiskInput } from '../../../worker/jobs/fitChurn/risk.ts';
import { concordance, cox, dummyColumns, randomStream } from '../../../worker/stats/index.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { createLumenCompany, type LumenCompany, lumenMonthlyRisk } from '../../support/lumenCompany.ts';
import { readRiskInput } from '../../support/readRiskInput.ts';

let database: TestDatabase;
let sql: Sql;
beforeAll(async () => {
  database = await createTestDatabase();
  sql = connect(database.adminUrl, { applicationName: 'test', max: 2 });
});
afterAll(async () => {
  await sql?.end();
  await database?.drop();
});

const asOf = new Date('2026-07-01T00:00:00Z');
const request = { horizonDays: 90, confidenceLevel: 0.95, seed: 1 };

/**
 * Customers leave at one rate, whatever they answer. Whoever stays longer answers more kindly, as time goes by: nobody stays for it. A trap: those
 * with a high last score have lived long enough to give it.
 */
async function createTrap(): Promise<number> {
  const [workspace] = await sql<
    { id: number }[]
  >`insert into workspace (key, name, currency, time_zone) values ('trap', 'Trap', 'EUR', 'UTC') returning id`;
  const workspaceId = workspace!.id;
  const random = randomStream(11);
  const day = 86_400_000;
  const lives = Array.from({ length: 2500 }, (_, index) => {
    const start = asOf.getTime() - 1100 * day * random.uniform();
    const end = start - Math.log1p(-random.uniform()) * 400 * day;
    const answers: { at: number; score: number }[] = [];
    for (let at = start + (10 + 80 * random.uniform()) * day; at < Math.min(end, asOf.getTime()); at += 120 * day) {
      const level = 4 + (at - start) / (100 * day) + 2 * random.normal();
      answers.push({ at, score: Math.round(Math.min(10, Math.max(0, level))) });
    }
    return { id: BigInt(index + 1), start, end: end < asOf.getTime() ? new Date(end) : null, answers };
  });
  await inWorkspace(sql, workspaceId, async (tx) => {
    const ofWorkspace = { workspace_id: workspaceId };
    const [survey] = await tx<
      { id: bigint }[]
    >`insert into survey ${tx({ ...ofWorkspace, key: 's', title: 'S', kind: 'RELATIONAL' })} returning id`;
    const question = {
      survey_id: survey!.id,
      position: 1,
      key: 'NPS',
      label: 'NPS',
      kind: 'NPS',
      scale_min: 0,
      scale_max: 10,
      role: 'OUTCOME',
    };
    await tx`insert into question ${tx({ ...ofWorkspace, ...question })}`;
    await tx`insert into customer ${tx(lives.map(({ id }) => ({ ...ofWorkspace, id, external_id: `t${id}` })))}`;
    await tx`insert into identity ${tx(lives.map(({ id }) => ({ ...ofWorkspace, id, kind: 'CRM_ID', value: `t${id}`, customer_id: id })))}`;
    const subscriptions = lives.map(({ id, start, end }) => ({
      ...ofWorkspace,
      external_id: `t${id}`,
      identity_id: id,
      currency: 'EUR',
      started_at: new Date(start),
      canceled_at: end,
      ended_at: end,
    }));
    await tx`insert into subscription ${tx(subscriptions)}`;
    const responses = lives.flatMap(({ id, answers }) =>
      answers.map(({ at, score }, index) => ({
        ...ofWorkspace,
        survey_id: survey!.id,
        external_id: `t${id}-${index}`,
        identity_id: id,
        responded_at: new Date(at),
        values: [score],
      })),
    );
    for (let from = 0; from < responses.length; from += 5000) await tx`insert into response ${tx(responses.slice(from, from + 5000))}`;
  });
  return workspaceId;
}

/** What the naive join makes of it: the band of the last answer, as if it had been known from the start. */
function naiveBands({ episodes, facts }: RiskInput) {
  const { customers, values } = facts.answers!.scores;
  const last = new Map<number, number>();
  for (const [row, customer] of customers.entries()) last.set(customer, values[0]![row]!);
  const codes = Int32Array.from(episodes.customer, (owner) => npsBand(last.get(Number(episodes.customerIds[owner])) ?? Number.NaN));
  const columns = {
    time: episodes.end.map((end, i) => end - episodes.start[i]!),
    event: Uint8Array.from(episodes.cause, (cause) => Number(cause > 0)),
  };
  const outcome = cox(columns, dummyColumns('nps', { codes, labels: npsLevels }));
  if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
  return outcome.fit.coefficients;
}

describe('the immortal-time trap', () => {
  it('a score without effect shows none, where the naive join of the latest score finds a strong one', async () => {
    const workspaceId = await createTrap();
    const input = await readRiskInput(sql, workspaceId, { asOf, features: [{ feature: 'NPS_BAND', windowDays: null, trait: null }] });
    const naive = naiveBands(input);
    expect(naive.find(({ name }) => name === 'nps=DETRACTOR')!.hazardRatioLow).toBeGreaterThan(2); // truth: 1
    const { result } = churnRisk(input, request);
    const estimates = result.hazards[0]!.estimates;
    expect(estimates.map(({ level }) => level)).toEqual(['PASSIVE', 'DETRACTOR', '(unknown)']);
    for (const { ciLow, ciHigh } of estimates) {
      expect(ciLow).toBeLessThan(0);
      expect(ciHigh).toBeGreaterThan(0);
    }
  });
});

describe('lumen, whose causes are known', () => {
  let company: LumenCompany;
  let input: RiskInput;
  let risk: ReturnType<typeof churnRisk>['result'];
  beforeAll(async () => {
    company = await createLumenCompany(sql, { customers: 40_000, seed: 7 });
    input = await readRiskInput(sql, company.workspaceId, { asOf });
    risk = churnRisk(input, request).result;
  });

  it('risks of a horizon ago spread as they should, beat the base rate, and mean nothing when shuffled', () => {
    const { validation } = risk.proof;
    const { calibration, brier, shuffled } = validation!;
    if (calibration.kind !== 'fitted') throw new Error(calibration.detail);
    expect(calibration.fit.slope.ciLow).toBeLessThan(1);
    expect(calibration.fit.slope.ciHigh).toBeGreaterThan(1);
    expect(brier.difference.ciHigh).toBeLessThan(0);
    expect(shuffled!.ciLow).toBeLessThan(0.5);
    expect(shuffled!.ciHigh).toBeGreaterThan(0.5);
  });

  it('concordance is within 0.02 of the generator’s own risk, by what was on record', () => {
    const { validation, fittedThrough } = risk.proof;
    const spells = spellsOf(input.episodes);
    const moment = momentOfDays(fittedThrough).getTime();
    const living = livingSpells(spells, fittedThrough);
    const own = Float64Array.from(living, (row) => {
      const id = input.episodes.customerIds[spells.owner[row]!]!;
      return lumenMonthlyRisk(company.stories.get(id)!, moment, 'recorded');
    });
    const truth = concordance(contractualFollowUp(spells, fittedThrough, input.source.asOf), own).concordance!;
    expect(Math.abs(validation!.concordance!.estimate - truth)).toBeLessThan(0.02);
  });

  it('hazard ratios hold what the generator was made with', () => {
    const hazards = risk.hazards.find(({ cause }) => cause === 'VOLUNTARY')!;
    const yearly = hazards.estimates.find(({ name }) => name === 'billing_interval=YEAR')!;
    expect(yearly.ciLow).toBeLessThan(-0.6); // -0.7 in the monthly logit, about that in the hazard; less where loyalty is not all on record
    expect(yearly.ciHigh).toBeGreaterThan(-0.7);
  });

  it('reads the same bits in one part and in three', async () => {
    const parts = await readRiskInput(sql, company.workspaceId, { asOf, slices: 3 });
    expect(parts.facts.tickets).toEqual(input.facts.tickets);
    expect(parts.facts.answers).toEqual(input.facts.answers);
    expect(parts.facts.contracts).toEqual(input.facts.contracts);
    expect(parts.episodes).toEqual(input.episodes);
  });

  it('refuses features of the activity that defines silent churn', async () => {
    const features = [{ feature: 'ORDERS' as const, windowDays: 90, trait: null }];
    const asked = readRiskInput(sql, company.workspaceId, { asOf, parameters: { kind: 'SILENT', silenceDays: 90 }, features });
    await expect(asked).rejects.toThrow('ORDERS is the activity whose absence defines silent churn');
  });
});
