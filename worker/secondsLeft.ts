import type { Progress, Stage } from './progress.ts';

/** Seconds that the stages took the last time. */
export type UsualSeconds = Readonly<Partial<Record<Stage, number>>>;

const order: readonly Stage[] = ['reading', 'computing', 'writing'];
const leastFraction = 0.02; // a pace measured on less is noise

/**
 * About how many seconds a run still takes: the rest of its stage by the stage's own pace so far, the further it is the more, and
 * by what the stage took the last time; then the stages to come as they took the last time, longer or shorter by the factor by
 * which this stage is.
 *
 * @param stageSeconds for how long the stage has been under way
 * @param usual        of the last finished run of the same analysis; null where there is none
 * @returns null where nothing says: nothing is known yet of this stage, or of one that is still to come
 */
export function secondsLeft({ stage, fraction }: Progress, stageSeconds: number, usual: UsualSeconds | null): number | null {
  const place = order.indexOf(stage);
  if (place < 0) return null;
  const measured = fraction !== null && fraction >= leastFraction ? stageSeconds / fraction : null;
  const before = usual?.[stage] ?? null;
  const whole = blend(measured, before, fraction ?? 0);
  if (whole === null) return null;
  const factor = before !== null && before > 0 ? Math.min(5, Math.max(0.2, whole / before)) : 1;
  let left = Math.max(0, whole - stageSeconds);
  for (const later of order.slice(place + 1)) {
    const seconds = usual?.[later];
    if (seconds === undefined) return null;
    left += seconds * factor;
  }
  return left;
}

function blend(measured: number | null, before: number | null, weight: number): number | null {
  if (measured === null || before === null) return measured ?? before;
  return weight * measured + (1 - weight) * before;
}
