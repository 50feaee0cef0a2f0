import { requireFinite } from '../../checks.ts';
import { invertPositiveDefinite } from '../../linalg/positiveDefinite.ts';
import { inLogarithms } from '../../optimize/inLogarithms.ts';
import { newton } from '../../optimize/newton.ts';
import { type FitOutcome, ModelInputError, type NotEstimable, notEstimable, type Warning } from '../../outcome.ts';
import { requireParameters } from '../buying/buyingParameters.ts';
import type { RenewalModel } from './renewalModel.ts';
import { type RenewalCounts, renewalCounts, sbgLikelihood } from './sbgLikelihood.ts';

/** Ten losses a parameter (definitions.md, section 4). */
const MINIMUM_LOSSES = 20;
/** Outside, alpha + beta changes the log-likelihood by less than a millionth a customer: the search is on its way to a boundary. */
const LARGEST_SUM = 1e6;
const SMALLEST_SUM = 1e-6;
/** alpha + beta of the starts; their ratio is that of the losses at the first renewal. */
const START_SUMS = [1, 10, 0.1];

export interface SbgParameters {
  readonly alpha: number;
  readonly beta: number;
}

export interface SbgFit {
  /** customers at acquisition, of the cohorts seen at one renewal at least; the others say nothing */
  readonly n: number;
  /** customers who left */
  readonly losses: number;
  readonly model: RenewalModel;
  /** null on the boundary, and for parameters that were given */
  readonly stdErrs: SbgParameters | null;
  /** of alpha, beta, 2 x 2 row-major, the inverse of the observed information; null like stdErrs */
  readonly covariance: Float64Array | null;
  /** of ln(churn / (1 - churn)) on the boundary, where the model has this parameter alone: 1 / losses + 1 / renewals; null within, and where all left */
  readonly logOddsVariance: number | null;
  readonly logLikelihood: number;
  /** renewals seen in the longest cohort: what is said of later ones is an extrapolation */
  readonly renewals: number;
}

/**
 * Shifted-beta-geometric model of contractual retention: how many customers are left after t renewals, and what they will pay yet.
 *
 *   each customer leaves at every renewal with probability θ, θ ~ Beta(alpha, beta) over customers
 *   P(T = t) = B(alpha + 1, beta + t - 1) / B(alpha, beta),   S(t) = B(alpha, beta + t) / B(alpha, beta),   r_t = (beta + t - 1)/(alpha + beta + t - 1)
 *
 * Maximum likelihood, pooled over cohorts of any length with common alpha and beta: Newton's method with the analytic Hessian, errors
 * from the observed information. Counts repeat rows: only totals by renewal enter. Two boundaries are fitted as what they are, BOUNDARY:
 * the geometric model (customers do not differ) and the polarised one (some leave at once, the others never). Time O(periods).
 *
 * @param cohorts one array a cohort: customers still there at period 0 (acquisition), 1, 2, …; whole numbers that never rise
 * @returns notEstimable NOT_ENOUGH_DATA (nobody seen at a second renewal), TOO_FEW_EVENTS (nobody left), NOT_CONVERGED;
 *   warnings BOUNDARY, TOO_FEW_EVENTS (fewer than 20 left)
 * @throws ModelInputError EMPTY, NOT_FINITE, OUT_OF_RANGE
 * @see Fader & Hardie (2007), J Interactive Marketing 21:76-90, doi:10.1002/dir.20074; (2010), Marketing Science 29:85-93, doi:10.1287/mksc.1080.0482
 */
export function sbg(cohorts: readonly Float64Array[]): FitOutcome<SbgFit> {
  requireCohorts(cohorts);
  const seen = observation(cohorts);
  const atSecond = seen.counts.lost.length < 2 ? 0 : seen.counts.lost[1]! + seen.counts.stayed[1]!;
  if (atSecond === 0)
    return notEstimable('NOT_ENOUGH_DATA', 'nobody was seen at a second renewal, and one alone cannot tell alpha from beta');
  if (seen.losses === 0) return notEstimable('TOO_FEW_EVENTS', `none of ${seen.n} customers left, so nothing tells how soon they will`);
  const maximum = interiorMaximum(seen.counts) ?? boundaryMaximum(seen.counts);
  if ('reason' in maximum) return maximum;
  return { kind: 'fitted', fit: { ...maximum, ...described(seen) }, warnings: warningsOf(maximum.model, seen.losses) };
}

/**
 * The same at given parameters instead of at the maximum.
 *
 * @throws ModelInputError EMPTY, NOT_FINITE, OUT_OF_RANGE
 */
export function sbgAt(cohorts: readonly Float64Array[], { alpha, beta }: SbgParameters): FitOutcome<SbgFit> {
  requireCohorts(cohorts);
  requireParameters({ alpha, beta }, []);
  const seen = observation(cohorts);
  if (seen.n === 0) return notEstimable('NOT_ENOUGH_DATA', 'no cohort was seen at a renewal');
  const { logLikelihood } = sbgLikelihood(seen.counts, alpha, beta);
  const fit: SbgFit = {
    ...described(seen),
    model: { kind: 'sbg', alpha, beta },
    stdErrs: null,
    covariance: null,
    logOddsVariance: null,
    logLikelihood,
  };
  return { kind: 'fitted', fit, warnings: [] };
}

interface Observation {
  readonly n: number;
  readonly losses: number;
  readonly counts: RenewalCounts;
}

