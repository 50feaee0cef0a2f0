import { ROWS_PER_BLOCK } from './rowBlock.ts';

/**
 * One step of a QR factorisation by row blocks: stacks a block of new rows under an upper triangular R and
 * reduces the stack to a new R by Householder reflections.
 *
 *   [R; B] = Q [R'; 0],   so R'ᵀR' = RᵀR + BᵀB
 *
 * Starting from R = 0 and walking the data block by block gives the R of the whole table as stably as Householder QR on
 * all rows at once (error ~ machine epsilon x condition of X, not of XᵀX), in memory of one block. Cost 2 n width².
 *
 * @param triangle R, width x width, row-major; overwritten
 * @param block    width columns of ROWS_PER_BLOCK rows, column after column; overwritten
 * @see Golub & Van Loan (2013), sections 5.1-5.2; Demmel et al. (2012), SIAM J Sci Comput 34:A206-A239, doi:10.1137/080731992 (sequential TSQR)
 */
export function householderUpdate(triangle: Float64Array, block: Float64Array, width: number): void {
  for (let j = 0; j < width; j++) {
    const pivot = j * width + j;
    const below = squaredNorm(block, j);
    if (below === 0) continue; // nothing to annihilate
    const alpha = triangle[pivot]!;
    const norm = Math.sqrt(alpha * alpha + below);
    const beta = alpha > 0 ? -norm : norm; // opposite sign: alpha - beta never cancels
    const head = alpha - beta;
    const scale = 2 / (head * head + below);
    triangle[pivot] = beta;
    for (let k = j + 1; k < width; k++) reflectColumn(triangle, block, j * width + k, head, scale, j, k);
  }
}

function squaredNorm(block: Float64Array, column: number): number {
  let sum = 0;
  for (let i = column * ROWS_PER_BLOCK, end = i + ROWS_PER_BLOCK; i < end; i++) sum += block[i]! * block[i]!;
  return sum;
}

/** Applies the reflection with vector (head; column j of the block) to column k of the stack. */
function reflectColumn(
  triangle: Float64Array,
  block: Float64Array,
  entry: number,
  head: number,
  scale: number,
  j: number,
  k: number,
): void {
  const v = j * ROWS_PER_BLOCK;
  const x = k * ROWS_PER_BLOCK;
  let product = head * triangle[entry]!;
  for (let i = 0; i < ROWS_PER_BLOCK; i++) product += block[v + i]! * block[x + i]!;
  const step = product * scale;
  triangle[entry]! -= step * head;
  for (let i = 0; i < ROWS_PER_BLOCK; i++) block[x + i]! -= step * block[v + i]!;
}
