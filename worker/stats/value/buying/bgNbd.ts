import type { FitOutcome } from '../../outcome.ts';
import { bgNbdLikelihood } from './bgNbdLikelihood.ts';
import { type BgNbdParameters, bgNbdModel } from './bgNbdModel.ts';
import { type BuyingFamily, type BuyingFit, buyingFit, buyingFitAt, FAR, startingRates, uncertainModel } from './buyingFit.ts';
import type { BuyingGroups } from './buyingGroups.ts';
import type { UncertainModel } from './purchaseForecast.ts';

export type BgNbdFit = BuyingFit<keyof BgNbdParameters>;

const family: BuyingFamily<keyof BgNbdParameters> = {
  names: ['r', 'alpha', 'a', 'b'],
  search: (groups) => {
    const { rates } = startingRates(groups);
    return {
      likelihoodOf: bgNbdLikelihood,
      starts: rates.flatMap((rate) => [
        [...rate, 0.5, 1.5],
        [...rate, 1.5, 15],
      ]),
      limits: [
        { name: 'NO_DROPOUT', shift: [0, 0, -FAR, 0] },
        { name: 'SAME_DROPOUT', shift: [0, 0, FAR, FAR] },
        { name: 'SAME_RATE', shift: [FAR, FAR, 0, 0] },
        { name: 'ALL_OR_NOTHING_DROPOUT', shift: [0, 0, -FAR, -FAR] },
        { name: 'CERTAIN_DROPOUT', shift: [0, 0, 0, -FAR] },
      ],
    };
  },
  modelOf: bgNbdModel,
};

/**
 * BG/NBD: how often customers buy and how soon they stop, from x, tX and T of each, by maximum likelihood.
 *
 * While alive a customer buys at rate λ ~ Gamma(r, alpha), and drops out after each repeat purchase with chance p ~ Beta(a, b).
 * The likelihood and why it keeps its digits: bgNbdLikelihood; the search: buyingMaximum (four starts); P(alive) and purchases to come:
 * bgNbdUncertain(fit).model; their intervals: purchaseForecast. alpha has the unit of the times, the rest has none.
 *
 * Cost in proportion to distinct histories: a million customers with whole days 1 to 2 s, grouping included.
 *
 * @returns notEstimable NOT_ENOUGH_DATA when nobody bought again, NOT_CONVERGED; warnings BOUNDARY (standard errors are null then),
 *   NOT_ENOUGH_DATA under 100 repeat buyers
 * @see Fader, Hardie & Lee (2005), Marketing Science 24:275-284, doi:10.1287/mksc.1040.0098
 */
export function bgNbd(groups: BuyingGroups): FitOutcome<BgNbdFit> {
  return buyingFit(groups, family);
}

/** BG/NBD at given parameters: the log-likelihood of the groups there, no standard errors. @throws ModelInputError OUT_OF_RANGE */
export function bgNbdAt(groups: BuyingGroups, parameters: BgNbdParameters): BgNbdFit {
  return buyingFitAt(groups, family, parameters);
}

/** The fitted model and the doubt about it, for purchaseForecast and holdoutValidation. */
export function bgNbdUncertain(fit: BgNbdFit): UncertainModel {
  return uncertainModel(fit, family);
}
