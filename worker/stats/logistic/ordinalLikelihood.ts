import { addGram } from '../linalg/addGram.ts';
import { paddedColumns, ROWS_PER_BLOCK, scaleRows } from '../linalg/rowBlock.ts';
import type { Likelihood } from '../optimize/newton.ts';
import { addColumnProducts, linearPredictor } from './linearPredictor.ts';
import { type OrdinalRows, paddedThresholds } from './ordinalRows.ts';
import { walkOrdinalScores } from './ordinalScores.ts';
import { ordinalSignedRows } from './ordinalSignedRows.ts';
import type { RowLikelihood } from './rowLikelihood.ts';

/**
 * Likelihood of the proportional-odds model, P(Y <= k) = F(threshold_k - η), η = z'slopes, F(t) = 1 / (1 + exp(-t)).
 *
 * P(Y = k) = F(a) - F(b) with a = threshold_k - η, b = threshold_(k-1) - η is the product F(a) F(-b) (1 - exp(b - a)), so that
 *
 *   logLikelihood = Σ_i m log F(a_i) + Σ_i m log F(-b_i) + Σ_k N_k log(1 - exp(-gap_k)),   gap_k = threshold_k - threshold_(k-1)
 *
 * two binary regressions (Y <= k at the threshold above each answer, Y > k at the one below) and a term per middle level that keeps
 * the thresholds apart. Each is concave, nothing cancels however narrow a level is, and score and observed information are those of
 * binary regressions. The lowest level has no b, the highest no a. N_k is the mass at level k.
 * One walk over the rows an evaluation: n k²/2 multiply-adds and four transcendental functions a row.
 *
 * Parameters: the thresholds, then the slopes.
 * @see McCullagh (1980), J R Statist Soc B 42:109-142; Pratt (1981), JASA 76:103-106, doi:10.1080/01621459.1981.10477613 (concavity)
 */
export function ordinalLikelihood(data: OrdinalRows): RowLikelihood {
  const { rows, levelCount, levelMass } = data;
  const thresholdCount = levelCount - 1;
  const size = thresholdCount + rows.size - 1;
  return {
    size,
    start: nullParameters(levelMass, size),
    evaluate: (parameters) => (isAscending(parameters, thresholdCount) ? evaluate(data, parameters) : null),
    walkScores: (parameters, multipliers, visit, order) => walkOrdinalScores(data, parameters, multipliers, visit, order),
    scoreWidth: paddedColumns(size),
    signedRows: ordinalSignedRows(data),
    reach: (step, parameters) => reach(data, step, parameters),
  };
}

/** Log-odds of the cumulative shares. */
function nullParameters(levelMass: Float64Array, size: number): Float64Array {
  const parameters = new Float64Array(size);
  const total = levelMass.reduce((sum, mass) => sum + mass, 0);
  let below = 0;
  for (let k = 0; k < levelMass.length - 1; k++) {
    below += levelMass[k]!;
    parameters[k] = Math.log(below / (total - below));
  }
  return parameters;
}

function isAscending(parameters: Float64Array, thresholdCount: number): boolean {
  for (let k = 1; k < thresholdCount; k++) if (!(parameters[k]! > parameters[k - 1]!)) return false;
  return true;
}

/** Over both binary predictors of a row, and over the gaps in the unit in which their weights stay positive below 1. */
function reach({ rows, levels, levelCount, mass }: OrdinalRows, step: Float64Array, parameters: Float64Array): number {
  const moves = new Float64Array(ROWS_PER_BLOCK);
  const slopes = step.subarray(levelCount - 1);
  let largest = 0;
  for (let k = 1; k < levelCount - 1; k++) {
    const gap = parameters[k]! - parameters[k - 1]!;
    largest = Math.max(largest, Math.abs(step[k]! - step[k - 1]!) / -Math.expm1(-gap));
  }
  rows.walk((block, start, count) => {
    linearPredictor(block, slopes, 1, moves);
    for (let i = 0; i < count; i++) {
      const level = levels[start + i]!;
      if (mass !== null && !(mass[start + i]! > 0)) continue;
      if (level < levelCount - 1) largest = Math.max(largest, Math.abs(step[level]! - moves[i]!));
      if (level > 0) largest = Math.max(largest, Math.abs(step[level - 1]! - moves[i]!));
    }
  });
  return largest;
}

/**
 * Sums over the rows, by threshold where it matters. Threshold k of the model lies at place k + 1; places 0 and levelCount stand for
 * the missing thresholds below the lowest and above the highest level and only ever receive zeros.
 */
interface Sums {
  logLikelihood: number;
  readonly score: Float64Array;
  readonly information: Float64Array;
  /** Σ -w z by slope and threshold, slopes x (levelCount + 1) */
  readonly cross: Float64Array;
  readonly slopeScore: Float64Array;
  readonly gram: Float64Array;
}

