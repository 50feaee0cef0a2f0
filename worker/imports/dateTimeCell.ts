import { DateTime, FixedOffsetZone } from 'luxon';
import { CellFault, type CellParser, quoted, remembered } from './cellParsers.ts';

const pattern = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?$/i;

export interface DateTimeOptions {
  /** A date alone is then the end of that day (the start of the next): how people write the last day of a period. */
  readonly endOfDay?: boolean;
}

/**
 * A point in time. Without a format: ISO 8601 / RFC 3339; without an offset it is local to the workspace's time zone,
 * and a date alone is the start of that day. With one: luxon's tokens, for example "d.M.yyyy H:mm".
 * ISO without luxon, which took 5 µs a cell; the zone's rules are left to PostgreSQL, which reads "… Europe/Berlin". Luxon's are not asked:
 * of the two hours when the clocks go back it takes the one whose offset holds today, so that a file would say another time in winter.
 */
export function dateTimeCell(format: string | null, timeZone: string, { endOfDay = false }: DateTimeOptions = {}): CellParser {
  if (format !== null) return remembered(formattedCell(format, timeZone, endOfDay));
  const parse = isoCell(timeZone);
  if (!endOfDay) return parse;
  return (cell) => {
    const text = cell.trim();
    if (text === lastDay) return outOfCalendar(cell);
    return parse(/^\d{4}-\d\d-\d\d$/.test(text) ? nextDay(text) : cell);
  };
}

function nextDay(date: string): string {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  return isCalendarDay(year, month, day) ? (DateTime.utc(year, month, day).plus({ days: 1 }).toISODate() ?? date) : date;
}

/** What systems write for "never" and "always": moments of these days may lie in another year in UTC, in which no answer could show them. */
const lastDay = '9999-12-31';
const edge = /^(?:0001-01-01|9999-12-31)/;
const isInCalendar = (time: DateTime) => {
  const { year } = time.toUTC();
  return year >= 1 && year <= 9999;
};
const outOfCalendar = (cell: string) =>
  new CellFault(
    'OUT_OF_RANGE',
    `${quoted(cell)} is outside of the years 1 to 9999 in UTC: leave the cell empty where there is no such time`,
  );

/** What most sources write: whole seconds, perhaps milliseconds, in UTC, on a day that every month has. A fifth of all reading without it. */
const usual = /^(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?Z$/;

function isoCell(timeZone: string): CellParser {
  return (cell) => {
    const text = cell.trim();
    if (text === '') return null;
    if (usual.test(text)) return `${text.slice(0, 10)} ${text.slice(11)}`;
    const parts = pattern.exec(text);
    if (!parts) return notATime(cell);
    const [, year = '', month = '', day = '', hour = '00', minute = '00', second = '00', fraction = '', zoneOfText] = parts;
    const offset = zoneOfText && /^[a-z]/i.test(zoneOfText) ? 'Z' : zoneOfText; // Z, or as BigQuery writes it
    if (!isCalendarDay(+year, +month, +day) || +hour > 23 || +minute > 59 || +second > 59) return notATime(cell);
    if (offset && !isOffset(offset)) return notATime(cell);
    if (edge.test(text)) {
      const time = DateTime.fromISO(`${year}-${month}-${day}T${hour}:${minute}:${second}${offset ?? ''}`, {
        zone: timeZone,
      });
      if (!isInCalendar(time.plus({ milliseconds: Math.round(Number(`0.${fraction}`) * 1000) }))) return outOfCalendar(cell); // as it is stored
    }
    const zone = offset ?? ` ${timeZone}`;
    return `${year}-${month}-${day} ${hour}:${minute}:${second}${fraction && `.${fraction}`}${zone}`;
  };
}

function formattedCell(format: string, timeZone: string, endOfDay: boolean): CellParser {
  const days = endOfDay && isOfDates(format) ? 1 : 0;
  return (cell) => {
    const text = cell.trim();
    if (text === '') return null;
    const time = DateTime.fromFormat(text, format, { zone: unsaid, setZone: true, locale: 'en' }).plus({ days });
    if (!time.isValid)
      return new CellFault('NOT_A_TIME', `${quoted(cell)} is not a time in the format ${JSON.stringify(format)} of this column's mapping`);
    const isLocal = time.zone.equals(unsaid);
    const isAtEdge = time.year <= 1 || time.year >= 9999;
    if (isAtEdge && !isInCalendar(isLocal ? time.setZone(timeZone, { keepLocalTime: true }) : time)) return outOfCalendar(cell);
    return isLocal ? `${time.toFormat('yyyy-MM-dd HH:mm:ss.SSS')} ${timeZone}` : time.toUTC().toISO();
  };
}

/** Whether a format has no time of the day in it: all times of one day look alike. */
function isOfDates(format: string): boolean {
  const [morning, evening] = [DateTime.utc(2026, 3, 31, 3, 4, 5, 6), DateTime.utc(2026, 3, 31, 15, 26, 37, 891)].map((time) =>
    time.toFormat(format, { locale: 'en' }),
  );
  return morning === evening;
}

/** Stands for "no zone in the text": no place has it. */
const unsaid = FixedOffsetZone.instance(1);

/** What is wrong with a format, whatever the cells; null: nothing that could be told beforehand. */
export function faultOfFormat(format: string): string | null {
  try {
    DateTime.fromFormat(DateTime.utc(2026, 3, 31, 14, 5).toFormat(format), format, { locale: 'en' });
    return null;
  } catch (error) {
    if (error instanceof Error) return error.message;
    throw error;
  }
}

const notATime = (cell: string) =>
  new CellFault(
    'NOT_A_TIME',
    `${quoted(cell)} is not a time: write 2026-03-31T14:05:00+02:00, or map the column with its format, {"column": "…", "format": "d.M.yyyy H:mm"}`,
  );

function isCalendarDay(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  return day <= 28 || day <= new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}

function isOffset(offset: string): boolean {
  if (offset === 'Z') return true;
  return Number(offset.slice(1, 3)) <= 15 && Number(offset.slice(3).replace(':', '') || 0) <= 59;
}
