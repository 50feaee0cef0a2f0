import { twoSidedZ } from '../distributions/normalQuantile.ts';
import { type RiskTable, valuesAt } from './riskTable.ts';
import { type ConfidenceType, survivalInterval } from './survivalInterval.ts';

/**
 * Parallel columns, one entry per point, times ascending. The last points, if the curve has reached 0 there, have no error and no
 * interval: these three columns end before them.
 */
export interface SurvivalCurve {
  readonly times: Float64Array;
  readonly atRisk: Float64Array;
  readonly events: Float64Array;
  readonly censored: Float64Array;
  readonly survival: Float64Array;
  readonly stdErr: Float64Array;
  readonly ciLow: Float64Array;
  readonly ciHigh: Float64Array;
  /** Nelson-Aalen */
  readonly cumulativeHazard: Float64Array;
  readonly cumulativeHazardStdErr: Float64Array;
}

export interface SurvivalCurveOptions {
  readonly confidenceType: ConfidenceType;
  readonly confidenceLevel: number;
  /** true: times at which rows were only censored are points, too */
  readonly allTimes: boolean;
}

/**
 * Product-limit survivor function and Nelson-Aalen cumulative hazard of one risk table with a single cause.
 *
 *   S(t) = Π (1 - d_i / n_i),   Var S(t) = S(t)² Σ d_i / (n_i (n_i - d_i))   (Greenwood)
 *   H(t) = Σ d_i / n_i,         Var H(t) = Σ d_i / n_i²                      over event times t_i <= t
 *
 * d_i events at t_i, n_i at risk just before it; events precede censorings at the same time. Once S is 0 it stays 0, even if rows
 * enter later, and its error is undefined. Cost O(times).
 */
export function survivalCurve(table: RiskTable, { confidenceType, confidenceLevel, allTimes }: SurvivalCurveOptions): SurvivalCurve {
  const z = twoSidedZ(confidenceLevel);
  const deaths = table.events[0]!;
  const points = pointIndices(table, allTimes);
  const survival = new Float64Array(points.length);
  const cumulativeHazard = new Float64Array(points.length);
  const cumulativeHazardStdErr = new Float64Array(points.length);
  const stdErr = new Float64Array(points.length);
  const ciLow = new Float64Array(points.length);
  const ciHigh = new Float64Array(points.length);
  let current = 1;
  let positive = 0; // points at which the curve is above 0
  let greenwood = 0;
  let hazard = 0;
  let hazardVariance = 0;
  for (let p = 0; p < points.length; p++) {
    const d = deaths[points[p]!]!;
    const n = table.atRisk[points[p]!]!;
    if (d > 0) {
      current *= (n - d) / n;
      greenwood += current > 0 ? d / (n * (n - d)) : 0;
      hazard += d / n;
      hazardVariance += d / (n * n);
    }
    survival[p] = current;
    cumulativeHazard[p] = hazard;
    cumulativeHazardStdErr[p] = Math.sqrt(hazardVariance);
    if (current === 0) continue;
    const interval = survivalInterval(current, Math.sqrt(greenwood), z, confidenceType);
    stdErr[p] = current * Math.sqrt(greenwood);
    ciLow[p] = interval.ciLow;
    ciHigh[p] = interval.ciHigh;
    positive = p + 1;
  }
  const bounds = { stdErr: stdErr.slice(0, positive), ciLow: ciLow.slice(0, positive), ciHigh: ciHigh.slice(0, positive) };
  const counts = {
    times: valuesAt(points, table.times),
    atRisk: valuesAt(points, table.atRisk),
    events: valuesAt(points, deaths),
    censored: valuesAt(points, table.censored),
  };
  return { ...counts, survival, ...bounds, cumulativeHazard, cumulativeHazardStdErr };
}

/** Places in the table that are points of the curve; a time at which rows only enter is none. */
function pointIndices({ times, events, censored }: RiskTable, allTimes: boolean): Int32Array {
  const indices = new Int32Array(times.length);
  let length = 0;
  for (let i = 0; i < times.length; i++) {
    if (events[0]![i]! > 0 || (allTimes && censored[i]! > 0)) indices[length++] = i;
  }
  return indices.subarray(0, length);
}
