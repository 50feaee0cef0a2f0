import { requireConfidenceLevel } from '../../checks.ts';
import { type WaldRow, waldRow } from '../../inference/waldRow.ts';
import { invertPositiveDefinite } from '../../linalg/positiveDefinite.ts';
import { type Likelihood, newton } from '../../optimize/newton.ts';
import { type FitOutcome, notEstimable } from '../../outcome.ts';
import { fewEvents, type RiskOutcomes, requireRisks } from './riskOutcomes.ts';

export interface Calibration {
  readonly n: number;
  readonly events: number;
  /** with slope 1: 0 = as many left as foretold, above 0 more; on the scale of log odds */
  readonly intercept: WaldRow;
  /** 1 = risks spread as they should; below 1 the high ones are too high and the low ones too low */
  readonly slope: WaldRow;
  /** the intercept that goes with the slope */
  readonly interceptOfSlope: number;
  readonly meanRisk: number;
  /** Σ w y / Σ w */
  readonly observedRate: number;
}

/** A risk of 0 or 1 has no log odds: it is taken for one in a million, or for all but that. */
const SURE = 1e-6;

/**
 * Calibration of predicted risks: logistic regression of the outcome on the log odds of the risk, with censoring weights.
 *
 *   logit P(y = 1) = a + logit(p)              intercept: calibration in the large
 *   logit P(y = 1) = a + b logit(p)            slope b
 *   V = A⁻¹ (Σ w² (y - q)² x x') A⁻¹ · n/(n - 1),   A = Σ w q (1 - q) x x'
 *
 * By Newton's method; the errors are those of weighted rows (LINEARIZED), by the normal. Time O(n) a step.
 *
 * @param risk length n, 0-1
 * @returns notEstimable TOO_FEW_EVENTS (none left, or none stayed), ZERO_VARIANCE (all risks the same), SEPARATION (the risks part the two
 *   without error, so that no maximum exists), NOT_CONVERGED; warnings TOO_FEW_EVENTS (fewer than 10 left, or stayed)
 * @throws ModelInputError LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE
 * @see Cox (1958), Biometrika 45:562-565, doi:10.1093/biomet/45.3-4.562; Gerds, Andersen & Kattan (2014), Stat Med 33:3191-3203, doi:10.1002/sim.6152
 */
export function calibration(risk: Float64Array, outcomes: RiskOutcomes, confidenceLevel = 0.95): FitOutcome<Calibration> {
  requireRisks(risk, outcomes);
  requireConfidenceLevel(confidenceLevel);
  const { isEvent, weights, events, known } = outcomes;
  if (events === 0 || events === known)
    return notEstimable('TOO_FEW_EVENTS', `${events} of ${known} customers seen to the horizon left: there is nothing to compare`);
  const logOdds = risk.map((value) => {
    const inside = Math.min(1 - SURE, Math.max(SURE, value));
    return Math.log(inside / (1 - inside));
  });
  if (logOdds.every((value) => value === logOdds[0])) return notEstimable('ZERO_VARIANCE', 'all predicted risks are the same');
  const rows: WeightedRows = { isEvent, weights, logOdds };
  if (isSeparated(rows)) return notEstimable('SEPARATION', 'the predicted risks part those who left from those who stayed without error');
  const level = recalibrated(rows, 1);
  const spread = recalibrated(rows, 2);
  if (level === null || spread === null) return notEstimable('NOT_CONVERGED', 'the recalibration did not settle');
  const mass = weights.reduce((sum, weight) => sum + weight, 0);
  const sumOf = (value: (i: number) => number): number => weights.reduce((sum, weight, i) => sum + weight * value(i), 0);
  const fit: Calibration = {
    n: known,
    events,
    intercept: waldRow('intercept', level.parameters[0]!, level.errors[0]!, null, confidenceLevel),
    slope: waldRow('slope', spread.parameters[1]!, spread.errors[1]!, null, confidenceLevel),
    interceptOfSlope: spread.parameters[0]!,
    meanRisk: sumOf((i) => risk[i]!) / mass,
    observedRate: sumOf((i) => isEvent[i]!) / mass,
  };
  return { kind: 'fitted', fit, warnings: fewEvents(outcomes) };
}

