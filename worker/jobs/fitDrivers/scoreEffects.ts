import type { Scale } from '../../stats/descriptive/scale.ts';
import type { WaldRow } from '../../stats/inference/waldRow.ts';
import { ordinalEffects } from '../../stats/logistic/ordinalEffects.ts';
import type { OrdinalFit } from '../../stats/logistic/ordinalLogit.ts';
import type { NamedColumn } from '../../stats/rows/numericColumn.ts';
import type { RowRoles } from '../../stats/rows/rowRoles.ts';

/** What one more of each driver does to the probability of a promoter and of a detractor; null where there are none, or nobody is anything else. */
export interface ScoreEffects {
  readonly promoters: readonly WaldRow[] | null;
  readonly detractors: readonly WaldRow[] | null;
}

const promoterFrom = 9;
const passiveFrom = 7;

/** Of an outcome of 0-10 alone: on another scale nobody is a promoter (definitions.md, sections 2 and 3). */
export function scoreEffects(fit: OrdinalFit, drivers: readonly NamedColumn[], scale: Scale | null, roles?: RowRoles): ScoreEffects | null {
  if (scale?.min !== 0 || scale.max !== 10) return null;
  return {
    promoters: ordinalEffects(fit, drivers, promoterFrom, roles),
    detractors: ordinalEffects(fit, drivers, passiveFrom, roles)?.map(ofTheOthers) ?? null,
  };
}

/** The effect on the probability of the opposite. */
function ofTheOthers({ estimate, statistic, ciLow, ciHigh, ...row }: WaldRow): WaldRow {
  const turned = (value: number | null) => (value === null ? null : -value);
  return { ...row, estimate: -estimate, statistic: turned(statistic), ciLow: turned(ciHigh), ciHigh: turned(ciLow) };
}
