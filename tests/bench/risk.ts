import type { Sql } from '../../prisma/sql.ts';
import { momentOfDays } from '../../worker/data/days.ts';
import { contractualFollowUp, livingSpells } from '../../worker/jobs/fitChurn/contractualRisk.ts';
import { spellsOf } from '../../worker/jobs/fitChurn/hazardColumns.ts';
import { churnRisk } from '../../worker/jobs/fitChurn/risk.ts';
import { concordance } from '../../worker/stats/index.ts';
import { createLumenCompany, type LumenCompany, lumenMonthlyRisk } from '../support/lumenCompany.ts';
import { readRiskInput } from '../support/readRiskInput.ts';
import { startProduct } from './product.ts';
import { report } from './report.ts';

const endOfRecords = Date.parse('2026-07-01T00:00:00Z');
const horizonDays = 90;
const confidenceLevel = 0.95;
const quarters = 6;

/** What the proof of one run says, and what only the simulation knows. */
interface Proof {
  readonly slope: number;
  readonly holds: boolean;
  readonly concordance: number;
  /** of the generator's own risk, by what was on record */
  readonly possible: number;
  readonly brierDifference: number;
}

/**
 * Whether churn risk spreads as it should: the proofs of lumen, made anew with one seed after the other, as of the ends of its last quarters. What one
 * company of one quarter says is mostly chance (its slope of calibration has a standard error of 0.2 with 100 losses); their mean is not.
 */
export async function benchRisk(quick: boolean): Promise<void> {
  const product = await startProduct();
  try {
    for (const { customers, seeds } of quick
      ? [{ customers: 5_000, seeds: 1 }]
      : [
          { customers: 10_000, seeds: 12 },
          { customers: 40_000, seeds: 3 },
        ]) {
      const proofs: Proof[] = [];
      for (let seed = 1; seed <= seeds; seed++) proofs.push(...(await proofsOf(product.app, customers, seed)));
      const [slope, of, possible] = [
        meanOf(proofs.map((proof) => proof.slope)),
        meanOf(proofs.map((proof) => proof.concordance)),
        meanOf(proofs.map((proof) => proof.possible)),
      ];
      report({
        bench: 'risk',
        case: 'lumen, mean over companies and quarters',
        customers,
        proofs: proofs.length,
        slope: slope.mean,
        slopeStdErr: slope.stdErr,
        intervalsThatHold1: proofs.filter(({ holds }) => holds).length / proofs.length,
        concordance: of.mean,
        possibleConcordance: possible.mean,
        brierDifference: meanOf(proofs.map((proof) => proof.brierDifference)).mean,
        goal: 'slope within two standard errors of 1, concordance within 0.02 of the generator’s own',
        met: Math.abs(slope.mean - 1) <= 2 * slope.stdErr && possible.mean - of.mean <= 0.02,
      });
    }
  } finally {
    await product.stop();
  }
}

async function proofsOf(sql: Sql, customers: number, seed: number): Promise<Proof[]> {
  const company = await createLumenCompany(sql, { customers, seed, key: `lumen-${customers}-${seed}` });
  const proofs: Proof[] = [];
  for (let quarter = 0; quarter < quarters; quarter++) {
    const asOf = new Date(endOfRecords - quarter * horizonDays * 86_400_000);
    proofs.push(await proofAt(sql, company, asOf));
  }
  return proofs;
}

async function proofAt(sql: Sql, company: LumenCompany, asOf: Date): Promise<Proof> {
  const input = await readRiskInput(sql, company.workspaceId, { asOf });
  const { validation, fittedThrough, detail } = churnRisk(input, { horizonDays, confidenceLevel, seed: 1 }).result.proof;
  if (validation === null || validation.calibration.kind !== 'fitted' || validation.concordance === null)
    throw new Error(detail ?? 'the proof is not estimable');
  const { slope } = validation.calibration.fit;
  const spells = spellsOf(input.episodes);
  const moment = momentOfDays(fittedThrough).getTime();
  const own = Float64Array.from(livingSpells(spells, fittedThrough), (row) => {
    const story = company.stories.get(input.episodes.customerIds[spells.owner[row] ?? 0] ?? 0n);
    if (story === undefined) throw new Error('a customer whom nobody made');
    return lumenMonthlyRisk(story, moment, 'recorded');
  });
  return {
    slope: slope.estimate,
    holds: (slope.ciLow ?? 0) <= 1 && (slope.ciHigh ?? 2) >= 1,
    concordance: validation.concordance.estimate,
    possible: concordance(contractualFollowUp(spells, fittedThrough, input.source.asOf), own).concordance ?? Number.NaN,
    brierDifference: validation.brier.difference.estimate,
  };
}

function meanOf(values: readonly number[]): { mean: number; stdErr: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, stdErr: Math.sqrt(squares / Math.max(1, values.length - 1) / values.length) };
}
