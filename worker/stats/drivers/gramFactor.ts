import { addGram } from '../linalg/addGram.ts';
import { cholesky } from '../linalg/cholesky.ts';
import { conditionNumber } from '../linalg/conditionNumber.ts';
import { fillRowBlock, paddedColumns, ROWS_PER_BLOCK } from '../linalg/rowBlock.ts';
import { solveUpperTransposed } from '../linalg/triangular.ts';
import { type Design, type DesignFactor, designSize } from './designFactor.ts';

/**
 * Beyond this condition number of the correlation matrix the Gram route is refused: it loses log10(kappa) of 16 digits,
 * so at 1e5 about 10 digits remain. Ratings of one survey have kappa below 100.
 */
const LARGEST_CONDITION = 1e5;

/**
 * Factor of the design by the centred Gram matrix and Cholesky: half the cost of QR, and tiles well.
 *
 *   S = Σ (x - mean)(x - mean)ᵀ = RᵀR,   T = [√n  √n meanᵀ; 0  R]   (T = R of Σ x xᵀ without an intercept)
 *
 * Memory: one block of rows. Cost n (p + 1)² / 2 multiply-adds.
 *
 * @returns null when S is not positive definite or too badly conditioned: the caller then takes qrFactor
 */
export function gramFactor(design: Design, onRows: (rows: number) => void = () => {}): DesignFactor | null {
  const count = design.drivers.length;
  const width = paddedColumns(count + 1);
  const gram = crossProducts(design, width, onRows);
  const drivers = new Float64Array(count * count);
  const withOutcome = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    for (let j = i; j < count; j++) drivers[i * count + j] = gram[i * width + j]!;
    withOutcome[i] = gram[i * width + count]!;
  }
  const inner = cholesky(drivers, count);
  if (inner === null || !(conditionNumber(inner, count) <= LARGEST_CONDITION)) return null;
  return assemble(design, inner, solveUpperTransposed(inner, count, withOutcome));
}

function crossProducts(
  { drivers, driverMeans, outcome, outcomeMean, intercept }: Design,
  width: number,
  onRows: (rows: number) => void,
): Float64Array {
  const n = outcome.length;
  const columns = [...drivers, outcome];
  const shifts = intercept ? Float64Array.of(...driverMeans, outcomeMean) : new Float64Array(columns.length);
  const block = new Float64Array(width * ROWS_PER_BLOCK);
  const gram = new Float64Array(width * width);
  for (let start = 0; start < n; start += ROWS_PER_BLOCK) {
    const rows = Math.min(ROWS_PER_BLOCK, n - start);
    fillRowBlock(block, columns, shifts, start, rows, 0);
    addGram(gram, block, width);
    onRows(rows);
  }
  return gram;
}

function assemble(design: Design, inner: Float64Array, innerProjection: Float64Array): DesignFactor {
  const { drivers, driverMeans, outcome, outcomeMean, intercept } = design;
  if (!intercept) return { triangle: inner, projection: innerProjection, size: drivers.length, intercept, method: 'GRAM' };
  const size = designSize(design);
  const rootN = Math.sqrt(outcome.length);
  const triangle = new Float64Array(size * size);
  triangle[0] = rootN;
  for (let j = 1; j < size; j++) {
    triangle[j] = rootN * driverMeans[j - 1]!;
    for (let i = 1; i <= j; i++) triangle[i * size + j] = inner[(i - 1) * (size - 1) + j - 1]!;
  }
  return { triangle, projection: Float64Array.of(rootN * outcomeMean, ...innerProjection), size, intercept, method: 'GRAM' };
}
