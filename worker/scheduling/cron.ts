import { Cron } from 'croner';
import { longestChange, zoneClock } from './zoneClock.ts';

/**
 * The moments at which a schedule is due: five fields (minute, hour, day of month, month, day of week) or @hourly, @daily, @weekly,
 * @monthly, @yearly, read on the clock of a time zone.
 *
 * Where that clock is put forward or back, this decides as Vixie cron does. Fixed times, such as `30 2 * * *`, are due once a day on
 * every day: one that the clock leaps over is due at the first moment after the leap, one that it shows twice is due the first time.
 * Times with a wildcard or a step, such as `0 * * * *`, are due whenever the clock shows them: never in the hour that is left out,
 * again in the hour that is repeated. As moments, all of them are whole minutes in strictly ascending order.
 *
 * A zone that moves over the date line leaves out a day (Pacific/Apia, 30 December 2011): on that one nothing is due.
 */
export interface CronTimes {
  /** The first one after a moment. Null when there is none in the years that the calendar of cron covers, as of 30 February. */
  next(after: Date): Date | null;
  /** The last one at or before a moment. */
  latest(until: Date): Date | null;
  /** All that are after one moment and at or before another, ascending; the first `most` of them. */
  between(after: Date, until: Date, most: number): Date[];
}

/** What is wrong with a schedule, and which part of it. */
export class CronError extends Error {
  override readonly name = 'CronError';
  readonly part: 'cron' | 'timeZone';
  constructor(part: 'cron' | 'timeZone', message: string) {
    super(message);
    this.part = part;
  }
}

/** @throws CronError when either is not understood, or when the times never come */
export function cronTimes(cron: string, timeZone: string): CronTimes {
  requireTimeZone(timeZone);
  const job = parse(cron, timeZone);
  const isFixed = !/[*?/]/.test((job.getPattern() ?? '').split(/\s+/, 2).join(' ')); // neither in the minute nor in the hour
  const { next, latest } = isFixed ? fixedTimes(cron, timeZone) : shownTimes(job);
  if (!next(new Date(0))) throw new CronError('cron', `${JSON.stringify(cron)} is never due`);
  return {
    next,
    latest,
    between(after, until, most) {
      const moments: Date[] = [];
      for (let moment = next(after); moment && moment <= until && moments.length < most; moment = next(moment)) moments.push(moment);
      return moments;
    },
  };
}

type Neighbours = Pick<CronTimes, 'next' | 'latest'>;

/** Due whenever the clock shows them, which croner decides. */
function shownTimes(job: Cron): Neighbours {
  return {
    next: (after) => job.nextRun(after),
    latest: (until) => job.previousRuns(1, new Date(until.getTime() + 1))[0] ?? null, // croner's are before the moment, ours may be at it
  };
}

/**
 * Due when the clock first shows them or has leapt over them. Croner would look for what a leap leaves out on the day on which it ends, and
 * so lose what it leaves out of the day before, as Greenland's from 23:00 to 24:00 and Pyongyang's of 2018 from 23:30 do. It reads them on a
 * clock that never changes instead.
 */
function fixedTimes(cron: string, timeZone: string): Neighbours {
  const steady = parse(cron, 'UTC');
  const previous = (shown: Date) => steady.previousRuns(1, shown)[0] ?? null;
  const clock = zoneClock(timeZone);
  return {
    next(after) {
      for (let shown = steady.nextRun(new Date(clock.shown(after))); shown; shown = steady.nextRun(shown)) {
        const moment = clock.firstMoment(shown.getTime());
        if (moment && moment > after) return moment;
      }
      return null;
    },
    latest(until) {
      const start = clock.shown(until) + longestChange + 1; // the clock may have shown that much more before it was put back
      for (let shown = previous(new Date(start)); shown; shown = previous(shown)) {
        const moment = clock.firstMoment(shown.getTime());
        if (moment && moment <= until) return moment;
      }
      return null;
    },
  };
}

const fiveFields = 'minute, hour, day of month, month and weekday are needed, for example "0 6 * * 1" for Mondays at six';

function parse(cron: string, timeZone: string): Cron {
  try {
    const job = new Cron(cron, { timezone: timeZone, mode: '5-part', fixedTimeRule: 'no-wildcard', paused: true });
    if (job.getPattern() !== undefined) return job; // undefined: it was a date, which croner takes too
  } catch (error) {
    if (!cron.trim().startsWith('@') && cron.trim().split(/\s+/).length !== 5)
      throw new CronError('cron', `${JSON.stringify(cron)} has not the five fields of cron: ${fiveFields}`);
    const [, reason = String(error)] = /^CronPattern: (.*)/s.exec((error as Error).message) ?? [];
    throw new CronError('cron', `${JSON.stringify(cron)} is not understood: ${reason}`);
  }
  throw new CronError('cron', `${JSON.stringify(cron)} is a date: ${fiveFields}`);
}

function requireTimeZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    throw new CronError('timeZone', `${JSON.stringify(timeZone)} is not a time zone: an IANA name is needed, for example Europe/Berlin`);
  }
}
