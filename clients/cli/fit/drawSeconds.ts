/** How long a draw of a key-driver analysis takes, about: constants measured, the work counted, so that the same file gives the same answer. */
import { emCovariance, LMG_MAX_DRIVERS, missingPatterns, patternMoments } from '../../../worker/stats/index.ts';
import type { DriverRequest } from './driverRequest.ts';
import type { RegressionData } from './regressionData.ts';

export function drawSeconds(data: RegressionData, { treatment, forces }: Pick<DriverRequest, 'treatment' | 'forces'>): number {
  const { outcome, drivers, roles } = data;
  const count = drivers.length;
  const walk = outcome.values.length * 1.5e-9 * (count + 2) ** 2 * { LISTWISE: 1, AVAILABLE: 3, EM: 12 }[treatment];
  const responses = roles.clusters === undefined ? (roles.counts?.reduce((sum, n) => sum + n, 0) ?? 0) : 0; // drawn one by one
  const split = count > LMG_MAX_DRIVERS ? 1.5e-6 * count ** 3 : 4e-8 * 2 ** count;
  return walk + responses * 1e-8 + split * (forces.length > 0 ? 2 : 1) + (treatment === 'EM' ? emSeconds(data) : 0);
}

/** The steps of EM that a draw needs are a part of those of the whole file, and each costs patterns x columns³. */
function emSeconds({ outcome, drivers }: RegressionData): number {
  const columns = [...drivers, outcome];
  const values = columns.map((column) => column.values);
  const parts = patternMoments(values, missingPatterns(values), { mass: null, counts: null, shifts: Float64Array.from(values, meanOf) });
  const em = emCovariance(
    parts,
    columns.map(({ name }) => name),
  );
  return 'kind' in em ? 0 : 3.5e-9 * parts.length * columns.length ** 3 * em.iterations; // refused: there will be no draws
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  let n = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    sum += value;
    n++;
  }
  return n === 0 ? 0 : sum / n;
}
