import type { ClvModelName, ModelParameterRow } from '../../data/clvResult.ts';
import { twoSidedZ } from '../../stats/distributions/normalQuantile.ts';
import { type FitOutcome, notEstimable } from '../../stats/outcome.ts';
import { bgNbd, bgNbdUncertain } from '../../stats/value/buying/bgNbd.ts';
import type { BuyingFit } from '../../stats/value/buying/buyingFit.ts';
import { type BuyingGroups, buyingGroups } from '../../stats/value/buying/buyingGroups.ts';
import type { BuyingModelName } from '../../stats/value/buying/buyingModelChoice.ts';
import { paretoNbd, paretoNbdUncertain } from '../../stats/value/buying/paretoNbd.ts';
import type { UncertainModel } from '../../stats/value/buying/purchaseForecast.ts';
import type { Histories } from './buyingHistories.ts';

/** A model of buying fitted to histories. */
export interface FittedBuying {
  readonly name: BuyingModelName;
  readonly fit: BuyingFit<string>;
  readonly uncertain: UncertainModel;
}

export const modelNames: Readonly<Record<BuyingModelName, Exclude<ClvModelName, 'SBG'>>> = { bgnbd: 'BG_NBD', paretonbd: 'PARETO_NBD' };

/** Fewer leave the parameters open, and nothing is stored of them (definitions.md, sections 1 and 5). */
const minimumRepeatBuyers = 100;

/** Null where there is nobody. */
export function groupsOf({ frequency, recency, age }: Histories): BuyingGroups | null {
  return frequency.length === 0 ? null : buyingGroups({ frequency, recency, age });
}

export function fitBuying(name: BuyingModelName, groups: BuyingGroups | null): FitOutcome<FittedBuying> {
  const repeatBuyers = groups?.repeatBuyers ?? 0;
  if (groups === null || repeatBuyers < minimumRepeatBuyers)
    return notEstimable(
      'NOT_ENOUGH_DATA',
      `${repeatBuyers} of ${groups?.n ?? 0} customers bought again, at least ${minimumRepeatBuyers} are needed`,
    );
  if (name === 'bgnbd') {
    const outcome = bgNbd(groups);
    return outcome.kind === 'fitted' ? { ...outcome, fit: { name, fit: outcome.fit, uncertain: bgNbdUncertain(outcome.fit) } } : outcome;
  }
  const outcome = paretoNbd(groups);
  return outcome.kind === 'fitted' ? { ...outcome, fit: { name, fit: outcome.fit, uncertain: paretoNbdUncertain(outcome.fit) } } : outcome;
}

/** Intervals on the scale of logarithms, as parameters are positive. Without dropout its second parameter means nothing: null. */
export function buyingParameters({ name, fit }: FittedBuying, fittedOn: ModelParameterRow['fittedOn'], level: number): ModelParameterRow[] {
  return Object.entries(fit.parameters).map(([parameter, estimate], index) => {
    const isMeaningless = index === 3 && fit.limits.includes('NO_DROPOUT');
    const row = positiveParameter(isMeaningless ? null : estimate, fit.stdErrs?.[parameter] ?? null, level);
    return { model: modelNames[name], fittedOn, parameter, ...row };
  });
}

/** estimate exp(± z stdErr / estimate); without an error the parameter lies on the boundary. */
export function positiveParameter(
  estimate: number | null,
  stdErr: number | null,
  level: number,
): Pick<ModelParameterRow, 'estimate' | 'stdErr' | 'ciLow' | 'ciHigh' | 'reason'> {
  if (estimate === null || stdErr === null) return { estimate, stdErr: null, ciLow: null, ciHigh: null, reason: 'BOUNDARY' };
  const factor = Math.exp((twoSidedZ(level) * stdErr) / estimate);
  return { estimate, stdErr, ciLow: estimate / factor, ciHigh: estimate * factor, reason: null };
}
