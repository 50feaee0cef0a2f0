import { IANAZone } from 'luxon';

/** The clock of a time zone. What it shows is told as if it were UTC, in milliseconds: 02:30 is the moment at which it is 02:30 in UTC. */
export interface ZoneClock {
  /** What it shows at a moment. */
  shown(moment: Date): number;
  /** The moment at which it first shows this or, where it leaps over it, has leapt. Null where it leaps so far that a day is left out. */
  firstMoment(shown: number): Date | null;
}

/** No change between summer and winter is longer, nor any of a zone's standard time but those over the date line. */
export const longestChange = 3 * 3_600_000;

export function zoneClock(timeZone: string): ZoneClock {
  const zone = IANAZone.create(timeZone);
  const offset = (moment: number) => Math.round(zone.offset(moment) * 60_000);
  return {
    shown: (moment) => moment.getTime() + offset(moment.getTime()),
    firstMoment(shown) {
      const near = shown - offset(shown); // with the offset of before or after a change, if there is one
      const before = offset(near - longestChange);
      const after = offset(near + longestChange);
      const [first] = [shown - before, shown - after].filter((moment) => moment + offset(moment) === shown).sort((a, b) => a - b);
      if (first !== undefined) return new Date(first);
      return after > before && after - before <= longestChange ? new Date(endOfLeap(shown - after, shown - before)) : null;
    },
  };

  /** Of the moments after one before the leap, and up to one after it, the first at which the offset is the new one. */
  function endOfLeap(before: number, after: number): number {
    const old = offset(before);
    let [low, high] = [before, after];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (offset(middle) === old) low = middle;
      else high = middle;
    }
    return high;
  }
}
