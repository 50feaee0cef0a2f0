/**
 * R² of the first 0, 1, 2, … players of an order: one Cholesky factorisation with the drivers in that order gives them all.
 *
 *   R = L Lᵀ,   L z = r,   R² of the first k drivers = z_1² + … + z_k²
 *
 * @param correlations (p + 1) x (p + 1) row-major, the outcome last
 * @param groups indices of the drivers of each player
 * @returns a function for sampledShapley; a call costs p³ / 6 multiply-adds and allocates nothing
 */
export function rSquaredAlongOrder(
  correlations: Float64Array,
  groups: readonly (readonly number[])[],
): (order: Int32Array, worths: Float64Array) => void {
  const width = Math.round(Math.sqrt(correlations.length));
  const count = width - 1;
  const drivers = new Int32Array(count);
  const lower = new Float64Array(count * count);
  const withOutcome = new Float64Array(count);
  return (order, worths) => {
    let entered = 0;
    let rSquared = 0;
    worths[0] = 0;
    for (let k = 0; k < order.length; k++) {
      for (const driver of groups[order[k]!]!) {
        drivers[entered] = driver;
        rSquared += enter(correlations, width, drivers, lower, withOutcome, entered++);
      }
      worths[k + 1] = rSquared;
    }
  };
}

/** Row i of L and z_i; returns z_i². */
function enter(
  correlations: Float64Array,
  width: number,
  drivers: Int32Array,
  lower: Float64Array,
  withOutcome: Float64Array,
  i: number,
): number {
  const count = width - 1;
  const own = drivers[i]! * width;
  const row = i * count;
  let pivot = 1;
  let z = correlations[own + count]!;
  for (let j = 0; j < i; j++) {
    const above = j * count;
    let entry = correlations[own + drivers[j]!]!;
    for (let k = 0; k < j; k++) entry -= lower[row + k]! * lower[above + k]!;
    entry /= lower[above + j]!;
    lower[row + j] = entry;
    pivot -= entry * entry;
    z -= entry * withOutcome[j]!;
  }
  const length = Math.sqrt(pivot);
  lower[row + i] = length;
  withOutcome[i] = z / length;
  return (z * z) / pivot;
}
