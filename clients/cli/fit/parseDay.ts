/** Days as options write them, and files unless told otherwise. */
export const ISO_DAY = '%Y-%m-%d';

const patterns: Readonly<Record<string, string>> = { '%Y': '(?<year>\\d{4})', '%m': '(?<month>\\d{1,2})', '%d': '(?<day>\\d{1,2})' };
const compiled = new Map<string, RegExp>();

/**
 * A day of the Gregorian calendar as days since 1970-01-01, read by a format of %Y, %m, %d and literal text.
 * What follows the format (a time of day) is ignored when it begins with a blank or a T. Null: not such a day.
 */
export function parseDay(text: string, format: string): number | null {
  const found = expression(format).exec(text)?.groups;
  if (found === undefined) return null;
  const [year, month, day] = [Number(found.year), Number(found.month), Number(found.day)];
  const moment = new Date(Date.UTC(year, month - 1, day));
  const isReal = moment.getUTCFullYear() === year && moment.getUTCMonth() === month - 1 && moment.getUTCDate() === day;
  return isReal ? moment.getTime() / 86_400_000 : null;
}

/** True for a format that names year, month and day. */
export function isDayFormat(format: string): boolean {
  return Object.keys(patterns).every((part) => format.split(part).length === 2);
}

function expression(format: string): RegExp {
  const known = compiled.get(format);
  if (known !== undefined) return known;
  const parts = format.split(/(%[Ymd])/).map((part) => patterns[part] ?? part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  // a format without separators, such as %Y%m%d, has two digits a part
  const fixed = /%[Ymd]%[Ymd]/.test(format) ? parts.map((part) => part.replace('{1,2}', '{2}')) : parts;
  const made = new RegExp(`^${fixed.join('')}(?:[ T].*)?$`);
  compiled.set(format, made);
  return made;
}
