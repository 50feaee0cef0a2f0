import { addGram } from '../linalg/addGram.ts';
import { orthonormalise } from '../linalg/orthonormalise.ts';
import { fillRowBlock, paddedColumns, ROWS_PER_BLOCK } from '../linalg/rowBlock.ts';
import type { Design, DesignFactor } from './designFactor.ts';

/** From this leverage on an observation's own residual says nothing: 1 - h is rounding (definitions.md, section 1). */
const LEVERAGE_OF_ONE = 1 - 1e-10;

export interface ResidualPass {
  /** Σ e² */
  readonly squaredResiduals: number;
  /** rows with leverage >= 1 - 1e-10, for which e / (1 - h) is undefined */
  readonly fullLeverageRows: number;
  /** Σ (e / (1 - h))² z zᵀ over the orthonormal rows z, width x width row-major; upper triangle valid */
  readonly meat: Float64Array;
  readonly width: number;
}

/**
 * Walks the rows once more for what needs each row's residual e and leverage h.
 *
 *   z = T⁻ᵀ x (row of Q),   h = |z|²,   e = y - zᵀ projection
 *
 * e through z and not through x times the coefficients: |z| <= 1, so nothing large cancels on badly conditioned data.
 * Memory: one block. Cost n p² multiply-adds.
 */
export function residualPass(design: Design, factor: DesignFactor, onRows: (rows: number) => void = () => {}): ResidualPass {
  const { drivers, outcome, intercept } = design;
  const n = outcome.length;
  const width = paddedColumns(factor.size);
  const triangle = paddedTriangle(factor, width);
  const noShift = new Float64Array(drivers.length);
  const block = new Float64Array(width * ROWS_PER_BLOCK);
  const fitted = new Float64Array(ROWS_PER_BLOCK);
  const leverage = new Float64Array(ROWS_PER_BLOCK);
  const meat = new Float64Array(width * width);
  let squaredResiduals = 0;
  let fullLeverageRows = 0;
  for (let start = 0; start < n; start += ROWS_PER_BLOCK) {
    const rows = Math.min(ROWS_PER_BLOCK, n - start);
    if (intercept) block.fill(1, 0, rows).fill(0, rows, ROWS_PER_BLOCK);
    fillRowBlock(block, drivers, noShift, start, rows, intercept ? 1 : 0);
    orthonormalise(block, triangle, width);
    fitBlock(block, factor, fitted, leverage);
    let blockSquares = 0;
    for (let i = 0; i < rows; i++) {
      const residual = outcome[start + i]! - fitted[i]!;
      blockSquares += residual * residual;
      const isFull = leverage[i]! >= LEVERAGE_OF_ONE;
      if (isFull) fullLeverageRows++;
      fitted[i] = isFull ? 0 : residual / (1 - leverage[i]!); // from here on the weight of the row
    }
    squaredResiduals += blockSquares;
    scaleRows(block, fitted, factor.size);
    addGram(meat, block, width);
    onRows(rows);
  }
  return { squaredResiduals, fullLeverageRows, meat, width };
}

function paddedTriangle({ triangle, size }: DesignFactor, width: number): Float64Array {
  const padded = new Float64Array(width * width);
  for (let i = 0; i < width; i++) {
    if (i >= size) padded[i * width + i] = 1;
    else for (let j = i; j < size; j++) padded[i * width + j] = triangle[i * size + j]!;
  }
  return padded;
}

/** fitted = Σ_j z_j projection_j and leverage = Σ_j z_j², for every row of the block. */
function fitBlock(block: Float64Array, { projection, size }: DesignFactor, fitted: Float64Array, leverage: Float64Array): void {
  fitted.fill(0);
  leverage.fill(0);
  for (let j = 0; j < size; j++) {
    const weight = projection[j]!;
    const offset = j * ROWS_PER_BLOCK;
    for (let i = 0; i < ROWS_PER_BLOCK; i++) {
      const z = block[offset + i]!;
      fitted[i]! += z * weight;
      leverage[i]! += z * z;
    }
  }
}

function scaleRows(block: Float64Array, weights: Float64Array, columns: number): void {
  for (let j = 0; j < columns; j++) {
    const offset = j * ROWS_PER_BLOCK;
    for (let i = 0; i < ROWS_PER_BLOCK; i++) block[offset + i]! *= weights[i]!;
  }
}
