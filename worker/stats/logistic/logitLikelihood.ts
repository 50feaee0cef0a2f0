import { addGram } from '../linalg/addGram.ts';
import { ROWS_PER_BLOCK, scaleRows } from '../linalg/rowBlock.ts';
import { upperLeft } from '../linalg/upperLeft.ts';
import type { Likelihood } from '../optimize/newton.ts';
import type { NumericColumn } from '../rows/numericColumn.ts';
import { addColumnProducts, linearPredictor } from './linearPredictor.ts';
import { logitSignedRows } from './logitSignedRows.ts';
import type { RowLikelihood } from './rowLikelihood.ts';
import type { WhitenedRows } from './whitenedRows.ts';

/**
 * Likelihood of a binary logistic regression, P(y = 1) = 1 / (1 + exp(-z'parameters)).
 *
 *   logLikelihood = -Σ m log(1 + exp(-s η)),   score = Σ m s q z,   information = Σ m q (1 - q) z zᵀ
 *
 * η = z'parameters, s = 1 where y = 1 and -1 where y = 0, q = 1 / (1 + exp(s η)) the probability of what did not happen, m the row's mass.
 * Through exp(-|η|) only, so that nothing overflows and q keeps its relative digits in both tails.
 * One evaluation walks the rows once: n k²/2 multiply-adds and two transcendental functions a row.
 *
 * @param isEvent length n, 0 or 1
 * @param mass    what each row weighs, null = 1
 */
export function logitLikelihood(rows: WhitenedRows, isEvent: NumericColumn, mass: Float64Array | null): RowLikelihood {
  return {
    size: rows.size,
    start: nullParameters(rows, isEvent, mass),
    evaluate: (parameters) => evaluate(rows, isEvent, mass, parameters),
    walkScores: (parameters, multipliers, visit, order) => {
      const factors = new Float64Array(ROWS_PER_BLOCK);
      rows.walk((block, start, count) => {
        linearPredictor(block, parameters, 0, factors);
        for (let i = 0; i < count; i++) {
          const row = order === null ? start + i : order[start + i]!;
          const sign = 2 * isEvent[row]! - 1;
          factors[i] = sign * missProbability(sign * factors[i]!) * (multipliers === null ? 1 : multipliers[row]!);
        }
        scaleRows(block, factors, rows.size);
        visit(block, start, count);
      }, order);
    },
    scoreWidth: rows.width,
    signedRows: logitSignedRows(rows, isEvent, mass),
    reach: (step) => reach(rows, mass, step),
  };
}

function reach(rows: WhitenedRows, mass: Float64Array | null, step: Float64Array): number {
  const moves = new Float64Array(ROWS_PER_BLOCK);
  let largest = 0;
  rows.walk((block, start, count) => {
    linearPredictor(block, step, 0, moves);
    for (let i = 0; i < count; i++) {
      if (mass === null || mass[start + i]! > 0) largest = Math.max(largest, Math.abs(moves[i]!));
    }
  });
  return largest;
}

/** Probability of the outcome that did not happen, given s η. */
function missProbability(margin: number): number {
  const tail = Math.exp(-Math.abs(margin));
  return (margin >= 0 ? tail : 1) / (1 + tail);
}

function nullParameters(rows: WhitenedRows, isEvent: NumericColumn, mass: Float64Array | null): Float64Array {
  const parameters = new Float64Array(rows.size);
  if (!rows.intercept) return parameters;
  const masses = [0, 0];
  for (let i = 0; i < isEvent.length; i++) masses[isEvent[i]!]! += mass === null ? 1 : mass[i]!;
  parameters[0] = Math.log(masses[1]! / masses[0]!) / rows.constant;
  return parameters;
}

function evaluate(rows: WhitenedRows, isEvent: NumericColumn, mass: Float64Array | null, parameters: Float64Array): Likelihood {
  const { size, width } = rows;
  const gram = new Float64Array(width * width);
  const score = new Float64Array(size);
  const residuals = new Float64Array(ROWS_PER_BLOCK);
  const roots = new Float64Array(ROWS_PER_BLOCK);
  let logLikelihood = 0;
  rows.walk((block, start, count) => {
    linearPredictor(block, parameters, 0, residuals);
    let blockLikelihood = 0;
    for (let i = 0; i < count; i++) {
      const weight = mass === null ? 1 : mass[start + i]!;
      const sign = 2 * isEvent[start + i]! - 1;
      const margin = sign * residuals[i]!;
      const tail = Math.exp(-Math.abs(margin));
      blockLikelihood += weight * (Math.min(0, margin) - Math.log1p(tail));
      residuals[i] = (weight * sign * (margin >= 0 ? tail : 1)) / (1 + tail);
      roots[i] = Math.sqrt(weight * tail) / (1 + tail);
    }
    roots.fill(0, count);
    logLikelihood += blockLikelihood;
    addColumnProducts(score, block, residuals, 0);
    scaleRows(block, roots, size);
    addGram(gram, block, width);
  });
  return { logLikelihood, score, information: upperLeft(gram, width, size) };
}