function evaluate(data: OrdinalRows, parameters: Float64Array): Likelihood {
  const { rows, levels, levelCount, mass } = data;
  const { size, width } = rows;
  const thresholds = paddedThresholds(parameters, levelCount);
  const slopes = parameters.subarray(levelCount - 1);
  const sums: Sums = {
    logLikelihood: 0,
    score: new Float64Array(levelCount + 1),
    information: new Float64Array(levelCount + 1),
    cross: new Float64Array((size - 1) * (levelCount + 1)),
    slopeScore: new Float64Array(size - 1),
    gram: new Float64Array(width * width),
  };
  const predictor = new Float64Array(ROWS_PER_BLOCK);
  const above = new Float64Array(ROWS_PER_BLOCK);
  const below = new Float64Array(ROWS_PER_BLOCK);
  rows.walk((block, start, count) => {
    linearPredictor(block, slopes, 1, predictor);
    let blockLikelihood = 0;
    for (let i = 0; i < count; i++) {
      const weight = mass === null ? 1 : mass[start + i]!;
      const level = levels[start + i]!;
      const a = thresholds[level + 1]! - predictor[i]!;
      const b = predictor[i]! - thresholds[level]!;
      const tailA = Math.exp(-Math.abs(a));
      const tailB = Math.exp(-Math.abs(b));
      blockLikelihood += weight * (Math.min(0, a) + Math.min(0, b) - Math.log1p(tailA) - Math.log1p(tailB));
      const missA = (a >= 0 ? tailA : 1) / (1 + tailA);
      const missB = (b >= 0 ? tailB : 1) / (1 + tailB);
      above[i] = (weight * tailA) / (1 + tailA) ** 2;
      below[i] = (weight * tailB) / (1 + tailB) ** 2;
      sums.score[level + 1]! += weight * missA;
      sums.score[level]! -= weight * missB;
      sums.information[level + 1]! += above[i]!;
      sums.information[level]! += below[i]!;
      predictor[i] = weight * (missB - missA);
    }
    sums.logLikelihood += blockLikelihood;
    addSlopes(sums, block, levels, { start, count, predictor, above, below }, data);
  });
  return assemble(sums, data, parameters);
}

interface BlockTerms {
  readonly start: number;
  readonly count: number;
  /** derivative by the linear predictor; overwritten */
  readonly predictor: Float64Array;
  readonly above: Float64Array;
  readonly below: Float64Array;
}

function addSlopes(sums: Sums, block: Float64Array, levels: Int32Array, terms: BlockTerms, { rows, levelCount }: OrdinalRows): void {
  const { start, count, predictor, above, below } = terms;
  addColumnProducts(sums.slopeScore, block, predictor, 1);
  for (let j = 0; j < rows.size - 1; j++) {
    const column = (j + 1) * ROWS_PER_BLOCK;
    const place = j * (levelCount + 1);
    for (let i = 0; i < count; i++) {
      const z = block[column + i]!;
      const slot = place + levels[start + i]!;
      sums.cross[slot + 1]! -= above[i]! * z;
      sums.cross[slot]! -= below[i]! * z;
    }
  }
  for (let i = 0; i < count; i++) predictor[i] = Math.sqrt(above[i]! + below[i]!);
  predictor.fill(0, count);
  scaleRows(block, predictor, rows.size);
  addGram(sums.gram, block, rows.width);
}

function assemble(sums: Sums, { rows, levelCount, levelMass }: OrdinalRows, parameters: Float64Array): Likelihood {
  const thresholdCount = levelCount - 1;
  const slopeCount = rows.size - 1;
  const size = thresholdCount + slopeCount;
  const score = new Float64Array(size);
  const information = new Float64Array(size * size);
  let { logLikelihood } = sums;
  score.set(sums.score.subarray(1, levelCount));
  score.set(sums.slopeScore, thresholdCount);
  for (let k = 0; k < thresholdCount; k++) {
    information[k * size + k] = sums.information[k + 1]!;
    for (let j = 0; j < slopeCount; j++) information[k * size + thresholdCount + j] = sums.cross[j * (levelCount + 1) + k + 1]!;
  }
  for (let i = 0; i < slopeCount; i++) {
    for (let j = i; j < slopeCount; j++) {
      information[(thresholdCount + i) * size + thresholdCount + j] = sums.gram[(i + 1) * rows.width + j + 1]!;
    }
  }
  for (let k = 1; k < thresholdCount; k++) {
    const gap = parameters[k]! - parameters[k - 1]!;
    const growth = Math.expm1(gap);
    const slope = levelMass[k]! / growth;
    const curvature = slope / -Math.expm1(-gap);
    logLikelihood += levelMass[k]! * Math.log(-Math.expm1(-gap));
    score[k]! += slope;
    score[k - 1]! -= slope;
    information[k * size + k]! += curvature;
    information[(k - 1) * size + k - 1]! += curvature;
    information[(k - 1) * size + k]! -= curvature;
  }
  return { logLikelihood, score, information };
}
