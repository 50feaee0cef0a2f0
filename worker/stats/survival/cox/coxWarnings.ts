import type { Warning } from '../../outcome.ts';
import type { CoxFit } from './cox.ts';
import type { TimeTransform } from './coxTimeScale.ts';

/** definitions.md, section 4 */
const EVENTS_PER_COEFFICIENT = 10;
const PH_P_VALUE = 0.01;
const PH_RHO = 0.1;

/** What a reader of a Cox model must know: few events, effects that change with time. */
export function coxWarnings(
  { events, coefficients, proportionalHazards }: Pick<CoxFit, 'events' | 'coefficients' | 'proportionalHazards'>,
  timeTransform: TimeTransform | null,
): Warning[] {
  const warnings: Warning[] = [];
  const needed = EVENTS_PER_COEFFICIENT * coefficients.length;
  if (events < needed) {
    warnings.push({
      code: 'TOO_FEW_EVENTS',
      subject: null,
      detail: `${events} events for ${coefficients.length === 1 ? '1 coefficient' : `${coefficients.length} coefficients`}, at least ${needed} are needed for reliable errors`,
    });
  }
  if (timeTransform !== 'km') return warnings; // the thresholds are those of the km scale
  for (const { term, pValue, rho } of proportionalHazards ?? []) {
    if (pValue !== null && pValue < PH_P_VALUE && rho !== null && Math.abs(rho) > PH_RHO) {
      const course = rho > 0 ? 'rises' : 'falls';
      warnings.push({
        code: 'PH_VIOLATED',
        subject: term,
        detail: `its coefficient ${course} with time (p ${pValue.toPrecision(2)}, rho ${rho.toFixed(2)})`,
      });
    }
  }
  return warnings;
}
