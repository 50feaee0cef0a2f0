import { checkColumns } from '../linear/ols.ts';
import { ModelInputError, type NotEstimable, notEstimable } from '../outcome.ts';
import type { NamedColumn, NumericColumn } from '../rows/numericColumn.ts';
import { type RowMass, rowMass } from '../rows/rowMass.ts';
import type { RowRoles } from '../rows/rowRoles.ts';
import { likelihoodDesign } from './likelihoodDesign.ts';
import { type LikelihoodRule, type LikelihoodSeType, likelihoodErrorRule } from './likelihoodErrors.ts';
import { logitLikelihood } from './logitLikelihood.ts';
import type { RowLikelihood } from './rowLikelihood.ts';
import type { WhitenedRows } from './whitenedRows.ts';

export interface LogitOptions {
  readonly intercept?: boolean;
  readonly confidenceLevel?: number;
  /** default: LINEARIZED with sampling weights, else CR1 with clusters, else CLASSICAL */
  readonly seType?: LikelihoodSeType;
  /** sampling weights, counts and clusters of the rows */
  readonly roles?: RowRoles;
}

/** A binary regression that is checked and ready to be maximised, also for some of its drivers. */
export interface LogitProblem {
  readonly kind: 'problem';
  readonly names: readonly string[];
  readonly isEvent: NumericColumn;
  readonly rows: WhitenedRows;
  likelihoodOf(rows: WhitenedRows): RowLikelihood;
  /** The same rows with other masses; null where an outcome has none: there is no maximum. */
  likelihoodOfMass(mass: Float64Array): RowLikelihood | null;
  /** what is reported, in terms of the parameters; size x size row-major */
  readonly toEstimates: Float64Array;
  readonly logLikelihoodNull: number;
  /** responses with the event, counts multiplied, weights not */
  readonly events: number;
  readonly roles: RowMass;
  readonly smallestMass: number;
  readonly rule: LikelihoodRule;
  readonly confidenceLevel: number;
}

/** @throws ModelInputError EMPTY, LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE */
export function logitProblem(
  outcome: NamedColumn,
  drivers: readonly NamedColumn[],
  { intercept = true, confidenceLevel = 0.95, seType, roles: given }: LogitOptions,
): LogitProblem | NotEstimable {
  const roles = rowMass(checkColumns(outcome, drivers, confidenceLevel), given);
  requireBinary(outcome);
  const size = drivers.length + (intercept ? 1 : 0);
  const rule = likelihoodErrorRule(seType, roles, size);
  const { n, mass } = roles;
  if (n <= size) return notEstimable('NOT_ENOUGH_DATA', `${n} complete rows for ${size} coefficients leave no residual degrees of freedom`);
  const isEvent = outcome.values;
  const { events, eventMass, smallestMass } = outcomeMasses(isEvent, roles);
  if (events === 0 || events === n) {
    return notEstimable('ZERO_VARIANCE', `${outcome.name} has the same value in every row`, [outcome.name]);
  }
  const design = likelihoodDesign(outcome, drivers, intercept, roles);
  if (design.kind === 'notEstimable') return design;
  const share = eventMass / n; // masses sum to n
  return {
    kind: 'problem',
    names: drivers.map(({ name }) => name),
    isEvent,
    rows: design.rows,
    likelihoodOf: (rows) => logitLikelihood(rows, isEvent, mass),
    likelihoodOfMass: (drawn) => (hasBothOutcomes(isEvent, drawn) ? logitLikelihood(design.rows, isEvent, drawn) : null),
    toEstimates: design.rows.toCoefficients,
    logLikelihoodNull: intercept ? eventMass * Math.log(share) + (n - eventMass) * Math.log1p(-share) : -n * Math.LN2,
    events,
    roles,
    smallestMass,
    rule,
    confidenceLevel,
  };
}

function requireBinary({ name, values }: NamedColumn): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value !== 0 && value !== 1) {
      throw new ModelInputError(
        Number.isFinite(value) ? 'OUT_OF_RANGE' : 'NOT_FINITE',
        `${name} has ${value} at row ${i}, 0 or 1 is needed`,
      );
    }
  }
}

function hasBothOutcomes(isEvent: NumericColumn, mass: Float64Array): boolean {
  const found = [false, false];
  for (let i = 0; i < mass.length; i++) if (mass[i]! > 0) found[isEvent[i]!] = true;
  return found[0]! && found[1]!;
}

function outcomeMasses(isEvent: NumericColumn, { mass, counts }: RowMass): { events: number; eventMass: number; smallestMass: number } {
  let events = 0;
  let eventMass = 0;
  let smallestMass = Number.POSITIVE_INFINITY;
  for (let i = 0; i < isEvent.length; i++) {
    const weight = mass === null ? 1 : mass[i]!;
    if (weight > 0 && weight < smallestMass) smallestMass = weight;
    if (isEvent[i] !== 1 || weight === 0) continue;
    events += counts === null ? 1 : counts[i]!;
    eventMass += weight;
  }
  return { events, eventMass, smallestMass };
}
