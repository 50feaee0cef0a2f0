import { requireConfidenceLevel } from '../checks.ts';
import { waldRow } from '../inference/waldRow.ts';
import { type FitOutcome, ModelInputError, notEstimable } from '../outcome.ts';
import type { Grouping } from '../rows/grouping.ts';
import type { NumericColumn } from '../rows/numericColumn.ts';
import { segmentPairs } from './changeInfluence.ts';
import { changeParts, type ScoreChange } from './changeParts.ts';
import { changeVariance } from './changeVariance.ts';
import type { Score, ScoreKind } from './scoreKind.ts';
import { type SegmentMeans, segmentMeans } from './segmentMeans.ts';
import { presentRows, requireGroupings, rowsOf, type SurveyDesign, surveySample } from './surveySample.ts';

/**
 * Kitagawa's decomposition of the change of a score between two periods: who answered (mix), and how the same segments answered (within).
 *
 *   total = Σ_s (p1 m1 - p0 m0) = mix + within
 *   mix_s    = (p1 - p0) ((m0 + m1)/2 - (M0 + M1)/2),   within_s = (m1 - m0) (p0 + p1)/2
 *
 * p_s is the share of a segment, m_s its mean, M the score; 0 = before, 1 = after. Mean weights leave no interaction and do not depend on
 * the order of the periods. As Σ (p1 - p0) = 0, taking M off moves no sum; it makes a segment that grew count by whether it lies above
 * the score. A segment of one period only has no change within: its mean stands for both, and all it adds is mix.
 *
 * Errors by Taylor linearisation of the shares and means (changeVariance), clustered over both periods where clusters are given; t with
 * G - 1 degrees of freedom there, else normal. The total's error is that of scoreDifference where both scores have an error; its
 * interval here is Wald's, so that the three parts can be compared.
 *
 * @param periods  two labels: before, after
 * @param segments any number
 * @returns notEstimable NOT_ENOUGH_DATA when a period has no answer (with weight)
 * @throws ModelInputError LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE
 * Time and memory O(n + segments).
 * @see Kitagawa (1955), JASA 50:1168-1194, doi:10.1080/01621459.1955.10501299
 */
export function scoreChange<S extends Score>(
  kind: ScoreKind<S>,
  values: NumericColumn,
  periods: Grouping,
  segments: Grouping,
  design: SurveyDesign = {},
  confidenceLevel = 0.95,
): FitOutcome<ScoreChange> {
  requireConfidenceLevel(confidenceLevel);
  const given = surveySample(values, design);
  requireGroupings({ periods, segments }, values.length);
  if (periods.labels.length !== 2)
    throw new ModelInputError('OUT_OF_RANGE', `periods has ${periods.labels.length} labels, two are needed: before, after`);
  const present = presentRows(given);
  const sample = present === null ? given : rowsOf(given, present);
  const codesOf = ({ codes }: Grouping): Int32Array => (present === null ? codes : present.map((row) => codes[row]!));
  const [periodOf, segmentOf] = [codesOf(periods), codesOf(segments)];
  const meansOf = (period: number): SegmentMeans => segmentMeans(sample, periodOf, period, segmentOf, segments.labels.length);
  const [before, after] = [meansOf(0), meansOf(1)];
  const silent = periods.labels.filter((_, period) => (period === 0 ? before : after).sumWeights === 0);
  if (silent.length > 0) return notEstimable('NOT_ENOUGH_DATA', `nobody answered in ${silent.join(' and ')}`, silent);
  const pairs = segmentPairs(before, after);
  const variance = changeVariance(sample, periodOf, segmentOf, kind.isMean);
  const fit = {
    before: periods.labels[0]!,
    after: periods.labels[1]!,
    ...changeParts({ before, after, pairs, labels: segments.labels }, (name, estimate, influence) =>
      waldRow(name, estimate, variance.stdErr(influence), variance.df, confidenceLevel),
    ),
    seType: variance.seType,
    confidenceLevel,
  };
  return { kind: 'fitted', fit, warnings: [] };
}
