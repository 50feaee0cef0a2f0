import { requireConfidenceLevel } from '../../checks.ts';
import { wilson } from '../../descriptive/wilson.ts';
import { type ObservedEpisodes, requireEpisodes } from './observedEpisodes.ts';

export interface TenureRate {
  /** months of tenure at the period's start, [from, until); until null = and longer. Both null: those who joined within the period */
  readonly fromMonths: number | null;
  readonly untilMonths: number | null;
  readonly active: number;
  readonly lost: number;
  /** lost / active; null without anybody */
  readonly rate: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
}

const daysPerMonth = 365.25 / 12;

/**
 * Churn of one period by tenure at its start: what a snapshot can say of customers of whom only those still there were seen.
 * Each band is the share of its customers lost in (from, until], with Wilson's interval; those who joined in between have a row of their own.
 *
 * @param edges months at which bands begin, ascending, the first 0
 * @returns one row a band, then the row of those who joined
 * @throws ModelInputError LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE
 */
export function tenureRates(
  episodes: ObservedEpisodes,
  { from, until, edges, confidenceLevel = 0.95 }: { from: number; until: number; edges: readonly number[]; confidenceLevel?: number },
): TenureRate[] {
  requireConfidenceLevel(confidenceLevel);
  const n = requireEpisodes(episodes);
  const { start, entry, end, cause } = episodes;
  const active = new Float64Array(edges.length + 1);
  const lost = new Float64Array(edges.length + 1);
  for (let i = 0; i < n; i++) {
    if (entry[i]! >= until || end[i]! <= from) continue;
    const isActive = entry[i]! <= from;
    if (!isActive && start[i]! <= from) continue; // seen only later, though there at the period's start: neither active nor new
    const months = (from - start[i]!) / daysPerMonth;
    const band = isActive ? edges.findLastIndex((edge) => edge <= months) : edges.length;
    active[band]!++;
    if (cause[i]! > 0 && end[i]! <= until) lost[band]!++;
  }
  return Array.from(active, (count, band) => {
    const isJoined = band === edges.length;
    const rate = count > 0 ? lost[band]! / count : null;
    const interval = rate === null ? { ciLow: null, ciHigh: null } : wilson(rate, count, confidenceLevel);
    const bounds = { fromMonths: isJoined ? null : edges[band]!, untilMonths: edges[band + 1] ?? null };
    return { ...bounds, active: count, lost: lost[band]!, rate, ...interval };
  });
}