interface WeightedRows {
  readonly isEvent: Uint8Array;
  readonly weights: Float64Array;
  readonly logOdds: Float64Array;
}

/**
 * Whether no maximum exists, which with one covariate has an exact test: all who left have log odds at or above those of all who stayed, or the
 * reverse. The search would end all the same, at a slope that is where it stopped.
 */
function isSeparated({ isEvent, weights, logOdds }: WeightedRows): boolean {
  const of = (outcome: 0 | 1): Float64Array => logOdds.filter((_, i) => weights[i]! > 0 && isEvent[i] === outcome);
  const least = (values: Float64Array): number => values.reduce((lowest, value) => Math.min(lowest, value));
  const most = (values: Float64Array): number => values.reduce((highest, value) => Math.max(highest, value));
  const [left, stayed] = [of(1), of(0)];
  return least(left) >= most(stayed) || most(left) <= least(stayed);
}

/** The regression with 1 parameter (the log odds are an offset) or 2, with robust errors; null where it did not end. */
function recalibrated(rows: WeightedRows, size: 1 | 2): { parameters: Float64Array; errors: Float64Array } | null {
  const start = size === 1 ? Float64Array.of(0) : Float64Array.of(0, 1);
  const found = newton(start, (parameters) => likelihoodAt(rows, parameters));
  if (found.status !== 'CONVERGED') return null;
  const inverse = invertPositiveDefinite(found.information, size);
  if (inverse === null) return null;
  const meat = scoreSquares(rows, found.parameters);
  const errors = Float64Array.from({ length: size }, (_, j) => {
    let variance = 0;
    for (let k = 0; k < size; k++)
      for (let l = 0; l < size; l++) variance += inverse[j * size + k]! * meat[k * size + l]! * inverse[l * size + j]!;
    return Math.sqrt(variance);
  });
  return { parameters: found.parameters, errors };
}

function likelihoodAt({ isEvent, weights, logOdds }: WeightedRows, parameters: Float64Array): Likelihood {
  const size = parameters.length;
  const score = new Float64Array(size);
  const information = new Float64Array(size * size);
  let logLikelihood = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]!;
    if (weight === 0) continue;
    const x = logOdds[i]!;
    const predictor = parameters[0]! + (parameters[1] ?? 1) * x;
    const q = 1 / (1 + Math.exp(-predictor));
    const signed = isEvent[i] === 1 ? predictor : -predictor;
    logLikelihood -= weight * (Math.max(0, -signed) + Math.log1p(Math.exp(-Math.abs(signed))));
    const residual = weight * (isEvent[i]! - q);
    const spread = weight * q * (1 - q);
    score[0]! += residual;
    information[0]! += spread;
    if (size === 1) continue;
    score[1]! += residual * x;
    information[1]! += spread * x;
    information[3]! += spread * x * x;
  }
  if (size === 2) information[2] = information[1]!;
  return { logLikelihood, score, information };
}

/** Σ w² (y - q)² x x' · n/(n - 1) */
function scoreSquares({ isEvent, weights, logOdds }: WeightedRows, parameters: Float64Array): Float64Array {
  const size = parameters.length;
  const squares = new Float64Array(size * size);
  let n = 0;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] === 0) continue;
    n++;
    const q = 1 / (1 + Math.exp(-(parameters[0]! + (parameters[1] ?? 1) * logOdds[i]!)));
    const square = (weights[i]! * (isEvent[i]! - q)) ** 2;
    const x = [1, logOdds[i]!];
    for (let j = 0; j < size; j++) for (let k = 0; k < size; k++) squares[j * size + k]! += square * x[j]! * x[k]!;
  }
  return n > 1 ? squares.map((value) => (value * n) / (n - 1)) : squares;
}
