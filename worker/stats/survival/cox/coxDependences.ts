import { solvePositiveDefinite } from '../../linalg/positiveDefinite.ts';
import { type NotEstimable, notEstimable } from '../../outcome.ts';

/**
 * A covariate counts as determined by earlier ones when they leave less than this share of its information. Rounding leaves 1e-13
 * on a million rows; a sum of items stored as `real` leaves 1e-14; R's coxph takes 2e-12.
 */
const SMALLEST_SHARE = 1e-11;

/** Part of a covariate, in standard units, that another must carry to be named. */
const NAMED_SHARE = 1e-6;

/**
 * Why the coefficients cannot be told apart, naming the columns at fault; null when they can.
 *
 * Read off the information where all coefficients are 0: what matters is not whether a covariate varies, but whether it varies among
 * customers who are compared, those at risk at the same event of the same stratum.
 *
 * @param information p x p, row-major, of covariates in standard units
 * @param events      number of events
 */
export function coxDependences(information: Float64Array, names: readonly string[], events: number): NotEstimable | null {
  const p = names.length;
  const parts: string[] = [];
  const subjects = new Set<string>();
  const independent: number[] = [];
  for (let j = 0; j < p; j++) {
    const own = information[j * p + j]!;
    const combination = own > SMALLEST_SHARE * events ? combinationOf(information, p, independent, j) : new Float64Array();
    if (combination === null) {
      independent.push(j);
      continue;
    }
    const on = independent.filter((_, position) => Math.abs(combination[position] ?? 0) > NAMED_SHARE).map((k) => names[k]!);
    parts.push(
      on.length === 0
        ? `${names[j]} does not differ between those at risk at the same event`
        : `${names[j]} is an exact linear combination of ${on.join(', ')} among those at risk`,
    );
    for (const name of [names[j]!, ...on]) subjects.add(name);
  }
  return parts.length === 0 ? null : notEstimable('RANK_DEFICIENT', parts.join('; '), [...subjects]);
}

/** Weights of the earlier covariates that make up covariate j, null when they leave a part of it. */
function combinationOf(information: Float64Array, p: number, earlier: readonly number[], j: number): Float64Array | null {
  const size = earlier.length;
  const inner = Float64Array.from(
    { length: size * size },
    (_, at) => information[earlier[Math.floor(at / size)]! * p + earlier[at % size]!]!,
  );
  const shared = Float64Array.from(earlier, (k) => information[k * p + j]!);
  const weights = solvePositiveDefinite(inner, size, shared);
  if (weights === null) return new Float64Array(size);
  const explained = weights.reduce((sum, weight, position) => sum + weight * shared[position]!, 0);
  const own = information[j * p + j]!;
  return own - explained > SMALLEST_SHARE * own ? null : weights;
}
