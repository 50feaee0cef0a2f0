import type { BuyingGroups } from './buyingGroups.ts';
import type { BuyingModel } from './buyingModel.ts';
import { logPredictive } from './holdoutValidation.ts';

export type BuyingModelName = 'bgnbd' | 'paretonbd';

export interface BuyingModelChoice {
  readonly chosen: BuyingModelName;
  /** of the purchases held out, under each model that could be fitted; null where nothing is held out */
  readonly logPredictive: Readonly<Record<BuyingModelName, number | null>> | null;
}

/**
 * Which model of buying to use: the one under which the purchases held out are likelier given the calibration period; Pareto/NBD where
 * nothing is held out, or where both are equally likely. A model that could not be fitted is null and never chosen over one that could.
 */
export function buyingModelChoice(
  groups: BuyingGroups,
  holdout: { readonly purchases: Float64Array; readonly length: number } | null,
  models: Readonly<Record<BuyingModelName, BuyingModel | null>>,
): BuyingModelChoice {
  const { bgnbd, paretonbd } = models;
  if (holdout === null) return { chosen: paretonbd === null && bgnbd !== null ? 'bgnbd' : 'paretonbd', logPredictive: null };
  const likelihoodOf = (model: BuyingModel | null): number | null =>
    model === null ? null : logPredictive(groups, holdout.purchases, holdout.length, model);
  const likelihoods = { bgnbd: likelihoodOf(bgnbd), paretonbd: likelihoodOf(paretonbd) };
  const isBgNbd = (likelihoods.bgnbd ?? Number.NEGATIVE_INFINITY) > (likelihoods.paretonbd ?? Number.NEGATIVE_INFINITY);
  return { chosen: isBgNbd ? 'bgnbd' : 'paretonbd', logPredictive: likelihoods };
}
