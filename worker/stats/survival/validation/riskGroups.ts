import { requireConfidenceLevel, requireCounts } from '../../checks.ts';
import { wilson } from '../../descriptive/wilson.ts';
import { ModelInputError } from '../../outcome.ts';
import { ascendingOrder } from '../../rows/ascendingOrder.ts';
import { type RiskOutcomes, requireRisks } from './riskOutcomes.ts';

/** Customers of about the same predicted risk, and how many of them left. */
export interface RiskGroup {
  /** 1 = the lowest risks */
  readonly group: number;
  readonly n: number;
  /** seen to leave within the horizon */
  readonly events: number;
  /** mean, smallest and largest predicted risk */
  readonly meanRisk: number;
  readonly minRisk: number;
  readonly maxRisk: number;
  /** Σ w y / Σ w, with Wilson's interval; null where nobody of the group was seen to the horizon */
  readonly observedRate: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
}

/**
 * Predicted against observed, by groups of rising predicted risk (deciles by default).
 *
 * Groups are of equal width in rank, so of equal size but for ties, which no group cuts; one that ties leave empty is not there. The interval
 * is Wilson's with the effective number of customers (Σ w)²/Σ w², which is the number itself where nobody is censored. Time O(n).
 *
 * @param risk length n, 0-1
 * @throws ModelInputError LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE
 */
export function riskGroups(risk: Float64Array, outcomes: RiskOutcomes, { groups = 10, confidenceLevel = 0.95 } = {}): RiskGroup[] {
  requireRisks(risk, outcomes);
  requireConfidenceLevel(confidenceLevel);
  requireCounts({ groups });
  if (groups < 1) throw new ModelInputError('OUT_OF_RANGE', `groups has ${groups}, at least 1 is needed`);
  const order = ascendingOrder(risk);
  const n = order.length;
  const members: number[][] = Array.from({ length: groups }, () => []);
  for (let from = 0, to = 0; from < n; from = to) {
    while (to < n && risk[order[to]!] === risk[order[from]!]) to++;
    const group = Math.min(groups - 1, Math.floor((groups * (from + to)) / 2 / n));
    for (let i = from; i < to; i++) members[group]!.push(order[i]!);
  }
  return members.flatMap((rows, g) => (rows.length === 0 ? [] : [groupOf(g + 1, rows, risk, outcomes, confidenceLevel)]));
}

/** @param rows by rising risk */
function groupOf(
  group: number,
  rows: readonly number[],
  risk: Float64Array,
  { isEvent, weights }: RiskOutcomes,
  confidenceLevel: number,
): RiskGroup {
  let [mass, squares, left, events, sum] = [0, 0, 0, 0, 0];
  for (const row of rows) {
    const weight = weights[row]!;
    mass += weight;
    squares += weight * weight;
    left += weight * isEvent[row]!;
    events += isEvent[row]!;
    sum += risk[row]!;
  }
  const observedRate = mass > 0 ? Math.min(1, left / mass) : null;
  const interval = observedRate === null ? { ciLow: null, ciHigh: null } : wilson(observedRate, (mass * mass) / squares, confidenceLevel);
  return {
    group,
    n: rows.length,
    events,
    meanRisk: sum / rows.length,
    minRisk: risk[rows[0]!]!,
    maxRisk: risk[rows.at(-1)!]!,
    observedRate,
    ...interval,
  };
}
