/** The units' influences in each stratum. One entry where there are no strata. */
export interface StratumMoments {
  readonly units: Float64Array;
  readonly sums: Float64Array;
  /** Σ z² */
  readonly rawSquares: Float64Array;
  /** about the stratum's mean */
  readonly squares: Float64Array;
}

/**
 * @param influence  of each unit
 * @param repeats    how many equal units each stands for; null = 1
 * @param stratumOf  stratum of each unit, from 0 up; null = one stratum
 */
export function stratumMoments(influence: Float64Array, repeats: Float64Array | null, stratumOf: Int32Array | null): StratumMoments {
  const size = stratumOf === null ? 1 : stratumOf.reduce((largest, stratum) => Math.max(largest, stratum), -1) + 1;
  const [units, sums, rawSquares, squares] = [0, 1, 2, 3].map(() => new Float64Array(size)) as Four;
  for (let i = 0; i < influence.length; i++) {
    const stratum = stratumOf === null ? 0 : stratumOf[i]!;
    const repeat = repeats === null ? 1 : repeats[i]!;
    units[stratum]! += repeat;
    sums[stratum]! += repeat * influence[i]!;
    rawSquares[stratum]! += repeat * influence[i]! ** 2;
  }
  const means = sums.map((sum, stratum) => (units[stratum] === 0 ? 0 : sum / units[stratum]!));
  // a second pass: units that are alike within their stratum have no variance, not what cancellation leaves
  for (let i = 0; i < influence.length; i++) {
    const stratum = stratumOf === null ? 0 : stratumOf[i]!;
    const repeat = repeats === null ? 1 : repeats[i]!;
    squares[stratum]! += repeat * (influence[i]! - means[stratum]!) ** 2;
  }
  return { units, sums, rawSquares, squares };
}

type Four = [Float64Array, Float64Array, Float64Array, Float64Array];

/** The same from sums alone, where units were added (with influence 0) or taken together. */
export function momentsOfSums(units: Float64Array, sums: Float64Array, rawSquares: Float64Array): StratumMoments {
  const squares = rawSquares.map((raw, h) => (units[h] === 0 ? 0 : Math.max(0, raw - sums[h]! ** 2 / units[h]!)));
  return { units, sums, rawSquares, squares };
}

/**
 * Variance of a statistic whose linearisation is the sum of the units' influences, units drawn independently within strata:
 *
 *   Var = Σ_h m_h / (m_h - 1) Σ (z - mean of z in h)²
 *
 * Without strata Σ z = 0 and this is CR1 for a mean: G / (G - 1) Σ z_g². No finite-population correction.
 *
 * @returns null when a stratum has one unit only: nothing to compare it with
 * @see Lumley (2010), Complex Surveys, section 2.2, doi:10.1002/9780470580066
 */
export function linearizedVariance({ units, squares }: StratumMoments): number | null {
  let variance = 0;
  for (let stratum = 0; stratum < units.length; stratum++) {
    const m = units[stratum]!;
    if (m === 1) return null;
    if (m > 1) variance += (m / (m - 1)) * squares[stratum]!;
  }
  return variance;
}

/** Design degrees of freedom: units less strata in use. */
export function designDf({ units }: StratumMoments): number {
  let df = 0;
  for (const m of units) if (m > 0) df += m - 1;
  return df;
}
