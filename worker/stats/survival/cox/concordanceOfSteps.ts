import { ascendingOrder } from '../../rows/ascendingOrder.ts';
import type { Concordance } from './concordance.ts';
import { ConcordanceTree } from './concordanceTree.ts';
import type { RiskSteps } from './coxRiskSteps.ts';

/** Pairs to compare: in all, and of each row as the one who left or the one who stayed. */
class PairCounts {
  concordant = 0;
  discordant = 0;
  tiedRisk = 0;
  tiedTime = 0;
  tiedRiskAndTime = 0;
  /** by place: concordant minus discordant pairs, and all pairs, in which the row takes part */
  readonly net: Float64Array;
  readonly all: Float64Array;
  constructor(n: number) {
    this.net = new Float64Array(n);
    this.all = new Float64Array(n);
  }
}

/**
 * Concordance of scores with data that are sorted already (see concordance).
 *
 * @param scores   by place, as the steps sort the rows
 * @param clusters by row of the data
 * @param isSample the error as sampleError
 */
export function concordanceOfSteps(steps: RiskSteps, scores: Float64Array, clusters?: Int32Array, isSample = false): Concordance {
  const strata = steps.openingStep.length - 1;
  const { ranks, rankCounts } = ranksWithinStrata(steps, scores);
  const tree = new ConcordanceTree(rankCounts.reduce((most, count) => Math.max(most, count), 0));
  const pairs = new PairCounts(steps.n);
  for (let stratum = 0; stratum < strata; stratum++) {
    tree.reset(rankCounts[stratum]!);
    countLeavers(pairs, steps, stratum, ranks, tree);
    tree.reset(rankCounts[stratum]!);
    countStayers(pairs, steps, stratum, ranks, tree);
  }
  const { concordant, discordant, tiedRisk, tiedTime, tiedRiskAndTime } = pairs;
  const counts = { concordant, discordant, tiedRisk, tiedTime, tiedRiskAndTime };
  const compared = concordant + discordant + tiedRisk;
  if (compared === 0) return { ...counts, concordance: null, stdErr: null, reason: 'NOT_ENOUGH_DATA' };
  const somersD = (concordant - discordant) / compared;
  const isOneCluster = clusters?.every((code) => code === clusters[0]) ?? false;
  const influences = isOneCluster ? null : influencesOf(steps, pairs, somersD, clusters);
  const error = influences && (isSample ? sampleError(steps, influences, clusters) : lengthOf(influences));
  const stdErr = error === null ? null : error / (2 * compared);
  return { ...counts, concordance: (concordant + tiedRisk / 2) / compared, stdErr, reason: stdErr === null ? 'NOT_ENOUGH_DATA' : null };
}

/** Dense ranks from 0 up of the scores of each stratum, by place; equal scores share a rank. One sort for all strata. */
function ranksWithinStrata({ n, openingStep, firstRow }: RiskSteps, scores: Float64Array): { ranks: Int32Array; rankCounts: Int32Array } {
  const strata = openingStep.length - 1;
  const stratumOf = new Int32Array(n);
  for (let stratum = 1; stratum < strata; stratum++) {
    stratumOf.fill(stratum, firstRow[openingStep[stratum]!]!, firstRow[openingStep[stratum + 1]!]!);
  }
  const rankCounts = new Int32Array(strata);
  const latest = new Float64Array(strata);
  const ranks = new Int32Array(n);
  for (const place of ascendingOrder(scores)) {
    const stratum = stratumOf[place]!;
    if (rankCounts[stratum] === 0 || scores[place] !== latest[stratum]) rankCounts[stratum]!++;
    latest[stratum] = scores[place]!;
    ranks[place] = rankCounts[stratum]! - 1;
  }
  return { ranks, rankCounts };
}

