/**
 * Quantile of a sample by linear interpolation of its order statistics (R's type 7, numpy's default).
 *
 *   h = (n - 1) probability,   Q = x_⌊h⌋ + (h - ⌊h⌋) (x_⌊h⌋+1 - x_⌊h⌋),   x_0 <= x_1 <= …
 *
 * simple-statistics has another type (the mean of two order statistics at a jump, else the upper one).
 *
 * @param sorted      ascending, at least one value
 * @param probability 0-1
 * @see Hyndman & Fan (1996), Am Statist 50:361-365, doi:10.1080/00031305.1996.10473566
 */
export function percentile(sorted: Float64Array, probability: number): number {
  const place = (sorted.length - 1) * probability;
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (place - below) * (high - low);
}