function observation(cohorts: readonly Float64Array[]): Observation {
  const followed = cohorts.filter(({ length }) => length > 1);
  const counts = followed.length === 0 ? { lost: new Float64Array(), stayed: new Float64Array() } : renewalCounts(followed);
  const n = followed.reduce((sum, survivors) => sum + survivors[0]!, 0);
  return { n, losses: counts.lost.reduce((sum, lost) => sum + lost, 0), counts };
}

const described = ({ n, losses, counts }: Observation) => ({ n, losses, renewals: counts.lost.length });

function requireCohorts(cohorts: readonly Float64Array[]): void {
  if (cohorts.length === 0) throw new ModelInputError('EMPTY', 'cohorts has length 0, at least 1 is needed');
  for (const [i, survivors] of cohorts.entries()) {
    const name = `cohorts[${i}]`;
    if (survivors.length === 0) throw new ModelInputError('EMPTY', `${name} has length 0, the customers at period 0 are needed`);
    requireFinite({ [name]: survivors });
    for (let period = 0; period < survivors.length; period++) {
      const left = survivors[period]!;
      if (!Number.isInteger(left) || left < 0)
        throw new ModelInputError('OUT_OF_RANGE', `${name} has ${left} at period ${period}, a whole number from 0 up is needed`);
      if (period > 0 && left > survivors[period - 1]!)
        throw new ModelInputError(
          'OUT_OF_RANGE',
          `${name} has ${left} at period ${period}, at most the ${survivors[period - 1]} of the period before is needed`,
        );
    }
  }
}

type Maximum = Pick<SbgFit, 'model' | 'stdErrs' | 'covariance' | 'logOddsVariance' | 'logLikelihood'>;

/** Null when every start runs off: the maximum lies on a boundary. */
function interiorMaximum(counts: RenewalCounts): Maximum | null {
  const churn = Math.min(0.9, Math.max(0.01, counts.lost[0]! / (counts.lost[0]! + counts.stayed[0]!)));
  for (const sum of START_SUMS) {
    const start = Float64Array.of(Math.log(churn * sum), Math.log((1 - churn) * sum));
    const found = newton(
      start,
      (logs) => {
        const parameters = logs.map(Math.exp);
        return inLogarithms(sbgLikelihood(counts, parameters[0]!, parameters[1]!), parameters);
      },
      { maxIterations: 100, stop: hasRunOff },
    );
    if (found.status !== 'CONVERGED' || hasRunOff(found)) continue;
    const [alpha, beta] = found.parameters.map(Math.exp) as unknown as [number, number];
    const { logLikelihood, information } = sbgLikelihood(counts, alpha, beta);
    const covariance = invertPositiveDefinite(information, 2);
    if (covariance === null) continue;
    const stdErrs = { alpha: Math.sqrt(covariance[0]!), beta: Math.sqrt(covariance[3]!) };
    return { model: { kind: 'sbg', alpha, beta }, stdErrs, covariance, logOddsVariance: null, logLikelihood };
  }
  return null;
}

function hasRunOff({ parameters }: { readonly parameters: Float64Array }): boolean {
  const sum = Math.exp(parameters[0]!) + Math.exp(parameters[1]!);
  return sum > LARGEST_SUM || sum < SMALLEST_SUM;
}

/**
 * The boundary on which the likelihood is largest. With rho = 1 / (alpha + beta) the renewal rate is (1 - churn + rho (t - 1)) / (1 + rho (t - 1)),
 * smooth at rho = 0, the geometric model: it is a maximum there if Σ (t - 1) (stayed_t churn / (1 - churn) - lost_t), the slope, is not positive.
 */
function boundaryMaximum({ lost, stayed }: RenewalCounts): Maximum | NotEstimable {
  const total = (counts: Float64Array): number => counts.reduce((sum, count) => sum + count, 0);
  const laterLosses = total(lost.subarray(1));
  if (laterLosses === 0) return limit('polarised', lost[0]!, stayed[0]!);
  const [losses, stays] = [total(lost), total(stayed)];
  const slope = lost.reduce((sum, count, i) => sum + i * ((stayed[i]! * losses) / stays - count), 0);
  if (slope <= 0 || stays === 0) return limit('geometric', losses, stays);
  return notEstimable(
    'NOT_CONVERGED',
    `the search for alpha and beta did not settle within 100 steps from any of ${START_SUMS.length} starts`,
  );
}

function limit(kind: 'geometric' | 'polarised', losses: number, stays: number): Maximum {
  const churn = losses / (losses + stays);
  const logLikelihood = losses * Math.log(churn) + (stays > 0 ? stays * Math.log1p(-churn) : 0);
  const logOddsVariance = stays > 0 ? 1 / losses + 1 / stays : null;
  return { model: { kind, churn }, stdErrs: null, covariance: null, logOddsVariance, logLikelihood };
}

function warningsOf(model: RenewalModel, losses: number): Warning[] {
  const warnings: Warning[] = [];
  const warn = (code: Warning['code'], detail: string): number => warnings.push({ code, subject: null, detail });
  if (model.kind === 'geometric')
    warn(
      'BOUNDARY',
      'retention does not rise from renewal to renewal: alpha and beta have no bound, the model is the geometric one, with one rate for all',
    );
  if (model.kind === 'polarised')
    warn('BOUNDARY', 'all losses came at the first renewal: alpha and beta go to 0, some leave at once and the others never');
  if (losses < MINIMUM_LOSSES) warn('TOO_FEW_EVENTS', `${losses} customers left, fewer than ${MINIMUM_LOSSES}`);
  return warnings;
}
