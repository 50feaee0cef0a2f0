import type { Warning } from '../outcome.ts';
import type { DriverBootstrap } from './driverBootstrap.ts';
import { isSuppressor } from './driverLabels.ts';

export type ModelQuality = 'WEAK' | 'MODERATE' | 'STRONG';

/** R² < 0.10 WEAK, < 0.40 MODERATE, else STRONG (definitions.md, section 3). */
export function modelQuality(rSquared: number): ModelQuality {
  return rSquared < 0.1 ? 'WEAK' : rSquared < 0.4 ? 'MODERATE' : 'STRONG';
}

export function suppressorWarnings(
  rows: readonly { readonly name: string; readonly estimate: number; readonly correlation: number }[],
): Warning[] {
  return rows
    .filter(({ estimate, correlation }) => isSuppressor(estimate, correlation))
    .map(({ name, estimate, correlation }) => ({
      code: 'SUPPRESSOR',
      subject: name,
      detail: `coefficient ${estimate.toPrecision(3)} against a correlation of ${correlation.toPrecision(3)}`,
    }));
}

/** Draws in which a driver was constant or repeated others say nothing: intervals without them may be too narrow. */
export function drawWarnings({ draws, failedDraws }: DriverBootstrap): Warning[] {
  if (failedDraws === 0) return [];
  const detail =
    failedDraws === draws
      ? `none of ${draws} draws can be estimated: shares and ranks stand without intervals`
      : `${failedDraws} of ${draws} draws cannot be estimated: intervals and ranks leave them out`;
  return [{ code: 'NOT_ENOUGH_DATA', subject: null, detail }];
}
