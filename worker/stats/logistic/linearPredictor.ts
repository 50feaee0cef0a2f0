import { ROWS_PER_BLOCK } from '../linalg/rowBlock.ts';

/**
 * predictor_i = Σ_j block_ij coefficients[j] for every row of a block, over the columns first … first + coefficients - 1.
 *
 * @param predictor length ROWS_PER_BLOCK, overwritten
 */
export function linearPredictor(block: Float64Array, coefficients: Float64Array, first: number, predictor: Float64Array): void {
  predictor.fill(0);
  for (let j = 0; j < coefficients.length; j++) {
    const coefficient = coefficients[j]!;
    const offset = (first + j) * ROWS_PER_BLOCK;
    for (let i = 0; i < ROWS_PER_BLOCK; i++) predictor[i]! += coefficient * block[offset + i]!;
  }
}

/** sums[j] += Σ_i block_ij factors_i over the columns first … first + sums - 1: the transpose of linearPredictor. */
export function addColumnProducts(sums: Float64Array, block: Float64Array, factors: Float64Array, first: number): void {
  for (let j = 0; j < sums.length; j++) {
    const offset = (first + j) * ROWS_PER_BLOCK;
    let sum = 0;
    for (let i = 0; i < ROWS_PER_BLOCK; i++) sum += block[offset + i]! * factors[i]!;
    sums[j]! += sum;
  }
}
