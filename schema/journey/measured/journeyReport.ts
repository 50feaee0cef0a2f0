/** From sums to what a journey shows: pure. Below ten customers a number is hidden, below thirty it is shown and not compared. */

import type { CellSums } from '../../../worker/stats/descriptive/cellSums.ts';
import { noSums as noCell, noShared } from '../../../worker/stats/descriptive/cellSums.ts';
import { differenceOfSums } from '../../../worker/stats/descriptive/differenceOfSums.ts';
import { hiddenGroups } from '../../../worker/stats/descriptive/hiddenGroups.ts';
import type { ScoreDifference } from '../../../worker/stats/descriptive/scoreDifference.ts';
import type { ScoreSeType } from '../../../worker/stats/descriptive/scoreEstimate.ts';
import { type SumsKind, scoreOfSums } from '../../../worker/stats/descriptive/scoreOfSums.ts';
import { shownOverlap } from '../../../worker/stats/descriptive/shownOverlap.ts';
import { PRIVACY_CUSTOMERS, RELIABLE_CUSTOMERS } from '../../../worker/stats/descriptive/thresholds.ts';
import type { StatusCode } from '../../../worker/stats/statusCodes.ts';
import type { AnswerCell, SharedCell } from './answers.sql.ts';
import type { ContactRow, ShareSums } from './contacts.sql.ts';
import { hiddenVolumes } from './hiddenVolumes.ts';
import type { HoursRow } from './hours.sql.ts';

/** Numbers of people, too, are null where they are hidden: who is behind them is what is protected. */
export interface JourneyEstimate {
  readonly n: number | null;
  readonly customers: number | null;
  readonly estimate: number | null;
  readonly stdErr: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  readonly seType: ScoreSeType;
  readonly confidenceLevel: number;
  readonly reason: StatusCode | null;
  readonly reasonDetail: string | null;
}

/** The estimate is the mean; the interval is of it. */
export interface JourneyHours extends JourneyEstimate {
  readonly median: number | null;
}

/** Contacts and the customers behind them. Null: hidden. */
export interface Volume {
  readonly contacts: number | null;
  readonly customers: number | null;
}

const noSums: ShareSums = { n: 0, customers: 0, total: 0, xx: 0, xy: 0, yy: 0 };

/** @param isHidden although enough customers stand behind it: others would follow from it */
export function estimateOf(kind: SumsKind, sums: CellSums, ifNobody: string, isHidden = false): JourneyEstimate {
  const { score } = scoreOfSums(kind, sums, false);
  const { n, estimate, stdErr, ciLow, ciHigh, seType, confidenceLevel, reason } = score;
  const { customers } = sums;
  if (customers >= PRIVACY_CUSTOMERS && !isHidden) {
    const reasonDetail = reason === null ? null : 'one answer leaves no error';
    return { n, customers, seType, confidenceLevel, estimate, stdErr, ciLow, ciHigh, reason, reasonDetail };
  }
  const few = `fewer than ${PRIVACY_CUSTOMERS} customers: hidden to protect them`;
  const whyHidden = customers >= PRIVACY_CUSTOMERS ? 'hidden, or a hidden one would follow from it' : few;
  const shown = customers === 0 ? { n: 0, customers: 0, reasonDetail: ifNobody } : { n: null, customers: null, reasonDetail: whyHidden };
  return { ...shown, seType, confidenceLevel, estimate: null, stdErr: null, ciLow: null, ciHigh: null, reason: 'NOT_ENOUGH_DATA' };
}

/** A share: its values are 1 and 0, so their squares sum to what they themselves do. */
export function shareOf(sums: ShareSums = noSums, ifNobody: string, isHidden = false): JourneyEstimate {
  const { n, customers, total, xx, xy, yy } = sums;
  const cell: CellSums = { n, customers, weight: n, total, valueSquares: total, weightSquares: n, xx, xy, yy, exactTotal: null };
  return estimateOf('SHARE', cell, ifNobody, isHidden);
}

