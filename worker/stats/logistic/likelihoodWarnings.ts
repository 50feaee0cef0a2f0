import { cancelledErrorWarnings } from '../inference/cancelledErrors.ts';
import { collinearWarnings } from '../linear/collinearWarnings.ts';
import { smallSampleWarnings } from '../linear/smallSampleWarnings.ts';
import type { Warning } from '../outcome.ts';

interface WarnedFit {
  readonly model: { readonly n: number; readonly parameterCount: number; readonly clusters: number | null; readonly seType: string };
  readonly drivers: readonly { readonly name: string; readonly vif: number | null; readonly stdErr: number | null }[];
  readonly covariance: Float64Array | null;
}

/** What a reader of a logistic or ordinal model must know: small samples, too few clusters, collinear drivers. */
export function likelihoodWarnings({ model, drivers, covariance }: WarnedFit): Warning[] {
  const { n, parameterCount, clusters, seType } = model;
  const warnings = smallSampleWarnings(n, drivers.length, seType === 'CLASSICAL' ? null : clusters);
  if (covariance === null && seType !== 'BOOTSTRAP') {
    const detail = `${clusters} clusters for ${parameterCount} coefficients: errors by cluster are undefined`;
    warnings.push({ code: 'NOT_ENOUGH_DATA', subject: null, detail });
  }
  return [...warnings, ...cancelledErrorWarnings(drivers, covariance), ...collinearWarnings(drivers)];
}
