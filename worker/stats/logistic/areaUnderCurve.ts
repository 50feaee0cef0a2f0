import type { NumericColumn } from '../rows/numericColumn.ts';

/**
 * Area under the ROC curve: the chance that a row with the event scores higher than one without, a tie counting one half.
 *
 *   area = Σ over pairs (event, other) of m m' ([s > s'] + [s = s'] / 2) / (Σ m Σ m')
 *
 * By the masses of both kinds at each distinct score, in O(n log n). No sort with a payload is needed: the scores are sorted natively
 * and each row finds its place by bisection, a third of the time of a comparator.
 *
 * @param scores  length n, finite: any that rise with the probability
 * @param isEvent length n, 0 or 1
 * @param mass    what each row weighs, null = 1
 * @returns null when one of the two kinds has no mass
 * @see Hanley & McNeil (1982), Radiology 143:29-36, doi:10.1148/radiology.143.1.7063747
 */
export function areaUnderCurve(scores: Float64Array, isEvent: NumericColumn, mass: Float64Array | null): number | null {
  const distinct = distinctAscending(scores);
  const events = new Float64Array(distinct.length);
  const others = new Float64Array(distinct.length);
  for (let i = 0; i < scores.length; i++) {
    const weight = mass === null ? 1 : mass[i]!;
    (isEvent[i] === 1 ? events : others)[placeOf(distinct, scores[i]!)]! += weight;
  }
  let eventTotal = 0;
  let othersBelow = 0;
  let won = 0;
  for (let place = 0; place < distinct.length; place++) {
    won += events[place]! * (othersBelow + others[place]! / 2);
    othersBelow += others[place]!;
    eventTotal += events[place]!;
  }
  return eventTotal > 0 && othersBelow > 0 ? won / (eventTotal * othersBelow) : null;
}

function distinctAscending(scores: Float64Array): Float64Array {
  const sorted = scores.slice().sort();
  let count = 0;
  for (let i = 0; i < sorted.length; i++) if (i === 0 || sorted[i] !== sorted[count - 1]) sorted[count++] = sorted[i]!;
  return sorted.subarray(0, count);
}

function placeOf(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
