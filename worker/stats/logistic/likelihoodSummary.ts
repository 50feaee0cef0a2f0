import { chiSquareUpperTail } from '../distributions/chiSquareUpperTail.ts';

/** How well a model fitted by maximum likelihood describes its outcome, next to the model without drivers. */
export interface LikelihoodSummary {
  readonly n: number;
  /** number of all parameters */
  readonly parameterCount: number;
  /** number of drivers */
  readonly dfModel: number;
  /** never positive; of the weights scaled to mean 1 with sampling weights */
  readonly logLikelihood: number;
  readonly logLikelihoodNull: number;
  /** -2 logLikelihood */
  readonly deviance: number;
  readonly nullDeviance: number;
  /** likelihood-ratio test that all drivers' coefficients are 0; it counts rows as independent: by cluster see SlopesTest. Null with sampling weights, as aic and bic */
  readonly lrStatistic: number | null;
  readonly lrPValue: number | null;
  readonly aic: number | null;
  readonly bic: number | null;
  /** 1 - logLikelihood / logLikelihoodNull */
  readonly mcFadden: number;
  /** 1 - exp(2 (logLikelihoodNull - logLikelihood) / n) */
  readonly coxSnell: number;
  /** coxSnell over the most that it could be */
  readonly nagelkerke: number;
}

/**
 * Deviances, likelihood-ratio test, information criteria and pseudo-R².
 *
 * @param logLikelihoodNull of the model without drivers, below 0
 * @param isWeighted sampling weights make a pseudo-likelihood: its ratios are meaningful, its chi-square and aic are not
 * @see McFadden (1974); Cox & Snell (1989), Analysis of Binary Data; Nagelkerke (1991), Biometrika 78:691-692, doi:10.1093/biomet/78.3.691
 */
export function likelihoodSummary(
  logLikelihood: number,
  logLikelihoodNull: number,
  {
    n,
    parameterCount,
    dfModel,
    isWeighted,
  }: Pick<LikelihoodSummary, 'n' | 'parameterCount' | 'dfModel'> & { readonly isWeighted: boolean },
): LikelihoodSummary {
  const gain = Math.max(0, logLikelihood - logLikelihoodNull);
  const coxSnell = -Math.expm1((-2 * gain) / n);
  return {
    n,
    parameterCount,
    dfModel,
    logLikelihood,
    logLikelihoodNull,
    deviance: -2 * logLikelihood,
    nullDeviance: -2 * logLikelihoodNull,
    lrStatistic: isWeighted ? null : 2 * gain,
    lrPValue: isWeighted ? null : chiSquareUpperTail(2 * gain, dfModel),
    aic: isWeighted ? null : 2 * (parameterCount - logLikelihood),
    bic: isWeighted ? null : parameterCount * Math.log(n) - 2 * logLikelihood,
    mcFadden: gain / -logLikelihoodNull,
    coxSnell,
    nagelkerke: coxSnell / -Math.expm1((2 * logLikelihoodNull) / n),
  };
}
