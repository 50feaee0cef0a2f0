import { requirePositive } from '../../checks.ts';
import { ModelInputError } from '../../outcome.ts';

/**
 * The probability of leaving within some days, of one of leaving within others: at a constant hazard.
 *
 *   p(days) = 1 - (1 - p)^(days / horizon)
 *
 * Exact where the hazard does not change; where it falls with tenure, as it mostly does, a short horizon carried to a year overstates.
 * Not for the probability of silence within a horizon: it falls as the horizon grows.
 *
 * @param risk        length n, probability of leaving within horizonDays, 0-1; NaN = unknown, and stays so
 * @param horizonDays > 0
 * @param days        > 0
 * @throws ModelInputError NOT_FINITE, OUT_OF_RANGE
 * @see Kalbfleisch & Prentice (2002), The Statistical Analysis of Failure Time Data, 2.2.1 (exponential survival)
 */
export function riskWithin(risk: Float64Array, horizonDays: number, days: number): Float64Array {
  requirePositive({ horizonDays: [horizonDays], days: [days] });
  const periods = days / horizonDays;
  return risk.map((probability, row) => {
    if (probability < 0 || probability > 1)
      throw new ModelInputError('OUT_OF_RANGE', `risk has ${probability} at row ${row}, a value from 0 to 1 is needed`);
    return periods === 1 ? probability : -Math.expm1(periods * Math.log1p(-probability)); // no digits lost at small risks
  });
}
