/** Numbers as people read them. What programs read (`--json`) keeps every digit. */

const missing = '–';
const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
type Numeric = number | string | bigint | null | undefined;

/** 2,831; also of a BigInt that came as a string. */
export const formatCount = (value: Numeric): string => (value === null || value === undefined ? missing : grouped.format(BigInt(value)));

export function formatNumber(value: number | null | undefined, decimals: number): string {
  if (value === null || value === undefined) return missing;
  const text = value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return Number(text) === 0 ? text.replace('-', '') : text; // no minus before a zero
}

/** A share as per cent: 0.159 is 15.9 %. */
export const formatShare = (value: number | null | undefined, decimals = 1): string =>
  value === null || value === undefined ? missing : `${formatNumber(value * 100, decimals)} %`;

/** A level of confidence as per cent, to its last digit: 99.9 % is not 100 %. */
export const formatLevel = (confidenceLevel: number): string => `${Number((100 * confidenceLevel).toPrecision(6))} %`;

export function formatInterval(low: number | null | undefined, high: number | null | undefined, format: (value: number) => string): string {
  if (low === null || low === undefined || high === null || high === undefined) return missing;
  return `${format(low)} to ${format(high)}`;
}

export function formatPValue(value: number | null | undefined): string {
  if (value === null || value === undefined) return missing;
  return value < 0.001 ? '< 0.001' : formatNumber(value, 3);
}

export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), 3);
  return `${formatNumber(bytes / 1000 ** power, 1)} ${['B', 'kB', 'MB', 'GB'][power]}`;
}

export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${formatNumber(milliseconds / 1000, 1)} s`;
  return `${Math.floor(milliseconds / 60_000)} min ${Math.round((milliseconds % 60_000) / 1000)} s`;
}

/** The day of a moment on the clock of a time zone: 2026-03-31. A day begins there, not in UTC. */
export const formatDay = (moment: string | null | undefined, timeZone: string): string =>
  moment ? new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(new Date(moment)) : missing;

/** A moment as stored, UTC, to the second. */
export const formatTime = (text: string | null | undefined): string => (text ? `${text.slice(0, 19).replace('T', ' ')}Z` : missing);
