import { ModelInputError } from '../../outcome.ts';
import { type CalendarPeriod, lastDayOfPeriod, periodOfDay } from './calendarPeriod.ts';

/**
 * Days and periods as they were counted where the company is: days of 23 or 25 hours where clocks changed.
 * Instants are in days of 24 hours since 1970-01-01T00:00Z, a local day is the number of its date (1970-01-01 = 0).
 */
export class LocalCalendar {
  readonly #firstDay: number;
  readonly #midnights: Float64Array;

  /**
   * @param firstDay  the local day that begins at the first midnight
   * @param midnights instants at which consecutive local days begin, ascending
   */
  constructor(firstDay: number, midnights: Float64Array) {
    if (midnights.length === 0) throw new ModelInputError('EMPTY', 'midnights has length 0, at least 1 is needed');
    this.#firstDay = firstDay;
    this.#midnights = midnights;
  }

  /** @throws ModelInputError OUT_OF_RANGE for an instant before the first midnight */
  dayOf(instant: number): number {
    const midnights = this.#midnights;
    let place = Math.min(midnights.length - 1, Math.max(0, Math.floor(instant - midnights[0]!)));
    while (place + 1 < midnights.length && midnights[place + 1]! <= instant) place++;
    while (place >= 0 && midnights[place]! > instant) place--;
    if (place < 0) throw new ModelInputError('OUT_OF_RANGE', `instant has ${instant}, the calendar begins at ${midnights[0]}`);
    return this.#firstDay + place;
  }

  /** The instant at which a local day begins. @throws ModelInputError OUT_OF_RANGE */
  midnightOf(day: number): number {
    const midnight = this.#midnights[day - this.#firstDay];
    if (midnight === undefined) throw new ModelInputError('OUT_OF_RANGE', `day has ${day}, the calendar does not reach it`);
    return midnight;
  }

  /** Number of the period in which an instant lies, as of periodOfDay. */
  periodOf(instant: number, period: CalendarPeriod): number {
    return periodOfDay(this.dayOf(instant), period);
  }

  /** The instant at which a period begins. */
  startOf(index: number, period: CalendarPeriod): number {
    return this.midnightOf(lastDayOfPeriod(index - 1, period) + 1);
  }
}
