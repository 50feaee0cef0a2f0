import { checkColumns } from '../linear/ols.ts';
import { ModelInputError, type NotEstimable, notEstimable } from '../outcome.ts';
import type { NamedColumn, NumericColumn } from '../rows/numericColumn.ts';
import { type RowMass, rowMass } from '../rows/rowMass.ts';
import type { RowRoles } from '../rows/rowRoles.ts';
import { likelihoodDesign } from './likelihoodDesign.ts';
import { type LikelihoodRule, type LikelihoodSeType, likelihoodErrorRule } from './likelihoodErrors.ts';
import { ordinalLikelihood } from './ordinalLikelihood.ts';
import type { RowLikelihood } from './rowLikelihood.ts';
import type { WhitenedRows } from './whitenedRows.ts';

/** A scale with more steps is a number, not an order: it would need a threshold for each. */
export const ORDINAL_MOST_LEVELS = 100;

export interface OrdinalOptions {
  readonly confidenceLevel?: number;
  /** default: LINEARIZED with sampling weights, else CR1 with clusters, else CLASSICAL */
  readonly seType?: LikelihoodSeType;
  /** sampling weights, counts and clusters of the rows */
  readonly roles?: RowRoles;
}

/** A proportional-odds model that is checked and ready to be maximised, also for some of its drivers. */
export interface OrdinalProblem {
  readonly kind: 'problem';
  readonly names: readonly string[];
  /** distinct values of the outcome, ascending */
  readonly levels: readonly number[];
  /** responses at each level, counts multiplied, weights not */
  readonly levelCounts: readonly number[];
  readonly rows: WhitenedRows;
  likelihoodOf(rows: WhitenedRows): RowLikelihood;
  /** The same rows with other masses; null where a level has none: there is no maximum. */
  likelihoodOfMass(mass: Float64Array): RowLikelihood | null;
  /** what is reported, in terms of the parameters; size x size row-major */
  readonly toEstimates: Float64Array;
  readonly logLikelihoodNull: number;
  readonly roles: RowMass;
  readonly smallestMass: number;
  readonly rule: LikelihoodRule;
  readonly confidenceLevel: number;
}

/** @throws ModelInputError EMPTY, LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE */
export function ordinalProblem(
  outcome: NamedColumn,
  drivers: readonly NamedColumn[],
  { confidenceLevel = 0.95, seType, roles: given }: OrdinalOptions,
): OrdinalProblem | NotEstimable {
  const roles = rowMass(checkColumns(outcome, drivers, confidenceLevel), given);
  const { n, mass } = roles;
  const levels = distinctLevels(outcome, mass);
  const size = drivers.length + Math.max(1, levels.length - 1);
  const rule = likelihoodErrorRule(seType, roles, size);
  if (n <= size) return notEstimable('NOT_ENOUGH_DATA', `${n} complete rows for ${size} coefficients leave no residual degrees of freedom`);
  if (levels.length === 1) return notEstimable('ZERO_VARIANCE', `${outcome.name} has the same value in every row`, [outcome.name]);
  const codes = levelCodes(outcome.values, levels);
  const design = likelihoodDesign({ name: outcome.name, values: Float64Array.from(codes) }, drivers, true, roles); // levels are an order, of no unit
  if (design.kind === 'notEstimable') return design;
  const { levelMass, levelCounts, smallestMass } = levelMasses(codes, levels.length, roles);
  return {
    kind: 'problem',
    names: drivers.map(({ name }) => name),
    levels,
    levelCounts,
    rows: design.rows,
    likelihoodOf: (rows) => ordinalLikelihood({ rows, levels: codes, levelCount: levels.length, mass, levelMass }),
    likelihoodOfMass: (drawn) => {
      const drawnMass = massByLevel(codes, levels.length, drawn);
      if (drawnMass.includes(0)) return null;
      return ordinalLikelihood({ rows: design.rows, levels: codes, levelCount: levels.length, mass: drawn, levelMass: drawnMass });
    },
    toEstimates: reportedParameters(levels.length - 1, design.rows.toCoefficients, design.rows.size),
    logLikelihoodNull: levelMass.reduce((sum, atLevel) => sum + atLevel * Math.log(atLevel / n), 0), // masses sum to n
    roles,
    smallestMass,
    rule,
    confidenceLevel,
  };
}

function distinctLevels({ name, values }: NamedColumn, mass: Float64Array | null): number[] {
  const found = new Set<number>();
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) throw new ModelInputError('NOT_FINITE', `${name} has ${value} at row ${i}, a finite number is needed`);
    if (mass === null || mass[i]! > 0) found.add(value + 0); // -0 is 0
    if (found.size > ORDINAL_MOST_LEVELS) {
      throw new ModelInputError(
        'OUT_OF_RANGE',
        `${name} has more than ${ORDINAL_MOST_LEVELS} different values, at most ${ORDINAL_MOST_LEVELS} are needed`,
      );
    }
  }
  return [...found].sort((a, b) => a - b);
}

/** Place of each value among the levels; 0 for a row without mass whose value is none of them. */
function levelCodes(values: NumericColumn, levels: readonly number[]): Int32Array {
  const codeOf = new Map(levels.map((level, code) => [level, code]));
  const codes = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) codes[i] = codeOf.get(values[i]!) ?? 0;
  return codes;
}

function massByLevel(codes: Int32Array, levelCount: number, mass: Float64Array): Float64Array {
  const levelMass = new Float64Array(levelCount);
  for (let i = 0; i < codes.length; i++) levelMass[codes[i]!]! += mass[i]!;
  return levelMass;
}

/**
 * What is reported in terms of the parameters: with b0 + Σ b_j x_j = z'slopes over the whitened columns but the first,
 * threshold = threshold* - b0 and b the coefficients.
 */
function reportedParameters(thresholdCount: number, toCoefficients: Float64Array, columns: number): Float64Array {
  const size = thresholdCount + columns - 1;
  const map = new Float64Array(size * size);
  for (let k = 0; k < thresholdCount; k++) {
    map[k * size + k] = 1;
    for (let j = 1; j < columns; j++) map[k * size + thresholdCount + j - 1] = -toCoefficients[j]!;
  }
  for (let i = 1; i < columns; i++) {
    for (let j = i; j < columns; j++) map[(thresholdCount + i - 1) * size + thresholdCount + j - 1] = toCoefficients[i * columns + j]!;
  }
  return map;
}

function levelMasses(codes: Int32Array, levelCount: number, { mass, counts }: RowMass) {
  const levelMass = new Float64Array(levelCount);
  const levelCounts = new Array<number>(levelCount).fill(0);
  let smallestMass = Number.POSITIVE_INFINITY;
  for (let i = 0; i < codes.length; i++) {
    const weight = mass === null ? 1 : mass[i]!;
    if (weight === 0) continue;
    if (weight < smallestMass) smallestMass = weight;
    levelMass[codes[i]!]! += weight;
    levelCounts[codes[i]!]! += counts === null ? 1 : counts[i]!;
  }
  return { levelMass, levelCounts, smallestMass };
}
