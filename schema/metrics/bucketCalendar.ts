import { setImmediate } from 'node:timers/promises';
import type { TimeUnit } from './metricDimensions.ts';
import type { ReferencePeriod } from './metricsRequest.ts';
import { bucketEnd, movedBack } from './timeBuckets.ts';

type Shift = Extract<ReferencePeriod, { kind: 'SHIFT' }>;

const bucketsAtOnce = 200;

/**
 * Ends of the buckets of one answer and the buckets that they are compared with, each asked of the calendar once: that takes tens of microseconds, and
 * every measure needs it of every row.
 */
export class BucketCalendar {
  readonly #unit: TimeUnit;
  readonly #timeZone: string;
  readonly #ends = new Map<string, Date>();
  readonly #earlier = new Map<string, string>();

  constructor(unit: TimeUnit, timeZone: string) {
    this.#unit = unit;
    this.#timeZone = timeZone;
  }

  /** Asks for all that will be needed of these beginnings, and lets other requests come in between. */
  async prepare(starts: Iterable<string>, shift: Shift | null): Promise<void> {
    let asked = 0;
    for (const start of new Set(starts)) {
      if (++asked % bucketsAtOnce === 0) await setImmediate();
      this.endOf(start);
      if (shift) this.endOf(this.movedBack(start, shift));
    }
  }

  endOf(start: string): Date {
    const known = this.#ends.get(start);
    if (known) return known;
    const end = bucketEnd(start, this.#unit, this.#timeZone);
    this.#ends.set(start, end);
    return end;
  }

  /** Of one answer there is one shift. */
  movedBack(start: string, shift: Shift): string {
    const known = this.#earlier.get(start);
    if (known) return known;
    const earlier = movedBack(start, shift, this.#timeZone);
    this.#earlier.set(start, earlier);
    return earlier;
  }
}
