import { NOTHING_EXPLAINED, requirePartition } from '../drivers/lmg.ts';
import { type SamplingOptions, sampledShapley } from '../drivers/sampledShapley.ts';
import { shapleyFromSubsets } from '../drivers/shapleyValues.ts';
import { newton } from '../optimize/newton.ts';
import { type FitOutcome, notEstimable } from '../outcome.ts';
import { likelihoodMaximum } from './likelihoodMaximum.ts';
import type { RowLikelihood } from './rowLikelihood.ts';
import { separationRefusal } from './separationRefusal.ts';
import type { WhitenedRows } from './whitenedRows.ts';

/** Exact up to here: 1,024 models (definitions.md, section 3). */
export const MCFADDEN_EXACT_PLAYERS = 10;

/** Enough for the log-likelihood, whose error is the square of what the last step gains. */
const DECREMENT = 1e-12;

/** A value below this, in units of McFadden's R², is the rounding of log-likelihoods: 0. */
const ROUNDING = 1e-13;

export interface McFaddenShapleyOptions extends SamplingOptions {
  /** indices of the drivers of each player; together every driver once. Absent: every driver by itself */
  readonly groups?: readonly (readonly number[])[];
}

/** A value per player (driver, or group of drivers) in units of McFadden's R². */
export interface McFaddenImportance {
  /** 1 - logLikelihood / logLikelihoodNull of the model with all drivers */
  readonly mcFadden: number;
  /** sums to mcFadden */
  readonly shapley: Float64Array;
  /** shapley / mcFadden; sums to 1; null when mcFadden is 0 to rounding */
  readonly shapleyShare: Float64Array | null;
  /** Monte-Carlo standard error of each value of shapley where orders were sampled; null where it is exact */
  readonly samplingStdErr: Float64Array | null;
  /** McFadden's R² of the player alone */
  readonly first: Float64Array;
  /** what the model with all loses without the player */
  readonly last: Float64Array;
}

/** A logistic or ordinal regression, ready to be maximised for any of its drivers. */
export interface LikelihoodFamily {
  readonly outcome: string;
  readonly names: readonly string[];
  readonly rows: WhitenedRows;
  likelihoodOf(rows: WhitenedRows): RowLikelihood;
  readonly logLikelihoodNull: number;
  readonly smallestMass: number;
}

/**
 * Importance of the drivers of a likelihood: McFadden's R² split by its Shapley value, the gain of a driver averaged over all
 * orders of entry.
 *
 *   worth(S) = 1 - logLikelihood(model with the drivers of S) / logLikelihood(model without drivers)
 *
 * Every model is maximised from its rows: exact up to 10 players (2^10 models), beyond by sampled orders with the error of sampling
 * beside; a model met twice is fitted once. No gain is negative but by rounding; 0 stands for that. The null model has no drivers: the
 * intercept or the thresholds alone, or even odds without an intercept. A model of some drivers has a maximum where that of all has one.
 * Cost: models x about 5 walks over the rows; 10 drivers on 10,000 rows take some 6 s.
 *
 * @returns notEstimable SEPARATION naming the drivers, NOT_CONVERGED
 * @throws ModelInputError EMPTY, OUT_OF_RANGE (groups that do not hold every driver once)
 * @see McFadden (1974), in Frontiers in Econometrics, 105-142; Shapley (1953), doi:10.1515/9781400881970-018
 */
export function mcFaddenShapley(
  family: LikelihoodFamily,
  { groups, ...sampling }: McFaddenShapleyOptions = {},
): FitOutcome<McFaddenImportance> {
  const { names, rows, likelihoodOf, logLikelihoodNull } = family;
  const players = groups ?? names.map((_, driver) => [driver]);
  if (groups !== undefined) requirePartition(groups, names.length);
  const full = likelihoodMaximum(likelihoodOf(rows));
  if (full.kind === 'separated') {
    return separationRefusal(family.outcome, names, (chosen) => likelihoodOf(rows.subset(chosen)), family.smallestMass);
  }
  if (full.kind === 'lost')
    return notEstimable('NOT_CONVERGED', `Newton's method ended ${full.at.status} after ${full.at.iterations} steps`);
  const everybody = Array.from(players.keys());
  const models = new Map([[everybody.join(), mcFaddenOf(full.at.logLikelihood, logLikelihoodNull)]]);
  const worth = worthOfPlayers(family, players, models);
  const { values, stdErrs } = shapleyValues(players.length, worth, sampling);
  const shapley = values.map((value) => (value < ROUNDING ? 0 : value));
  const mcFadden = worth(everybody);
  const fit: McFaddenImportance = {
    mcFadden,
    shapley,
    shapleyShare: mcFadden > NOTHING_EXPLAINED ? shapley.map((value) => value / mcFadden) : null,
    samplingStdErr: stdErrs,
    first: Float64Array.from(everybody, (player) => worth([player])),
    last: Float64Array.from(everybody, (player) => mcFadden - worth(everybody.filter((other) => other !== player))),
  };
  const lost = [...models].find(([, value]) => Number.isNaN(value));
  if (lost !== undefined) {
    const subjects = lost[0].split(',').flatMap((player) => players[Number(player)]!.map((driver) => names[driver]!));
    return notEstimable('NOT_CONVERGED', `the model of ${subjects.join(', ')} alone did not converge`, subjects);
  }
  return { kind: 'fitted', fit, warnings: [] };
}

function mcFaddenOf(logLikelihood: number, logLikelihoodNull: number): number {
  return Math.max(0, logLikelihood - logLikelihoodNull) / -logLikelihoodNull;
}

/**
 * McFadden's R² of the model with some of the players, given in ascending order; NaN where Newton's method does not end.
 *
 * @param models what is known already, by the players joined with commas; added to
 */
function worthOfPlayers(
  { rows, likelihoodOf, logLikelihoodNull }: LikelihoodFamily,
  players: readonly (readonly number[])[],
  models: Map<string, number>,
): (chosen: readonly number[]) => number {
  return (chosen) => {
    if (chosen.length === 0) return 0;
    const key = chosen.join();
    const known = models.get(key);
    if (known !== undefined) return known;
    const drivers = chosen.flatMap((player) => players[player]!).toSorted((a, b) => a - b);
    const likelihood = likelihoodOf(rows.subset(drivers));
    const { status, logLikelihood } = newton(likelihood.start, likelihood.evaluate, { decrement: DECREMENT });
    const value = status === 'CONVERGED' ? mcFaddenOf(logLikelihood, logLikelihoodNull) : Number.NaN;
    models.set(key, value);
    return value;
  };
}

function shapleyValues(
  count: number,
  worth: (chosen: readonly number[]) => number,
  { pairs = 100, seed = 1 }: SamplingOptions,
): { values: Float64Array; stdErrs: Float64Array | null } {
  if (count <= MCFADDEN_EXACT_PLAYERS) {
    const membersOf = (mask: number): number[] =>
      Array.from({ length: count }, (_, player) => player).filter((player) => mask & (1 << player));
    const worths = Float64Array.from({ length: 2 ** count }, (_, mask) => worth(membersOf(mask)));
    return { values: shapleyFromSubsets(worths, count), stdErrs: null };
  }
  const worthAlong = (order: Int32Array, worths: Float64Array): void => {
    for (let k = 0; k <= count; k++) worths[k] = worth(Array.from(order.subarray(0, k).toSorted()));
  };
  return sampledShapley(count, worthAlong, { pairs, seed });
}
