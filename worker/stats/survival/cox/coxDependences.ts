import { solveUpper, solveUpperTransposed } from '../../linalg/triangular.ts';
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
 * customers who are compared, those at risk at the same event of the same stratum. Its Cholesky factor T grows column by column:
 * T⁻ᵀ v is what the earlier ones explain of a covariate with information v on them, T⁻¹ of that their weights. Cost p³ / 2.
 *
 * @param information p x p, row-major, of covariates in standard units
 * @param events      number of events
 */
export function coxDependences(information: Float64Array, names: readonly string[], events: number): NotEstimable | null {
  const p = names.length;
  const parts: string[] = [];
  const subjects = new Set<string>();
  const factor = Float64Array.from({ length: p * p }, (_, at) => Number(at % (p + 1) === 0)); // a dependent column stays one of the identity
  const independent: number[] = [];
  for (let j = 0; j < p; j++) {
    const own = information[j * p + j]!;
    const shared = new Float64Array(p);
    for (const k of independent) shared[k] = information[k * p + j]!;
    const explained = solveUpperTransposed(factor, p, shared);
    const left = own - explained.reduce((sum, value) => sum + value * value, 0);
    const isCompared = own > SMALLEST_SHARE * events;
    if (isCompared && left > SMALLEST_SHARE * own) {
      for (const k of independent) factor[k * p + j] = explained[k]!;
      factor[j * p + j] = Math.sqrt(left);
      independent.push(j);
      continue;
    }
    const weights = solveUpper(factor, p, explained);
    const on = isCompared ? independent.filter((k) => Math.abs(weights[k]!) > NAMED_SHARE).map((k) => names[k]!) : [];
    parts.push(
      on.length === 0
        ? `${names[j]} does not differ between those at risk at the same event`
        : `${names[j]} is an exact linear combination of ${on.join(', ')} among those at risk`,
    );
    for (const name of [names[j]!, ...on]) subjects.add(name);
  }
  return parts.length === 0 ? null : notEstimable('RANK_DEFICIENT', parts.join('; '), [...subjects]);
}
