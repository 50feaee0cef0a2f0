import { holm } from '../inference/holm.ts';
import { type FitOutcome, notEstimable, type Warning } from '../outcome.ts';
import type { Grouping } from '../rows/grouping.ts';
import type { NumericColumn } from '../rows/numericColumn.ts';
import { type ScoreDifference, type ScoredSample, scoreDifference, scoredSample } from './scoreDifference.ts';
import type { Score, ScoreKind } from './scoreKind.ts';
import { presentRows, requireGroupings, rowsOf, type SurveyDesign, type SurveySample, surveySample } from './surveySample.ts';
import { RELIABLE_CUSTOMERS } from './thresholds.ts';

export interface ScoreOfGroup<S extends Score> {
  readonly group: string;
  readonly score: S;
}

/** group less the first group */
export interface DifferenceOfGroups extends ScoreDifference {
  readonly group: string;
  readonly against: string;
  /** Holm's, over the differences of this result */
  readonly pAdjusted: number | null;
}

export interface ScoresByGroup<S extends Score> {
  readonly groups: readonly ScoreOfGroup<S>[];
  /** every group but the first against the first; empty for one group */
  readonly differences: readonly DifferenceOfGroups[];
}

/**
 * A score of all rows: NPS, CSAT, CES or CSI with the error of the design.
 *
 * @param values what the kind is the mean of: npsPoints, topTwoBoxes, the answers (CES), csiIndex
 * @throws ModelInputError LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE
 * Time and memory O(n).
 */
export function surveyScore<S extends Score>(
  kind: ScoreKind<S>,
  values: NumericColumn,
  design: SurveyDesign = {},
  confidenceLevel = 0.95,
): S {
  const sample = surveySample(values, design);
  const present = presentRows(sample);
  return scoredSample(kind, present === null ? sample : rowsOf(sample, present), confidenceLevel).score;
}

/**
 * A score in each group or period, and the difference of each from the first: with periods in order, the change since the first.
 * Against the first, not against the rest: the rest changes its meaning from row to row, and with periods it has none.
 *
 * Each group is a sample of its own; customers are known across groups by their cluster code (scoreDifference).
 *
 * @returns notEstimable NOT_ENOUGH_DATA when nobody answered (with weight); warnings NOT_ENOUGH_DATA for a group with fewer than 30 customers
 * @throws ModelInputError LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE
 * Time O(n + groups), memory O(n).
 */
export function scoresByGroup<S extends Score>(
  kind: ScoreKind<S>,
  values: NumericColumn,
  grouping: Grouping,
  design: SurveyDesign = {},
  confidenceLevel = 0.95,
): FitOutcome<ScoresByGroup<S>> {
  const sample = surveySample(values, design);
  requireGroupings({ grouping }, values.length);
  const scored = rowsByGroup(grouping, sample).map((rows, code) => ({
    group: grouping.labels[code]!,
    ...scoredSample(kind, rowsOf(sample, rows), confidenceLevel),
  }));
  if (scored.every(({ score }) => score.estimate === null)) return notEstimable('NOT_ENOUGH_DATA', 'nobody answered');
  const groups = scored.map(({ group, score }) => ({ group, score }));
  return { kind: 'fitted', fit: { groups, differences: fromFirst(kind, scored) }, warnings: groups.flatMap(fewCustomers) };
}

type ScoredGroup<S extends Score> = ScoredSample<S> & { readonly group: string };

function fromFirst<S extends Score>(kind: ScoreKind<S>, [first, ...others]: readonly ScoredGroup<S>[]): DifferenceOfGroups[] {
  const differences = others.map((other) => ({ group: other.group, against: first!.group, ...scoreDifference(kind, other, first!) }));
  const pAdjusted = holm(differences.map(({ pValue }) => pValue));
  return differences.map((difference, i) => ({ ...difference, pAdjusted: pAdjusted[i]! }));
}

function fewCustomers({ group, score: { customers } }: ScoreOfGroup<Score>): Warning[] {
  if (customers >= RELIABLE_CUSTOMERS) return [];
  const detail = `${customers} ${customers === 1 ? 'customer' : 'customers'} answered, fewer than ${RELIABLE_CUSTOMERS}: not reliable, not to be compared`;
  return [{ code: 'NOT_ENOUGH_DATA', subject: group, detail }];
}

/** The rows of each group in file order, without those that stand for nobody. */
function rowsByGroup({ codes, labels }: Grouping, { counts }: SurveySample): Int32Array[] {
  const sizes = new Int32Array(labels.length);
  const isPresent = (row: number): boolean => counts === null || counts[row]! > 0;
  for (let row = 0; row < codes.length; row++) if (isPresent(row)) sizes[codes[row]!]!++;
  const rows = Array.from(sizes, (size) => new Int32Array(size));
  const filled = new Int32Array(labels.length);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    if (isPresent(row)) rows[code]![filled[code]!++] = row;
  }
  return rows;
}
