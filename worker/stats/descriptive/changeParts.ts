import type { WaldRow } from '../inference/waldRow.ts';
import { type ChangeInfluence, mixInfluence, type SegmentPair, totalInfluence, withinInfluence } from './changeInfluence.ts';
import type { ScoreSeType } from './scoreEstimate.ts';
import type { SegmentMeans } from './segmentMeans.ts';

export type { WaldRow };

/** What one segment adds to the change of the score, in its unit. */
export interface SegmentChange {
  readonly segment: string;
  readonly presence: 'BOTH' | 'NEW' | 'VANISHED';
  readonly nBefore: number;
  readonly nAfter: number;
  /** 0-1, of the weights */
  readonly shareBefore: number;
  readonly shareAfter: number;
  /** null where nobody was in the segment */
  readonly meanBefore: number | null;
  readonly meanAfter: number | null;
  readonly mix: number;
  readonly within: number;
}

export interface ScoreChange {
  readonly before: string;
  readonly after: string;
  readonly scoreBefore: number;
  readonly scoreAfter: number;
  readonly total: WaldRow;
  readonly mix: WaldRow;
  readonly within: WaldRow;
  readonly segments: readonly SegmentChange[];
  readonly newSegments: readonly string[];
  readonly vanishedSegments: readonly string[];
  readonly seType: ScoreSeType;
  readonly confidenceLevel: number;
}

/** Two periods, by segment. */
export interface TwoPeriods {
  readonly before: SegmentMeans;
  readonly after: SegmentMeans;
  readonly pairs: readonly SegmentPair[];
  readonly labels: readonly string[];
}

/** A row of the decomposition from its estimate and how answers bring it about. */
export type WaldOf = (name: string, estimate: number, influence: ChangeInfluence) => WaldRow;

/** The parts of a change, adding up: the total is their sum. Segments of neither period are left out. */
export function changeParts(periods: TwoPeriods, wald: WaldOf): Omit<ScoreChange, 'before' | 'after' | 'seType' | 'confidenceLevel'> {
  const { before, after, pairs, labels } = periods;
  const rows = labels.flatMap((label, segment) => segmentChange(label, segment, periods));
  const sum = (part: 'mix' | 'within'): number => rows.reduce((total, row) => total + row[part], 0);
  const mix = mixInfluence(before, after, pairs);
  const within = withinInfluence(before, after, pairs);
  return {
    scoreBefore: before.mean,
    scoreAfter: after.mean,
    total: wald('total', sum('mix') + sum('within'), totalInfluence(mix, within)),
    mix: wald('mix', sum('mix'), mix),
    within: wald('within', sum('within'), within),
    segments: rows,
    newSegments: rows.filter(({ presence }) => presence === 'NEW').map(({ segment }) => segment),
    vanishedSegments: rows.filter(({ presence }) => presence === 'VANISHED').map(({ segment }) => segment),
  };
}

function segmentChange(label: string, segment: number, { before, after, pairs }: TwoPeriods): SegmentChange[] {
  const { isBefore, isAfter, shareBefore, shareAfter, middle, gap } = pairs[segment]!;
  if (!isBefore && !isAfter) return [];
  return [
    {
      segment: label,
      presence: !isBefore ? 'NEW' : !isAfter ? 'VANISHED' : 'BOTH',
      nBefore: before.n[segment]!,
      nAfter: after.n[segment]!,
      shareBefore,
      shareAfter,
      meanBefore: isBefore ? before.means[segment]! : null,
      meanAfter: isAfter ? after.means[segment]! : null,
      mix: (shareAfter - shareBefore) * (middle - (before.mean + after.mean) / 2),
      within: (gap * (shareBefore + shareAfter)) / 2,
    },
  ];
}
