import { orderShares } from './shapleyValues.ts';

/** Players from this place before the end are summed apart, so that no running sum takes more than some thousand terms. */
const PLAYERS_PER_BLOCK = 12;

/**
 * Shapley values of R² from correlations alone, without storing the 2^m coalitions.
 *
 * A depth-first walk over the players: at each one either leave it out, which costs nothing, or take it in, which is one Schur
 * step per driver on the later drivers and the outcome and adds the squared partial covariance over the pivot to R²:
 *
 *   A ← A - a_j a_jᵀ / a_jj,   R² ← R² + a_jy² / a_jj
 *
 * The remaining matrix shrinks while the number of nodes doubles: all coalitions together cost about 3 · 2^m multiply-adds.
 * With c(s) = s! (m - 1 - s)! / m!, the share of orders in which a given coalition of size s comes before a given player,
 *
 *   value_j = within_j - everywhere,   within_j = Σ over S with j of (c(|S| - 1) + c(|S|)) R²(S),   everywhere = Σ over all S of c(|S|) R²(S)
 *
 * A node hands the sum of its subtree to its parent, and the branch that took j in adds it to within_j. Values sum to R² of all
 * players, so everywhere = (Σ within_j - R²) / m needs no sum of its own. Memory: a matrix per player. 24 players take 0.5 s.
 *
 * @param correlations (p + 1) x (p + 1) row-major, upper triangle read: the drivers, player after player, then the outcome
 * @param sizes drivers per player, in that order; all 1 for single drivers
 * @returns a value per player, in units of R²
 */
export function shapleyRSquared(correlations: Float64Array, sizes: readonly number[]): Float64Array {
  const players = sizes.length;
  const count = sizes.reduce((sum, size) => sum + size, 0);
  const area = correlations.length;
  const starts = new Int32Array(players + 1);
  sizes.forEach((size, player) => {
    starts[player + 1] = starts[player]! + size;
  });
  const levels = new Float64Array((players + 1) * area); // level k + 1: what is left once player k, the last one so far, is in
  levels.set(correlations);
  const shares = orderShares(players);
  const pairShares = Float64Array.from({ length: players + 1 }, (_, size) => (shares[size - 1] ?? 0) + (shares[size] ?? 0));
  const within = new Float64Array(players);
  const block = new Float64Array(players);
  const blockStart = Math.max(0, players - PLAYERS_PER_BLOCK);
  // By depth: R² of the node under way, and the sum of the subtree that was walked last. Arrays, as a number that a call hands over or
  // returns is an object on the heap, a million of them.
  const rSquared = new Float64Array(players);
  const below = new Float64Array(players);
  let rSquaredOfAll = 0;

  /** Leaves Σ pairShares · R² over the coalitions below this node in `below`. The last player's two leaves are no calls of their own. */
  const walk = (player: number, base: number, taken: number): void => {
    const own = rSquared[player]!;
    const later = player + 1;
    let without = pairShares[taken]! * own;
    if (later < players) {
      rSquared[later] = own;
      walk(later, base, taken);
      without = below[later]!;
    }
    const next = later * area;
    const first = starts[player]!;
    let grown = own + schurStep(levels, base, next, first, count);
    for (let driver = first + 1; driver < starts[later]!; driver++) grown += schurStep(levels, next, next, driver, count);
    let sum = pairShares[taken + 1]! * grown;
    if (later < players) {
      rSquared[later] = grown;
      walk(later, next, taken + 1);
      sum = below[later]!;
    } else rSquaredOfAll = grown; // stays at the last leaf, which has everybody in
    block[player]! += sum;
    if (player <= blockStart) {
      for (let j = player; j < players; j++) within[j]! += block[j]!;
      block.fill(0, player);
    }
    below[player] = without + sum;
  };
  if (players > 0) walk(0, 0, 0);
  const everywhere = (within.reduce((sum, value) => sum + value, 0) - rSquaredOfAll) / players;
  return within.map((sum) => sum - everywhere);
}

/** One driver enters: writes the matrix that it leaves to `to` (which may be `from`) and returns the gain in R². */
function schurStep(levels: Float64Array, from: number, to: number, driver: number, count: number): number {
  const width = count + 1;
  const pivotRow = from + driver * width;
  const pivot = levels[pivotRow + driver]!;
  for (let i = driver + 1; i < count; i++) {
    const ratio = levels[pivotRow + i]! / pivot;
    const source = from + i * width;
    const target = to + i * width;
    for (let j = i; j <= count; j++) levels[target + j] = levels[source + j]! - ratio * levels[pivotRow + j]!;
  }
  const withOutcome = levels[pivotRow + count]!;
  return (withOutcome * withOutcome) / pivot;
}
