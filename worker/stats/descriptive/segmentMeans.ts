import type { SurveySample } from './surveySample.ts';

/** Shares and means of segments in one period. Parallel to the segments' labels. */
export interface SegmentMeans {
  /** answers */
  readonly n: Float64Array;
  /** summed weights */
  readonly weights: Float64Array;
  readonly sumWeights: number;
  /** 0-1, of the weights */
  readonly shares: Float64Array;
  /** 0 where nobody (with weight) is in the segment: no mean */
  readonly means: Float64Array;
  /** over all segments */
  readonly mean: number;
}

/** @param periods, segments codes of each row; rows of other periods are passed over */
export function segmentMeans(sample: SurveySample, periods: Int32Array, period: number, segments: Int32Array, size: number): SegmentMeans {
  const { values, weights, counts } = sample;
  const sums = { n: new Float64Array(size), weights: new Float64Array(size), scores: new Float64Array(size) };
  for (let i = 0; i < values.length; i++) {
    if (periods[i] !== period) continue;
    const segment = segments[i]!;
    const count = counts === null ? 1 : counts[i]!;
    const weight = count * (weights === null ? 1 : weights[i]!);
    sums.n[segment]! += count;
    sums.weights[segment]! += weight;
    sums.scores[segment]! += weight * values[i]!;
  }
  const total = (parts: Float64Array): number => parts.reduce((sum, part) => sum + part, 0);
  const sumWeights = total(sums.weights);
  return {
    n: sums.n,
    weights: sums.weights,
    sumWeights,
    shares: sums.weights.map((weight) => weight / sumWeights),
    means: sums.scores.map((score, segment) => (sums.weights[segment] === 0 ? 0 : score / sums.weights[segment]!)),
    mean: total(sums.scores) / sumWeights,
  };
}
