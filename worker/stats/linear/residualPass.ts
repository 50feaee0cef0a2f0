import { addGram } from '../linalg/addGram.ts';
import { orthonormalise, paddedFactor } from '../linalg/orthonormalise.ts';
import { fillRowBlock, paddedColumns, ROWS_PER_BLOCK, scaleRows } from '../linalg/rowBlock.ts';
import { addClusterRows, clusterScores, flushClusterScores } from './clusterScores.ts';
import type { Design, DesignFactor } from './designFactor.ts';
import type { ScoreKind } from './errorRule.ts';

/** From this leverage on an observation's own residual says nothing: 1 - h is rounding (definitions.md, section 1). */
const LEVERAGE_OF_ONE = 1 - 1e-10;

/** Sums over rows that need each row's residual. Plain data; of disjoint parts, cluster by cluster, they add up. */
export interface ResidualPass {
  /** Σ mass e² */
  readonly squaredResiduals: number;
  /** rows with leverage >= 1 - 1e-10, for which e / (1 - h) is undefined; counted for HC3 only */
  readonly fullLeverageRows: number;
  /** Σ s sᵀ over the scores s in the coordinates of Q, width x width row-major; upper triangle valid; zeros for NONE */
  readonly meat: Float64Array;
  readonly width: number;
}

/**
 * Walks the rows once more for what needs each row's residual e and leverage h.
 *
 *   z = T⁻ᵀ x (row of Q),   h = w |z|²,   e = y - zᵀ projection
 *   scores: HC3  w e z / (1 - h), one a response;   ROWS  w e z, one a response;   CLUSTERS  Σ c w e z over the cluster
 *
 * w is the weight of a response, c the responses of a row. e through z and not through x times the coefficients: |z| <= 1, so
 * nothing large cancels on badly conditioned data. Memory: two blocks. Cost n p² multiply-adds.
 */
export function residualPass(
  design: Design,
  factor: DesignFactor,
  scores: ScoreKind,
  onRows: (rows: number) => void = () => {},
): ResidualPass {
  const { drivers, outcome, intercept, rows: roles } = design;
  const width = paddedColumns(factor.size);
  const triangle = paddedFactor(factor.triangle, factor.size, width);
  const columns = [...drivers, outcome];
  const noShift = new Float64Array(columns.length);
  const block = new Float64Array((width + 1) * ROWS_PER_BLOCK); // the outcome comes last, out of the kernels' way
  const fitted = new Float64Array(ROWS_PER_BLOCK);
  const leverage = new Float64Array(ROWS_PER_BLOCK);
  const meat = new Float64Array(width * width);
  const byCluster = scores === 'CLUSTERS' ? clusterScores(width, meat) : null;
  const order = byCluster === null ? null : roles.clusters!.order;
  let squaredResiduals = 0;
  let fullLeverageRows = 0;
  for (let start = 0; start < outcome.length; start += ROWS_PER_BLOCK) {
    const rows = Math.min(ROWS_PER_BLOCK, outcome.length - start);
    if (intercept) block.fill(1, 0, rows).fill(0, rows, ROWS_PER_BLOCK);
    fillRowBlock(block, drivers, noShift, start, rows, intercept ? 1 : 0, order);
    fillRowBlock(block, [outcome], noShift, start, rows, width, order);
    orthonormalise(block, triangle, width);
    fitBlock(block, factor, fitted, leverage);
    const sums = weighResiduals(block, width, fitted, leverage, { start, rows, order, scores, roles });
    squaredResiduals += sums.squares;
    fullLeverageRows += sums.fullLeverageRows;
    if (scores !== 'NONE') scaleRows(block, fitted, factor.size);
    if (byCluster !== null) addClusterRows(byCluster, block, roles.clusters!.codes, order, start, rows);
    else if (scores !== 'NONE') addGram(meat, block, width);
    onRows(rows);
  }
  if (byCluster !== null) flushClusterScores(byCluster);
  return { squaredResiduals, fullLeverageRows, meat, width };
}

/** The same without the rows, where no scores are needed: Σ mass e² as the factor has it. */
export function residualsOfFactor({ size, squaredResiduals }: DesignFactor): ResidualPass {
  const width = paddedColumns(size);
  return { squaredResiduals, fullLeverageRows: 0, meat: new Float64Array(width * width), width };
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

interface BlockOfRows {
  readonly start: number;
  readonly rows: number;
  readonly order: Int32Array | null;
  readonly scores: ScoreKind;
  readonly roles: Design['rows'];
}

/** Turns `fitted` into what each row of z is multiplied by to become its score. */
function weighResiduals(
  block: Float64Array,
  width: number,
  fitted: Float64Array,
  leverage: Float64Array,
  { start, rows, order, scores, roles: { weights, counts } }: BlockOfRows,
): { squares: number; fullLeverageRows: number } {
  let squares = 0;
  let fullLeverageRows = 0;
  for (let i = 0; i < rows; i++) {
    const row = order === null ? start + i : order[start + i]!;
    const weight = weights === null ? 1 : weights[row]!;
    const count = counts === null ? 1 : counts[row]!;
    const residual = block[width * ROWS_PER_BLOCK + i]! - fitted[i]!;
    squares += count * weight * residual * residual;
    let score = weight * residual * (scores === 'CLUSTERS' ? count : Math.sqrt(count)); // √c: c equal scores, squared and summed
    if (scores === 'HC3') {
      const h = weight * leverage[i]!;
      const isFull = h >= LEVERAGE_OF_ONE && count > 0;
      if (isFull) fullLeverageRows++;
      score = isFull ? 0 : score / (1 - h);
    }
    fitted[i] = count > 0 ? score : 0; // a row outside of the sample may have any leverage
  }
  return { squares, fullLeverageRows };
}
