import { type FitOutcome, notEstimable, type Warning } from '../../outcome.ts';
import type { BuyingGroups } from './buyingGroups.ts';
import { type BuyingMaximum, type BuyingSearch, buyingMaximum, type Convergence } from './buyingMaximum.ts';
import type { BuyingModel } from './buyingModel.ts';
import { nbdLikelihood } from './nbdLikelihood.ts';
import { parameterCloud } from './parameterCloud.ts';
import type { UncertainModel } from './purchaseForecast.ts';

/** Fewer repeat buyers leave the parameters open (definitions.md, section 5). */
const MINIMUM_REPEAT_BUYERS = 100;

/**
 * Where on the boundary the maximum lies. NO_DROPOUT: customers buy as in the NBD, the dropout parameters mean nothing.
 * SAME_DROPOUT, SAME_RATE: all customers alike, both parameters infinite. ALL_OR_NOTHING_DROPOUT: some drop out at their first repeat
 * purchase and the rest never. CERTAIN_DROPOUT: all drop out at their first repeat purchase. UNBOUNDED: none of these.
 */
export type BuyingLimit = 'NO_DROPOUT' | 'SAME_DROPOUT' | 'SAME_RATE' | 'ALL_OR_NOTHING_DROPOUT' | 'CERTAIN_DROPOUT' | 'UNBOUNDED';

/** A fit of BG/NBD or Pareto/NBD: plain data. */
export interface BuyingFit<Name extends string> {
  readonly parameters: Readonly<Record<Name, number>>;
  /** from the observed information in the natural parameters; null on the boundary */
  readonly stdErrs: Readonly<Record<Name, number>> | null;
  /** of the natural parameters in their order, 4 x 4 row-major; null on the boundary */
  readonly covariance: Float64Array | null;
  /** of their logarithms */
  readonly logCovariance: Float64Array | null;
  /** of ln r and ln alpha, 2 x 2 row-major, where the NBD holds: NO_DROPOUT and no other limit; else null */
  readonly nbdLogCovariance: Float64Array | null;
  readonly logLikelihood: number;
  /** customers */
  readonly n: number;
  readonly repeatBuyers: number;
  readonly limits: readonly BuyingLimit[];
  /** null: the parameters were given, not fitted */
  readonly convergence: Convergence | null;
}

/** What makes one of the two models: the third and fourth parameter are those of dropout. */
export interface BuyingFamily<Name extends string> {
  readonly names: readonly [Name, Name, Name, Name];
  readonly search: (groups: BuyingGroups) => BuyingSearch<BuyingLimit>;
  readonly modelOf: (parameters: Readonly<Record<Name, number>>) => BuyingModel;
}

/**
 * Fits a model of buying by maximum likelihood (buyingMaximum). At NO_DROPOUT the NBD is fitted in its place: dropout's first parameter
 * is 0 and its second, which then means nothing, is 1.
 *
 * @returns notEstimable NOT_ENOUGH_DATA (nobody bought again), NOT_CONVERGED; warnings BOUNDARY, NOT_ENOUGH_DATA (under 100 repeat buyers)
 */
export function buyingFit<Name extends string>(groups: BuyingGroups, family: BuyingFamily<Name>): FitOutcome<BuyingFit<Name>> {
  const { n, repeatBuyers } = groups;
  if (repeatBuyers === 0)
    return notEstimable('NOT_ENOUGH_DATA', `none of ${n} customers bought again: there is no rate of buying to estimate`);
  const maximum = buyingMaximum(groups, family.search(groups));
  if (maximum.convergence.status === 'NOT_CONVERGED')
    return notEstimable('NOT_CONVERGED', `the search ended without a maximum, the largest score is ${maximum.convergence.largestScore}`);
  const settled = maximum.limits.includes('NO_DROPOUT') ? withoutDropout(groups, maximum) : { ...maximum, nbdLogCovariance: null };
  const { parameters, logLikelihood, logCovariance, nbdLogCovariance, limits, convergence } = settled;
  const covariance = logCovariance?.map((value, k) => value * parameters[k >> 2]! * parameters[k & 3]!) ?? null;
  const fit: BuyingFit<Name> = {
    parameters: named(family.names, (i) => parameters[i]!),
    stdErrs: covariance === null ? null : named(family.names, (i) => Math.sqrt(covariance[5 * i]!)),
    ...{ covariance, logCovariance, nbdLogCovariance, logLikelihood, n, repeatBuyers, limits, convergence },
  };
  return { kind: 'fitted', fit, warnings: warningsOf(fit, family.names) };
}

/** The likelihood of the groups at given parameters, as a fit without standard errors. */
export function buyingFitAt<Name extends string>(
  groups: BuyingGroups,
  family: BuyingFamily<Name>,
  parameters: Readonly<Record<Name, number>>,
): BuyingFit<Name> {
  family.modelOf(parameters); // checks them
  const point = Float64Array.from(family.names, (name) => parameters[name]);
  const { logLikelihood } = family.search(groups).likelihoodOf(groups)(point);
  const unknown = { stdErrs: null, covariance: null, logCovariance: null, nbdLogCovariance: null, convergence: null };
  return { parameters, ...unknown, logLikelihood, n: groups.n, repeatBuyers: groups.repeatBuyers, limits: [] };
}

