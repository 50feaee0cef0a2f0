import { UsageError } from './cliError.ts';

const secondsOf: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };
const longestSeconds = 500 * 3600; // a timer of Node counts no further than 24 days

/** How long, as an option gives it, in seconds: 90s, 30m, 2h. Null where it is not given. @throws UsageError */
export function durationOption(name: string, given: string | undefined): number | null {
  if (given === undefined) return null;
  const [, digits, unit = ''] = /^(\d{1,7})([smh])$/.exec(given) ?? [];
  const seconds = Number(digits) * (secondsOf[unit] ?? Number.NaN);
  if (seconds >= 1 && seconds <= longestSeconds) return seconds;
  throw new UsageError(`--${name} ${given} is no time from 1s to 500h`, `for example --${name} 90s, --${name} 30m or --${name} 2h`);
}
