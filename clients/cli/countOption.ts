import { UsageError } from './cliError.ts';

export interface CountLimits {
  /** Default 1. */
  readonly least?: number;
  /** Default: as many as can be counted. */
  readonly most?: number;
  /** The word `all` is possible, and means Infinity. */
  readonly orAll?: boolean;
}

/** How many, as an option gives it. @throws UsageError */
export function countOption(name: string, text: string, { least = 1, most = Infinity, orAll = false }: CountLimits = {}): number {
  if (orAll && text.toLowerCase() === 'all') return Infinity;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  const range = most === Infinity ? `from ${least} up` : `from ${least} to ${most}`;
  throw new UsageError(`--${name} ${text} is not a whole number ${range}${orAll ? ', nor all' : ''}`);
}
