/** Which points of a curve of thousands people are shown. */

const mostTimes = 10;

/** At most ten round times (1, 2 or 5 times a power of ten apart) up to the last one: a curve in a few lines. */
export function roundTimes(lastTime: number): number[] {
  if (!(lastTime > 0)) return [0];
  const power = 10 ** Math.floor(Math.log10(lastTime / mostTimes));
  const step = [1, 2, 5, 10, 20].map((factor) => factor * power).find((width) => lastTime / width <= mostTimes) ?? lastTime;
  return Array.from({ length: Math.floor(lastTime / step) }, (_, i) => Number(((i + 1) * step).toPrecision(12)));
}

/** Place of the last time that is not after `time`, -1 before the first. Times ascending. */
export function placeAt(times: ArrayLike<number>, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
