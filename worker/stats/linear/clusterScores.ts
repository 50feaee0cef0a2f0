import { addGram } from '../linalg/addGram.ts';
import { ROWS_PER_BLOCK } from '../linalg/rowBlock.ts';

/** Sums of rows by cluster on their way into a Gram matrix: full blocks of cluster sums are added and forgotten. */
export interface ClusterScores {
  readonly width: number;
  /** width columns of ROWS_PER_BLOCK cluster sums, column after column */
  readonly sums: Float64Array;
  readonly gram: Float64Array;
  /** place of the cluster being summed, -1 before the first row */
  slot: number;
  code: number;
}

export function clusterScores(width: number, gram: Float64Array): ClusterScores {
  return { width, sums: new Float64Array(width * ROWS_PER_BLOCK), gram, slot: -1, code: -1 };
}

/** Adds the rows of a block to their clusters' sums. The rows of one cluster follow each other, over blocks too. */
export function addClusterRows(
  scores: ClusterScores,
  block: Float64Array,
  codes: Int32Array,
  order: Int32Array | null,
  start: number,
  rows: number,
): void {
  const { sums, width } = scores;
  for (let i = 0; i < rows; i++) {
    const code = codes[order === null ? start + i : order[start + i]!]!;
    if (code !== scores.code) {
      if (scores.slot === ROWS_PER_BLOCK - 1) flushClusterScores(scores);
      scores.slot++;
      scores.code = code;
    }
    for (let entry = i, place = scores.slot; entry < width * ROWS_PER_BLOCK; entry += ROWS_PER_BLOCK, place += ROWS_PER_BLOCK)
      sums[place]! += block[entry]!;
  }
}

/** gram += Σ over the clusters at hand of sum sumᵀ. */
export function flushClusterScores(scores: ClusterScores): void {
  addGram(scores.gram, scores.sums, scores.width);
  scores.sums.fill(0);
  scores.slot = -1;
}
