import type { CoxCovariates } from './coxCovariates.ts';
import type { RiskSteps } from './coxRiskSteps.ts';
import { PrefixSums } from './prefixSums.ts';

export type CoxTies = 'efron' | 'breslow';

/** Above this linear predictor a relative risk would overflow: the search for the maximum turns back. Below -745 it is 0, which is right. */
const LARGEST_PREDICTOR = 690;

/**
 * What the partial likelihood needs of every risk set, at given coefficients.
 *
 * With d tied events, Efron's approximation walks m = 0 … d - 1 through d risk sets, in which the tied events count 1 - m/d; Breslow's
 * counts them fully in each. For both the mean covariate of the m-th is riskMean + c_m * eventShift, so that sums over m need scalars only:
 *
 *   S0, S1 = Σ at risk of w, w x;  D0, D1 = Σ tied events of w, w x;  w = exp(x b)
 *   S0_m = S0 - (m/d) D0;  c_m = (m/d) D0 / S0_m;  riskMean = S1/S0;  eventShift = S1/S0 - D1/D0     (Breslow: m = 0 throughout)
 *
 * The usual form, S1 S1' Σ 1/S0_m² - …, loses 2 log10(d) digits where a whole risk set ends at once; this one loses none.
 */
export interface RiskSets {
  /** by place */
  readonly linearPredictor: Float64Array;
  readonly relativeRisk: Float64Array;
  /** by step: Σ_m 1/S0_m, the jump of the baseline cumulative hazard */
  readonly hazard: Float64Array;
  /** by step: Σ_m (1 - m/d)/S0_m, what a tied event itself is exposed to */
  readonly eventHazard: Float64Array;
  /** by step: Σ_m 1/S0_m² */
  readonly hazardVariance: Float64Array;
  /** by step: Σ_m c_m and Σ_m c_m² */
  readonly shift: Float64Array;
  readonly squaredShift: Float64Array;
  /** by step: Σ_m c_m/S0_m and Σ_m (1 - m/d) c_m/S0_m */
  readonly hazardShift: Float64Array;
  readonly eventHazardShift: Float64Array;
  /** by step and covariate, row-major */
  readonly riskMean: Float64Array;
  readonly eventShift: Float64Array;
  /** Σ over steps and m of log S0_m */
  logTotal: number;
  /** sums on the way: scratch by place, the others by step */
  readonly scratch: Float64Array;
  readonly riskTotal: Float64Array;
  readonly eventTotal: Float64Array;
  readonly riskSum: Float64Array;
  readonly eventSum: Float64Array;
  readonly cumulative: PrefixSums;
}

/** Memory for the risk sets, taken once a fit: 24 bytes a row and 8 (13 + 2p) a step. */
export function emptyRiskSets({ n, count }: RiskSteps, covariates: number): RiskSets {
  const perStep = (): Float64Array => new Float64Array(count);
  return {
    linearPredictor: new Float64Array(n),
    relativeRisk: new Float64Array(n),
    hazard: perStep(),
    eventHazard: perStep(),
    hazardVariance: perStep(),
    shift: perStep(),
    squaredShift: perStep(),
    hazardShift: perStep(),
    eventHazardShift: perStep(),
    riskMean: new Float64Array(count * covariates),
    eventShift: new Float64Array(count * covariates),
    logTotal: 0,
    scratch: new Float64Array(n),
    riskTotal: perStep(),
    eventTotal: perStep(),
    riskSum: perStep(),
    eventSum: perStep(),
    cumulative: new PrefixSums(count),
  };
}

/**
 * Fills the risk sets at the given coefficients (in standard units). Cost O(n p).
 *
 * @returns false where a relative risk is too large for a double, or all of a risk set are too small
 */
export function fillRiskSets(
  sets: RiskSets,
  steps: RiskSteps,
  { columns }: CoxCovariates,
  coefficients: Float64Array,
  ties: CoxTies,
): boolean {
  const { linearPredictor, relativeRisk, scratch, riskTotal, eventTotal } = sets;
  linearPredictor.fill(0);
  for (let j = 0; j < columns.length; j++) addMultiple(linearPredictor, columns[j]!, coefficients[j]!);
  if (!exponentiate(linearPredictor, relativeRisk)) return false;
  sumAtRisk(steps, relativeRisk, riskTotal);
  sumEvents(steps, relativeRisk, eventTotal);
  fillHazards(sets, steps, ties);
  if (!Number.isFinite(sets.logTotal)) return false;
  for (let j = 0; j < columns.length; j++) {
    multiply(relativeRisk, columns[j]!, scratch);
    fillMeans(sets, steps, j, columns.length);
  }
  return true;
}

