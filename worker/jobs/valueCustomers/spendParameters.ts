import type { ModelParameterRow } from '../../data/clvResult.ts';
import type { GammaGammaFit } from '../../stats/value/spend/gammaGamma.ts';
import { positiveParameter } from './buyingFits.ts';

/**
 * The parameters of spend: p, q and v of the model for all, and where spend depends on frequency those it is computed with: p and q for
 * all, v for each class, named v_1_1, v_2_3, v_4 by its lowest and highest number of repeat purchases.
 */
export function spendParameters({ model, stdErrs, byFrequency }: GammaGammaFit, level: number): ModelParameterRow[] {
  const { kind, ...values } = model;
  const errors: Partial<Record<string, number>> = { ...stdErrs };
  const common = Object.entries(values).map(([parameter, estimate]) =>
    row(names[kind], parameter, estimate, errors[parameter] ?? null, level),
  );
  if (byFrequency === null) return common;
  const [first] = byFrequency.classes;
  if (first === undefined) return common;
  const shapes = (['p', 'q'] as const).map((parameter, i) =>
    row('GAMMA_GAMMA_BY_FREQUENCY', parameter, first.model[parameter], Math.sqrt(first.covariance[4 * i] ?? Number.NaN), level),
  );
  const levels = byFrequency.classes.map(({ from, to, model: { v }, covariance }) =>
    row('GAMMA_GAMMA_BY_FREQUENCY', to === null ? `v_${from}` : `v_${from}_${to}`, v, Math.sqrt(covariance[8] ?? Number.NaN), level),
  );
  return [...common, ...shapes, ...levels];
}

const names = { gammaGamma: 'GAMMA_GAMMA', identical: 'IDENTICAL', steady: 'STEADY' } as const;

function row(model: string, parameter: string, estimate: number, stdErr: number | null, level: number): ModelParameterRow {
  return { model, fittedOn: 'OBSERVATION', parameter, ...positiveParameter(estimate, stdErr, level) };
}
