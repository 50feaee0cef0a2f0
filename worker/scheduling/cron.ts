import { Cron } from 'croner';

/**
 * The moments at which a schedule is due: five fields (minute, hour, day of month, month, day of week) or @hourly, @daily, @weekly,
 * @monthly, @yearly, read on the clock of a time zone.
 *
 * Where that clock is put forward or back, croner decides as Vixie cron does. Fixed times, such as `30 2 * * *`, are due once a day on
 * every day: one that the clock leaps over is due at the first moment after the leap, one that it shows twice is due the first time.
 * Times with a wildcard or a step, such as `0 * * * *`, are due whenever the clock shows them: never in the hour that is left out,
 * again in the hour that is repeated. As moments, all of them are whole minutes in strictly ascending order.
 *
 * Its limit: a leap that ends at midnight, as Greenland's from 23:00 to 24:00 (America/Nuuk, America/Scoresbysund). Croner looks for what it
 * leaps over on the same day, which has nothing left: a fixed time of that hour is not due on that one day.
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
  const next = (after: Date) => job.nextRun(after);
  if (!next(new Date(0))) throw new CronError('cron', `${JSON.stringify(cron)} is never due`);
  return {
    next,
    latest: (until) => job.previousRuns(1, new Date(until.getTime() + 1))[0] ?? null, // croner's are before the moment, ours may be at it
    between(after, until, most) {
      const moments: Date[] = [];
      for (let moment = next(after); moment && moment <= until && moments.length < most; moment = next(moment)) moments.push(moment);
      return moments;
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