/** The fitted model with the doubt about its parameters, as forecasts take it: without dropout that of the NBD, on other limits none. */
export function uncertainModel<Name extends string>(
  { parameters, logCovariance, nbdLogCovariance, limits }: BuyingFit<Name>,
  { names, modelOf }: BuyingFamily<Name>,
): UncertainModel {
  const values = names.map((name) => parameters[name]);
  const [r, alpha, ...dropout] = values;
  const points =
    nbdLogCovariance !== null
      ? parameterCloud([r!, alpha!], nbdLogCovariance).map((point) => [...point, ...dropout])
      : logCovariance !== null
        ? parameterCloud(values, logCovariance)
        : [];
  const cloud = points.map((point) => modelOf(named(names, (i) => point[i]!)));
  return { model: modelOf(parameters), cloud, isOnBoundary: limits.length > 0 };
}

function named<Name extends string>(names: readonly Name[], numberOf: (i: number) => number): Record<Name, number> {
  return Object.fromEntries(names.map((name, i) => [name, numberOf(i)])) as Record<Name, number>;
}

function withoutDropout(
  groups: BuyingGroups,
  { parameters }: BuyingMaximum<BuyingLimit>,
): BuyingMaximum<BuyingLimit> & Pick<BuyingFit<string>, 'nbdLogCovariance'> {
  const nbd = buyingMaximum<BuyingLimit>(groups, {
    likelihoodOf: nbdLikelihood,
    starts: [[parameters[0]!, parameters[1]!]],
    limits: [{ name: 'SAME_RATE', shift: [FAR, FAR] }],
  });
  return {
    parameters: Float64Array.of(nbd.parameters[0]!, nbd.parameters[1]!, 0, 1),
    logLikelihood: nbd.logLikelihood,
    logCovariance: null,
    nbdLogCovariance: nbd.logCovariance,
    limits: ['NO_DROPOUT', ...nbd.limits],
    convergence: { ...nbd.convergence, status: 'BOUNDARY' },
  };
}

/** A factor of 10,000: on the way to a limit that is the maximum, nothing is lost by it. */
export const FAR = Math.log(1e4);

function warningsOf<Name extends string>(fit: BuyingFit<Name>, names: readonly Name[]): Warning[] {
  const [r, alpha, first, second] = names.map((name) => fit.parameters[name]) as [number, number, number, number];
  const [nameR, nameAlpha, nameFirst, nameSecond] = names;
  const details: Readonly<Record<BuyingLimit, string>> = {
    NO_DROPOUT: `the likelihood is highest without dropout: these are the parameters of the NBD, with ${nameFirst} = 0 and no meaning of ${nameSecond}`,
    SAME_DROPOUT: `the likelihood rises as ${nameFirst} and ${nameSecond} grow: dropout does not differ between customers, only ${nameFirst} / ${nameSecond} = ${(first / second).toPrecision(4)} is known`,
    SAME_RATE: `the likelihood rises as ${nameR} and ${nameAlpha} grow: rates of buying do not differ between customers, only ${nameR} / ${nameAlpha} = ${(r / alpha).toPrecision(4)} is known`,
    ALL_OR_NOTHING_DROPOUT: `the likelihood rises as ${nameFirst} and ${nameSecond} fall to 0: some customers drop out at once and the rest never`,
    CERTAIN_DROPOUT: `the likelihood rises as ${nameSecond} falls to 0: nobody buys after a first repeat purchase`,
    UNBOUNDED: 'a parameter grows or falls beyond any bound',
  };
  const warnings = fit.limits.map((limit): Warning => ({ code: 'BOUNDARY', subject: null, detail: details[limit] }));
  if (fit.repeatBuyers < MINIMUM_REPEAT_BUYERS) {
    const detail = `${fit.repeatBuyers} customers bought again, at least ${MINIMUM_REPEAT_BUYERS} are needed for reliable parameters`;
    warnings.push({ code: 'NOT_ENOUGH_DATA', subject: null, detail });
  }
  return warnings;
}

/** Rates of buying to start from: mean purchases a unit of time, as if half the time was spent alive, spread widely and narrowly. */
export function startingRates({ frequency, age, counts }: BuyingGroups): {
  rates: readonly (readonly [number, number])[];
  meanAge: number;
} {
  let [purchases, time, n] = [0, 0, 0];
  for (let group = 0; group < counts.length; group++) {
    purchases += counts[group]! * frequency[group]!;
    time += counts[group]! * age[group]!;
    n += counts[group]!;
  }
  const alpha = (0.5 * time) / purchases;
  return { rates: [0.3, 1.5].map((r) => [r, r * alpha] as const), meanAge: time / n };
}
