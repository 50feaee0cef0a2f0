import { newton } from '../optimize/newton.ts';
import { separatingDirection } from '../optimize/separatingDirection.ts';
import { type NotEstimable, notEstimable } from '../outcome.ts';
import type { RowLikelihood } from './rowLikelihood.ts';

/** Steps after which completely separated rows are all on their own side, in practice after 5. */
const STEPS_TO_THE_LIMIT = 30;

/**
 * Says that the data are separated, and by which drivers: a smallest set of them that separates, found by leaving out one after the
 * other from the last to the first, as long as the rest still separates. Another set may do so, too.
 *
 * "Completely" is said when every row has a probability above 1/2 under some parameters, which the log-likelihood proves.
 * Cost: a separatingDirection per driver.
 *
 * @param likelihoodOf the model with some of the drivers, by their places
 * @param smallestMass of a row that counts
 */
export function separationRefusal(
  outcome: string,
  drivers: readonly string[],
  likelihoodOf: (chosen: readonly number[]) => RowLikelihood,
  smallestMass: number,
): NotEstimable {
  let chosen = Array.from(drivers.keys());
  for (const driver of chosen.toReversed()) {
    const rest = chosen.filter((other) => other !== driver);
    if (rest.length > 0 && separatingDirection(likelihoodOf(rest).signedRows) !== null) chosen = rest;
  }
  const names = chosen.map((driver) => drivers[driver]!);
  const likelihood = likelihoodOf(chosen);
  const { logLikelihood } = newton(likelihood.start, likelihood.evaluate, { maxIterations: STEPS_TO_THE_LIMIT });
  const isComplete = logLikelihood > -Math.LN2 * smallestMass;
  const subject = `${names.join(' and ')} ${names.length === 1 ? 'separates' : 'together separate'}`;
  const what = isComplete ? `the values of ${outcome} completely` : `some rows by ${outcome} (quasi-complete separation)`;
  return notEstimable('SEPARATION', `${subject} ${what}: the likelihood rises for ever and has no maximum`, names);
}
