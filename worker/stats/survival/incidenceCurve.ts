import { twoSidedZ } from '../distributions/normalQuantile.ts';
import { type IncidenceConfidenceType, incidenceInterval } from './incidenceInterval.ts';
import { type RiskTable, valuesAt } from './riskTable.ts';

/** Parallel columns, one entry per point, times ascending: every time at which an event of any cause happened, as the error moves at each. */
export interface IncidenceCurve {
  readonly times: Float64Array;
  readonly atRisk: Float64Array;
  /** of this cause */
  readonly events: Float64Array;
  readonly incidence: Float64Array;
  readonly stdErr: Float64Array;
  /** null while the incidence is 0 or 1 on the log-log scale */
  readonly ciLow: readonly (number | null)[];
  readonly ciHigh: readonly (number | null)[];
}

export interface IncidenceCurveOptions {
  readonly confidenceType: IncidenceConfidenceType;
  readonly confidenceLevel: number;
}

/**
 * Aalen-Johansen cumulative incidence of one cause among several.
 *
 *   F(t) = Σ S(t_j-) a_j,   a_j = d_j / n_j of this cause, b_j = that of all causes, S the Kaplan-Meier of any event, over t_j <= t
 *   Var F(t) = Σ S(t_j-)² / n_j · cᵀ(diag - outer)c = Σ { S_-² a (1 - a) / n  -  2 g S_-² a (1 - b) / n  +  g² S_-² b (1 - b) / n },
 *   g_j = (F(t) - F(t_j)) / S(t_j)
 *
 * The multinomial (Greenwood-type) variance, as etm; without delayed entry it equals the infinitesimal jackknife that R's survfit shows.
 * cmprsk shows another, slightly larger one.
 * The sums over j are carried along with t: as F grows by f, Σ w u² of u_j = F(t) - F(t_j) grows by 2 f Σ w u + f² Σ w,
 * all terms positive. So the cost is O(times) and not its square.
 *
 * @param cause 1 …, a cause of the table
 */
export function incidenceCurve(
  table: RiskTable,
  cause: number,
  { confidenceType, confidenceLevel }: IncidenceCurveOptions,
): IncidenceCurve {
  const z = twoSidedZ(confidenceLevel);
  const points = eventPlaces(table);
  const ownEvents = table.events[cause - 1]!;
  const incidence = new Float64Array(points.length);
  const stdErr = new Float64Array(points.length);
  const state = { survival: 1, incidence: 0, variance: new IncidenceVariance() };
  let others = 0; // events of other causes so far
  for (let p = 0; p < points.length; p++) {
    const i = points[p]!;
    const n = table.atRisk[i]!;
    let allEvents = 0;
    for (const counts of table.events) allEvents += counts[i]!;
    const own = ownEvents[i]!;
    const growth = (state.survival * own) / n;
    state.variance.grow(growth);
    state.incidence += growth;
    state.variance.add(state.survival, n, own, allEvents);
    if (state.survival > 0) others += allEvents - own;
    state.survival *= (n - allEvents) / n;
    const isAll = state.survival === 0 && others === 0; // all are lost by this cause: without the rounding of the sums
    incidence[p] = isAll ? 1 : Math.min(1, state.incidence);
    stdErr[p] = isAll ? 0 : Math.sqrt(state.variance.value);
  }
  const intervals = Array.from(incidence, (value, p) => incidenceInterval(value, stdErr[p]!, z, confidenceType));
  return {
    times: valuesAt(points, table.times),
    atRisk: valuesAt(points, table.atRisk),
    events: valuesAt(points, ownEvents),
    incidence,
    stdErr,
    ciLow: intervals.map((interval) => interval?.ciLow ?? null),
    ciHigh: intervals.map((interval) => interval?.ciHigh ?? null),
  };
}

/** Places in the table at which an event of any cause happened. */
function eventPlaces({ times, events }: RiskTable): Int32Array {
  const places = new Int32Array(times.length);
  let length = 0;
  for (let i = 0; i < times.length; i++) if (events.some((counts) => counts[i]! > 0)) places[length++] = i;
  return places.subarray(0, length);
}

/** The sums of the variance, with u_j = F(t) - F(t_j) for every past event time t_j. */
class IncidenceVariance {
  /** Σ S_-² a (1 - a) / n */
  #own = 0;
  /** Σ v and Σ v u, v = S_- a / n */
  #v = 0;
  #vu = 0;
  /** Σ w, Σ w u and Σ w u², w = b / (n (1 - b)) */
  #w = 0;
  #wu = 0;
  #wuu = 0;

  get value(): number {
    return Math.max(0, this.#own - 2 * this.#vu + this.#wuu);
  }

  /** F grows by f. */
  grow(f: number): void {
    this.#vu += f * this.#v;
    this.#wuu += f * (2 * this.#wu + f * this.#w);
    this.#wu += f * this.#w;
  }

  /** An event time joins, at which u is 0 as yet. */
  add(survival: number, n: number, own: number, all: number): void {
    this.#own += (survival * survival * own * (n - own)) / (n * n * n);
    this.#v += (survival * own) / (n * n);
    if (all < n) this.#w += all / (n * (n - all)); // else S is 0 from here on and F stands still
  }
}