export function hoursOf(row: HoursRow | undefined, isHidden: boolean): JourneyHours {
  const mean = estimateOf('MEAN', row?.sums ?? noCell, 'no ticket of it has stopped waiting', isHidden);
  return { ...mean, median: row && mean.estimate !== null ? row.median : null };
}

/**
 * How much happened at each touchpoint and in each stage.
 *
 * @param stageOf of touchpoints, the id that stands for their stage; null: in none
 * @param nameOf of touchpoints, their key
 */
export function volumesOf(
  rows: readonly ContactRow[],
  stageOf: (touchpointId: bigint) => bigint | null,
  nameOf: (touchpointId: bigint) => string,
) {
  const volumes = rows.filter(({ part }) => part === 'VOLUME');
  const kinds = Map.groupBy(
    volumes.filter(({ fact }) => fact !== null),
    ({ touchpointId }) => touchpointId,
  );
  const all = volumes.filter(({ fact }) => fact === null);
  const places = all.map(({ touchpointId: id, customers }) => ({
    id,
    name: id === null ? '' : nameOf(id),
    stage: id === null ? null : stageOf(id),
    customers,
    of: new Map((kinds.get(id) ?? []).map((row) => [row.fact ?? '', row.customers])),
  }));
  const ofStages = rows.flatMap((row) =>
    row.part === 'STAGE_VOLUME' && row.touchpointId !== null ? [{ ...row, id: row.touchpointId }] : [],
  );
  const hidden = hiddenVolumes(places, ofStages);
  const at = new Map(all.map((row) => [row.touchpointId, volumeOf(row, hidden.places.has(row.touchpointId))]));
  const stages = new Map(ofStages.map((row) => [row.id, volumeOf(row, hidden.stages.has(row.id))]));
  return { at, stages, unplaced: at.get(null) ?? noVolume };
}

/**
 * Which steps from a touchpoint to hide, beside those of one that is hidden itself: those to a hidden touchpoint, which would tell how many came
 * to it, and another, for all steps add up to the stays.
 */
export function hiddenSteps(steps: readonly ContactRow[], at: ReadonlyMap<bigint | null, Volume>): boolean[] {
  const isSmall = ({ other }: ContactRow) => other !== null && at.get(other)?.contacts === null;
  const groups = steps.map((row) => ({ keys: [String(row.other)], customers: isSmall(row) ? 1 : Math.max(row.total, PRIVACY_CUSTOMERS) }));
  return hiddenGroups(groups, PRIVACY_CUSTOMERS);
}

export const noVolume: Volume = { contacts: 0, customers: 0 };

const volumeOf = ({ n, customers }: ContactRow, isHidden: boolean): Volume =>
  isHidden ? { contacts: null, customers: null } : { contacts: n, customers };

export interface ChannelDifference extends Omit<ScoreDifference, 'sharedCustomers'> {
  /** Null: hidden. */
  readonly sharedCustomers: number | null;
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
        cell.channel !== null && cell.channel !== '' && cell.sums.customers >= RELIABLE_CUSTOMERS,
    )
    .sort((a, b) => b.sums.customers - a.sums.customers || (a.channel < b.channel ? -1 : 1));
  const [reference, ...others] = compared;
  if (!reference) return [];
  return others.map((other) => {
    const both =
      shared.find(({ channel, otherChannel }) => channel === other.channel && otherChannel === reference.channel)?.shared ?? noShared;
    const [a, b] = [scoreOfSums(kind, other.sums, false), scoreOfSums(kind, reference.sums, false)];
    const difference = differenceOfSums(kind, { a: other.sums, b: reference.sums, shared: both }, a, b);
    const sharedCustomers = shownOverlap(difference.sharedCustomers, other.sums.customers, reference.sums.customers);
    return { ...difference, sharedCustomers, channel: other.channel, reference: reference.channel };
  });
}
