import type { FitOutcome } from '../../outcome.ts';
import { type BuyingFamily, type BuyingFit, buyingFit, buyingFitAt, FAR, startingRates, uncertainModel } from './buyingFit.ts';
import type { BuyingGroups } from './buyingGroups.ts';
import { paretoNbdLikelihood } from './paretoNbdLikelihood.ts';
import { type ParetoNbdParameters, paretoNbdModel } from './paretoNbdModel.ts';
import type { UncertainModel } from './purchaseForecast.ts';

export type ParetoNbdFit = BuyingFit<keyof ParetoNbdParameters>;

const family: BuyingFamily<keyof ParetoNbdParameters> = {
  names: ['r', 'alpha', 's', 'beta'],
  search: (groups) => {
    const { rates, meanAge } = startingRates(groups);
    return {
      likelihoodOf: paretoNbdLikelihood,
      starts: rates.flatMap((rate) => [
        [...rate, 0.5, 0.3 * meanAge],
        [...rate, 1.5, 5 * meanAge],
      ]),
      limits: [
        { name: 'NO_DROPOUT', shift: [0, 0, -FAR, 0] },
        { name: 'NO_DROPOUT', shift: [0, 0, 0, FAR] },
        { name: 'SAME_DROPOUT', shift: [0, 0, FAR, FAR] },
        { name: 'SAME_RATE', shift: [FAR, FAR, 0, 0] },
      ],
    };
  },
  modelOf: paretoNbdModel,
};

/**
 * Pareto/NBD: how often customers buy and how soon they stop, from x, tX and T of each, by maximum likelihood.
 *
 * While alive a customer buys at rate λ ~ Gamma(r, alpha), and lives for an exponential time at rate μ ~ Gamma(s, beta).
 * The likelihood and why it keeps its digits: paretoNbdLikelihood, dropoutOdds; the search: buyingMaximum (four starts); P(alive) and
 * purchases to come: paretoNbdUncertain(fit).model; their intervals: purchaseForecast. alpha and beta have the unit of the times.
 *
 * Cost in proportion to distinct histories, about a microsecond each in every of some fifty evaluations.
 *
 * @returns notEstimable NOT_ENOUGH_DATA when nobody bought again, NOT_CONVERGED; warnings BOUNDARY (standard errors are null then),
 *   NOT_ENOUGH_DATA under 100 repeat buyers
 * @see Schmittlein, Morrison & Colombo (1987), Management Science 33:1-24, doi:10.1287/mnsc.33.1.1
 */
export function paretoNbd(groups: BuyingGroups): FitOutcome<ParetoNbdFit> {
  return buyingFit(groups, family);
}

/** Pareto/NBD at given parameters: the log-likelihood of the groups there, no standard errors. @throws ModelInputError OUT_OF_RANGE */
export function paretoNbdAt(groups: BuyingGroups, parameters: ParetoNbdParameters): ParetoNbdFit {
  return buyingFitAt(groups, family, parameters);
}

/** The fitted model and the doubt about it, for purchaseForecast and holdoutValidation. */
export function paretoNbdUncertain(fit: ParetoNbdFit): UncertainModel {
  return uncertainModel(fit, family);
}
