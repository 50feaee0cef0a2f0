/** From sums to what a journey shows: pure. Below ten customers a number is hidden, below thirty it is shown and not compared. */
import type { CellSums } from '../../../worker/stats/descriptive/cellSums.ts';
import { noShared } from '../../../worker/stats/descriptive/cellSums.ts';
import { differenceOfSums } from '../../../worker/stats/descriptive/differenceOfSums.ts';
import type { ScoreDifference } from '../../../worker/stats/descriptive/scoreDifference.ts';
import type { ScoreSeType } from '../../../worker/stats/descriptive/scoreEstimate.ts';
import { type SumsKind, scoreOfSums } from '../../../worker/stats/descriptive/scoreOfSums.ts';
import type { StatusCode } from '../../../worker/stats/statusCodes.ts';
import { privacyCustomers, reliableCustomers } from '../../feedback/score.ts';
import type { AnswerCell, SharedCell } from './answers.sql.ts';
import type { ContactRow, ShareSums } from './contacts.sql.ts';

export interface JourneyEstimate {
  readonly n: number;
  readonly customers: number;
  readonly estimate: number | null;
  readonly stdErr: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  readonly seType: ScoreSeType;
  readonly confidenceLevel: number;
  readonly reason: StatusCode | null;
  readonly reasonDetail: string | null;
}

export interface JourneyHours {
  readonly n: number;
  readonly customers: number;
  readonly mean: number | null;
  readonly median: number | null;
  readonly reason: StatusCode | null;
}

const noSums: ShareSums = { n: 0, customers: 0, total: 0, xx: 0, xy: 0, yy: 0 };

/** @param isHidden although enough customers stand behind it: others would follow from it */
export function estimateOf(kind: SumsKind, sums: CellSums, ifNobody: string, isHidden = false): JourneyEstimate {
  const { score } = scoreOfSums(kind, sums, false);
  const { n, estimate, stdErr, ciLow, ciHigh, seType, confidenceLevel, reason } = score;
  const known = { n, customers: sums.customers, seType, confidenceLevel };
  if (sums.customers >= privacyCustomers && !isHidden)
    return { ...known, estimate, stdErr, ciLow, ciHigh, reason, reasonDetail: reason === null ? null : 'one answer leaves no error' };
  const few = `fewer than ${privacyCustomers} customers: hidden to protect them`;
  const reasonDetail =
    sums.customers === 0 ? ifNobody : isHidden && sums.customers >= privacyCustomers ? 'hidden, or a hidden one would follow from it' : few;
  return { ...known, estimate: null, stdErr: null, ciLow: null, ciHigh: null, reason: 'NOT_ENOUGH_DATA', reasonDetail };
}

/** A share: its values are 1 and 0, so their squares sum to what they themselves do. */
export function shareOf(sums: ShareSums = noSums, ifNobody: string): JourneyEstimate {
  const { n, customers, total, xx, xy, yy } = sums;
  const cell: CellSums = { n, customers, weight: n, total, valueSquares: total, weightSquares: n, xx, xy, yy, exactTotal: null };
  return estimateOf('SHARE', cell, ifNobody);
}

export function hoursOf(row: ContactRow | undefined): JourneyHours {
  if (!row || row.customers < privacyCustomers)
    return { n: row?.n ?? 0, customers: row?.customers ?? 0, mean: null, median: null, reason: 'NOT_ENOUGH_DATA' };
  return { n: row.n, customers: row.customers, mean: row.mean, median: row.median, reason: null };
}

export interface ChannelDifference extends ScoreDifference {
  readonly channel: string;
  readonly reference: string;
}

/**
 * Each way of answering against the one with the most customers. Only ways with enough customers to be compared; customers who answered by
 * both bring their covariance.
 */
export function channelDifferences(kind: SumsKind, cells: readonly AnswerCell[], shared: readonly SharedCell[]): ChannelDifference[] {
  const compared = cells
    .filter(
      (cell): cell is AnswerCell & { channel: string } =>
        cell.channel !== null && cell.channel !== '' && cell.sums.customers >= reliableCustomers,
    )
    .sort((a, b) => b.sums.customers - a.sums.customers || (a.channel < b.channel ? -1 : 1));
  const [reference, ...others] = compared;
  if (!reference) return [];
  return others.map((other) => {
    const both =
      shared.find(({ channel, otherChannel }) => channel === other.channel && otherChannel === reference.channel)?.shared ?? noShared;
    const [a, b] = [scoreOfSums(kind, other.sums, false), scoreOfSums(kind, reference.sums, false)];
    const difference = differenceOfSums(kind, { a: other.sums, b: reference.sums, shared: both }, a, b);
    return { ...difference, channel: other.channel, reference: reference.channel };
  });
}
