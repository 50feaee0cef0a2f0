/**
 * R² of the outcome on every subset of the drivers, from correlations alone.
 *
 * A depth-first walk over the drivers: at each one either leave it out, which costs nothing, or take it in, which is one Schur
 * step on the later drivers and the outcome and adds its squared partial covariance over its pivot to R²:
 *
 *   A ← A - a_j a_jᵀ / a_jj,   R² ← R² + a_jy² / a_jj
 *
 * The remaining matrix shrinks while the number of nodes doubles, so all 2^p subsets together cost about 3 · 2^p multiply-adds
 * (fitting each subset by itself costs p³ · 2^p / 24).
 *
 * @param driverCorrelations  p x p, row-major, positive definite (the caller checks)
 * @param outcomeCorrelations length p
 * @returns length 2^p; bit j of the index says whether driver j is in the subset
 */
export function subsetRSquared(driverCorrelations: Float64Array, outcomeCorrelations: Float64Array): Float64Array {
  const count = outcomeCorrelations.length;
  const width = count + 1; // the outcome is the last column
  const size = width * width;
  const levels = new Float64Array(size * width); // one matrix per depth at which a Schur step was made
  for (let i = 0; i < count; i++) {
    for (let j = i; j < count; j++) levels[i * width + j] = driverCorrelations[i * count + j]!;
    levels[i * width + count] = outcomeCorrelations[i]!;
  }
  const rSquaredOf = new Float64Array(2 ** count);

  const walk = (driver: number, base: number, mask: number, rSquared: number): void => {
    const pivotRow = base + driver * width;
    const withOutcome = levels[pivotRow + count]!;
    const pivot = levels[pivotRow + driver]!;
    const taken = rSquared + (withOutcome * withOutcome) / pivot;
    if (driver === count - 1) {
      rSquaredOf[mask] = rSquared;
      rSquaredOf[mask | (1 << driver)] = taken;
      return;
    }
    walk(driver + 1, base, mask, rSquared);
    const next = (driver + 1) * size;
    for (let i = driver + 1; i < count; i++) {
      const ratio = levels[pivotRow + i]! / pivot;
      const from = base + i * width;
      const to = next + i * width;
      for (let j = i; j <= count; j++) levels[to + j] = levels[from + j]! - ratio * levels[pivotRow + j]!;
    }
    walk(driver + 1, next, mask | (1 << driver), taken);
  };
  walk(0, 0, 0, 0);
  return rSquaredOf;
}
