import { DateTime } from 'luxon';
import { CellFault, type CellParser, quoted, remembered } from './cellParsers.ts';

const pattern = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s?(Z|[+-]\d\d(?::?\d\d)?)?$/i;

export interface DateTimeOptions {
  /** A date alone is then the end of that day (the start of the next): how people write the last day of a period. */
  readonly endOfDay?: boolean;
}

/**
 * A point in time. Without a format: ISO 8601 / RFC 3339; without an offset it is local to the workspace's time zone,
 * and a date alone is the start of that day. With one: luxon's tokens, for example "d.M.yyyy H:mm".
 * ISO without luxon, which took 5 µs a cell; the zone's rules are left to PostgreSQL, which reads "… Europe/Berlin".
 */
export function dateTimeCell(format: string | null, timeZone: string, { endOfDay = false }: DateTimeOptions = {}): CellParser {
  if (format !== null) return remembered(formattedCell(format, timeZone, endOfDay));
  const parse = isoCell(timeZone);
  return endOfDay ? (cell) => parse(/^\d{4}-\d\d-\d\d$/.test(cell.trim()) ? nextDay(cell.trim()) : cell) : parse;
}

function nextDay(date: string): string {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  return isCalendarDay(year, month, day) ? (DateTime.utc(year, month, day).plus({ days: 1 }).toISODate() ?? date) : date;
}

/** What most sources write: whole seconds, perhaps milliseconds, in UTC, on a day that every month has. A fifth of all reading without it. */
const usual = /^(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?Z$/;

function isoCell(timeZone: string): CellParser {
  return (cell) => {
    const text = cell.trim();
    if (text === '') return null;
    if (usual.test(text)) return `${text.slice(0, 10)} ${text.slice(11)}`;
    const parts = pattern.exec(text);
    if (!parts) return notATime(cell);
    const [, year = '', month = '', day = '', hour = '00', minute = '00', second = '00', fraction = '', offset] = parts;
    if (!isCalendarDay(+year, +month, +day) || +hour > 23 || +minute > 59 || +second > 59) return notATime(cell);
    if (offset && !isOffset(offset)) return notATime(cell);
    const zone = offset === undefined ? ` ${timeZone}` : offset.toUpperCase();
    return `${year}-${month}-${day} ${hour}:${minute}:${second}${fraction && `.${fraction}`}${zone}`;
  };
}

function formattedCell(format: string, timeZone: string, endOfDay: boolean): CellParser {
  const days = endOfDay && !/[Hh]/.test(format) ? 1 : 0;
  return (cell) => {
    const text = cell.trim();
    if (text === '') return null;
    const time = DateTime.fromFormat(text, format, { zone: timeZone, locale: 'en' });
    if (time.isValid && time.year >= 1 && time.year <= 9999) return time.plus({ days }).toUTC().toISO();
    return new CellFault('NOT_A_TIME', `${quoted(cell)} is not a time in the format ${JSON.stringify(format)} of this column's mapping`);
  };
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
  if (/^z$/i.test(offset)) return true;
  return Number(offset.slice(1, 3)) <= 15 && Number(offset.slice(3).replace(':', '') || 0) <= 59;
}
