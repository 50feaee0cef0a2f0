import { PRIVACY_CUSTOMERS } from '../../../worker/stats/descriptive/thresholds.ts';

/** A point of a curve, by day. */
export interface CurveStep {
  readonly day: number;
  readonly atRisk: bigint;
}

/** One of the curves that together are everybody. */
export interface CurveOfSet<Key> {
  readonly key: Key;
  readonly n: bigint;
  /** Whether its customers are told at all (`withoutFew`). */
  readonly isShown: boolean;
  readonly steps: readonly CurveStep[];
}

const isEnough = (step: CurveStep | undefined) => step !== undefined && step.atRisk >= PRIVACY_CUSTOMERS;

/**
 * Day after which a curve is not shown, by itself; Infinity: it is shown to its end, -1: not at all.
 *
 * A curve's losses are told as a whole, so what its steps leave of them are the losses of who is at risk at the first step that is not shown:
 * these are ten or more. So the last step of ten or more goes with those of fewer.
 */
export function ownEnd(steps: readonly CurveStep[]): number {
  const begin = steps.findIndex(isEnough);
  if (begin < 0) return steps.length === 0 ? Infinity : -1;
  const few = steps.findIndex((step, at) => at > begin && !isEnough(step));
  if (few < 0) return Infinity;
  return few - 2 >= begin ? (steps[few - 2]?.day ?? -1) : -1;
}

/**
 * The same for curves that together are everybody, whose steps less those of the others are the steps that one hides. So while one is
 * hidden, another is, which has ten or more at risk: that which is hidden next by itself. By the reach of each: its own end, else its last
 * step. Beside none but curves of few the one of the fewest customers is hidden whole.
 *
 * `dataset.survival_points` has the same rule as SQL: a contract test holds them together. A curve without steps (too few losses) is left out.
 *
 * @param curves of one size are hidden in this order
 */
export function curveEnds<Key>(curves: readonly CurveOfSet<Key>[]): Map<Key, number> {
  const ends = new Map<Key, number>();
  let hiddenUntil: number | null = null; // so far ten or more of those who are hidden are at risk; null: nobody is hidden
  for (const { key, isShown, own, reach } of inTurn(curves)) {
    const end: number = Math.min(own, hiddenUntil ?? Infinity);
    ends.set(key, end);
    if (!isShown || end < Infinity) hiddenUntil = Math.max(hiddenUntil ?? -1, reach);
  }
  return ends;
}

function inTurn<Key>(curves: readonly CurveOfSet<Key>[]) {
  const reaches = curves
    .filter(({ steps, n }) => steps.length > 0 || n < PRIVACY_CUSTOMERS)
    .map(({ key, n, isShown, steps }) => {
      const own = n < PRIVACY_CUSTOMERS ? -1 : ownEnd(steps);
      return { key, n, isShown, own, reach: own === Infinity ? (steps.at(-1)?.day ?? -1) : own };
    });
  const [hidden, shown] = [reaches.filter(({ isShown }) => !isShown), reaches.filter(({ isShown }) => isShown)];
  const isAlone = hidden.length > 0 && hidden.every(({ reach }) => reach < 0);
  const [fewest] = isAlone ? shown.toSorted((one, other) => Number(one.n - other.n)) : [];
  const rest = shown.filter((curve) => curve !== fewest).toSorted((one, other) => one.reach - other.reach);
  return [...hidden, ...(fewest ? [fewest] : []), ...rest];
}