/** Backwards in time: each event against the scores of those at risk without an event then, which the tree holds. */
function countLeavers(pairs: PairCounts, steps: RiskSteps, stratum: number, ranks: Int32Array, tree: ConcordanceTree): void {
  const { openingStep, firstRow, eventCount, entries } = steps;
  for (let step = openingStep[stratum + 1]! - 1; step > openingStep[stratum]!; step--) {
    const first = firstRow[step]!;
    const firstCensored = first + eventCount[step]!;
    for (let i = firstCensored; i < firstRow[step + 1]!; i++) tree.add(ranks[i]!, 1);
    if (entries !== null) {
      for (let e = entries.first[step]!; e < entries.first[step + 1]!; e++) tree.add(ranks[entries.places[e]!]!, -1);
    }
    let tiedBefore = 0;
    for (let i = first; i < firstCensored; i++) {
      const concordant = tree.below(ranks[i]!);
      const tied = tree.equal(ranks[i]!);
      const discordant = tree.total - concordant - tied;
      tiedBefore += tied;
      pairs.concordant += concordant;
      pairs.discordant += discordant;
      pairs.net[i]! += concordant - discordant;
      pairs.all[i]! += tree.total;
    }
    let tiedAfter = 0; // each event's equals in the tree, the events of this step put in before it included
    for (let i = first; i < firstCensored; i++) {
      tiedAfter += tree.equal(ranks[i]!);
      tree.add(ranks[i]!, 1);
    }
    const events = firstCensored - first;
    pairs.tiedRisk += tiedBefore;
    pairs.tiedRiskAndTime += tiedAfter - tiedBefore;
    pairs.tiedTime += (events * (events - 1)) / 2 - (tiedAfter - tiedBefore);
  }
}

/** Forwards in time: each row against the scores of the events that it outlived while at risk, those since its entry. */
function countStayers(pairs: PairCounts, steps: RiskSteps, stratum: number, ranks: Int32Array, tree: ConcordanceTree): void {
  const { openingStep, firstRow, eventCount, entries } = steps;
  for (let step = openingStep[stratum]! + 1; step < openingStep[stratum + 1]!; step++) {
    const first = firstRow[step]!;
    const firstCensored = first + eventCount[step]!;
    for (let i = first; i < firstCensored; i++) addStayer(pairs, ranks, tree, i, 1);
    for (let i = first; i < firstCensored; i++) tree.add(ranks[i]!, 1);
    for (let i = firstCensored; i < firstRow[step + 1]!; i++) addStayer(pairs, ranks, tree, i, 1);
    if (entries === null) continue;
    for (let e = entries.first[step]!; e < entries.first[step + 1]!; e++) addStayer(pairs, ranks, tree, entries.places[e]!, -1);
  }
}

function addStayer(pairs: PairCounts, ranks: Int32Array, tree: ConcordanceTree, i: number, sign: 1 | -1): void {
  const lower = tree.below(ranks[i]!);
  const higher = tree.total - lower - tree.equal(ranks[i]!);
  pairs.net[i]! += sign * (higher - lower);
  pairs.all[i]! += sign * tree.total;
}

/** 2 pairs dC_i = net_i - D all_i, D = 2C - 1, summed by cluster: the error is the length of dC. */
function influencesOf({ order }: RiskSteps, pairs: PairCounts, somersD: number, clusters?: Int32Array): Float64Array {
  const clusterCount = clusters?.reduce((most, code) => Math.max(most, code + 1), 0) ?? order.length;
  const influences = new Float64Array(clusterCount);
  for (let i = 0; i < order.length; i++) influences[clusters?.[order[i]!] ?? i]! += pairs.net[i]! - somersD * pairs.all[i]!;
  return influences;
}

const lengthOf = (values: Float64Array): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

/** The length where those with an event and those without are samples of so few: Σ over each side, times its size / (size - 1). */
function sampleError(steps: RiskSteps, influences: Float64Array, clusters?: Int32Array): number | null {
  const hasEvent = new Uint8Array(influences.length);
  for (let step = 0; step < steps.eventCount.length; step++) {
    const first = steps.firstRow[step]!;
    for (let i = first; i < first + steps.eventCount[step]!; i++) hasEvent[clusters?.[steps.order[i]!] ?? i] = 1;
  }
  const leavers = influences.filter((_, i) => hasEvent[i] === 1);
  const stayers = influences.filter((_, i) => hasEvent[i] === 0);
  if (leavers.length < 2 || stayers.length === 1) return null;
  return Math.hypot(...[leavers, stayers].map((side) => lengthOf(side) * Math.sqrt(side.length / Math.max(1, side.length - 1))));
}