function addMultiple(sum: Float64Array, column: Float64Array, factor: number): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += factor * column[i]!;
}

function multiply(a: Float64Array, b: Float64Array, product: Float64Array): void {
  for (let i = 0; i < product.length; i++) product[i] = a[i]! * b[i]!;
}

function exponentiate(exponents: Float64Array, powers: Float64Array): boolean {
  for (let i = 0; i < powers.length; i++) {
    const exponent = exponents[i]!;
    if (!(exponent < LARGEST_PREDICTOR)) return false;
    powers[i] = Math.exp(exponent);
  }
  return true;
}

/**
 * Σ of values over the rows at risk, at every step: backwards in time, adding the rows that leave and taking out those not yet entered.
 * Sums carry their rounding error along (Knuth's two-sum), so that what is left after large rows are taken out keeps its digits.
 */
function sumAtRisk({ openingStep, firstRow, entries }: RiskSteps, values: Float64Array, sums: Float64Array): void {
  for (let stratum = openingStep.length - 2; stratum >= 0; stratum--) {
    const opening = openingStep[stratum]!;
    let sum = 0;
    let lost = 0;
    for (let step = openingStep[stratum + 1]! - 1; step > opening; step--) {
      for (let i = firstRow[step]!, end = firstRow[step + 1]!; i < end; i++) {
        const value = values[i]!;
        const next = sum + value;
        const added = next - sum;
        lost += sum - (next - added) + (value - added);
        sum = next;
      }
      if (entries !== null) {
        for (let e = entries.first[step]!, end = entries.first[step + 1]!; e < end; e++) {
          const value = -values[entries.places[e]!]!;
          const next = sum + value;
          const added = next - sum;
          lost += sum - (next - added) + (value - added);
          sum = next;
        }
      }
      sums[step] = sum + lost;
    }
  }
}

function sumEvents({ count, firstRow, eventCount }: RiskSteps, values: Float64Array, sums: Float64Array): void {
  for (let step = 0; step < count; step++) {
    let sum = 0;
    for (let i = firstRow[step]!, end = i + eventCount[step]!; i < end; i++) sum += values[i]!;
    sums[step] = sum;
  }
}

function fillHazards(sets: RiskSets, { count, eventCount }: RiskSteps, ties: CoxTies): void {
  const { riskTotal, eventTotal, hazard, eventHazard, hazardVariance, shift, squaredShift, hazardShift, eventHazardShift } = sets;
  for (const sums of [hazard, eventHazard, hazardVariance, shift, squaredShift, hazardShift, eventHazardShift]) sums.fill(0);
  let logTotal = 0;
  for (let step = 0; step < count; step++) {
    const events = eventCount[step]!;
    for (let m = 0; m < events; m++) {
      const share = ties === 'efron' ? m / events : 0;
      const taken = share * eventTotal[step]!;
      const total = riskTotal[step]! - taken;
      const jump = 1 / total;
      const c = taken * jump;
      logTotal += Math.log(total);
      hazard[step]! += jump;
      eventHazard[step]! += (1 - share) * jump;
      hazardVariance[step]! += jump * jump;
      shift[step]! += c;
      squaredShift[step]! += c * c;
      hazardShift[step]! += c * jump;
      eventHazardShift[step]! += (1 - share) * c * jump;
    }
  }
  sets.logTotal = logTotal;
}

/** Means of one covariate, from its products with the relative risks in scratch. */
function fillMeans(sets: RiskSets, steps: RiskSteps, covariate: number, covariates: number): void {
  const { riskMean, eventShift, riskTotal, eventTotal, scratch, riskSum, eventSum } = sets;
  sumAtRisk(steps, scratch, riskSum);
  sumEvents(steps, scratch, eventSum);
  for (let step = 0, at = covariate; step < steps.count; step++, at += covariates) {
    if (steps.eventCount[step] === 0) continue; // an opening step has no risk set
    const mean = riskSum[step]! / riskTotal[step]!;
    riskMean[at] = mean;
    eventShift[at] = mean - eventSum[step]! / eventTotal[step]!;
  }
}
