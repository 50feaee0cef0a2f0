import { cholesky } from '../../linalg/cholesky.ts';

/**
 * Points that stand for the doubt about k positive parameters: pairs either way along the columns of the Cholesky factor of their logarithms'
 * covariance.
 *
 *   ln θ ± √k L_i,  i = 1 … k,  Σ = L Lᵀ
 *
 * Their plain mean of a function is its mean over the asymptotic normal of the logarithms, exact for polynomials up to the third degree:
 * what thousands of draws would give, without their noise. Half the difference within a pair, over √k, is a derivative: the delta method.
 *
 * @returns 2 k points, those of pair i at 2 i and 2 i + 1; none where the covariance is not positive definite
 * @see Arasaratnam & Haykin (2009), IEEE Trans Autom Control 54:1254-1269, doi:10.1109/TAC.2009.2019800 (cubature rule)
 */
export function parameterCloud(parameters: readonly number[], logCovariance: Float64Array): number[][] {
  const size = parameters.length;
  const factor = cholesky(logCovariance, size);
  if (factor === null) return [];
  const distance = Math.sqrt(size);
  return parameters.flatMap((_, column) =>
    [distance, -distance].map((step) => parameters.map((value, i) => value * Math.exp(step * factor[column * size + i]!))),
  );
}

/** Expectations below are as good as 0. */
const SMALLEST_LOGARITHM = 1e-50;

/** Standard error of a quantity from its values at the points of a cloud. */
export function cloudStdErr(values: readonly number[]): number {
  const size = values.length / 2;
  let sum = 0;
  for (let pair = 0; pair < size; pair++) sum += ((values[2 * pair]! - values[2 * pair + 1]!) / 2) ** 2 / size;
  return Math.sqrt(sum);
}

/** Standard error of the logarithm of a quantity; null where it is so small at a point of the cloud that it is as good as 0. */
export function cloudLogStdErr(values: readonly number[]): number | null {
  return values.every((value) => value > SMALLEST_LOGARITHM) ? cloudStdErr(values.map(Math.log)) : null;
}
