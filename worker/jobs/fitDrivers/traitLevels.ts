import { RELIABLE_CUSTOMERS } from '../../stats/descriptive/thresholds.ts';
import type { Categories } from './driverColumns.ts';

const mostLevels = 12;
const other = '(other)';

export interface TraitLevels {
  /** The level that the others are compared with: that of most customers, of equals the first by name. */
  readonly reference: string;
  /** 1 at the level, 0 at any other, NaN where the trait is unknown. */
  readonly levels: readonly { readonly level: string; readonly values: Float32Array }[];
  /** How many rare levels are counted as the reference. */
  readonly joined: number;
}

/**
 * A trait as 0/1 columns, one a level but the most frequent. A level of fewer than 30 customers says nothing reliable, its column would decide single
 * answers alone (and leave the model without errors, or without a maximum), and one of a few customers would tell of them. Rare levels, and those
 * beyond the twelve most frequent, are one: (other); where these are too few together, they count as the level that others are compared with.
 *
 * @param customers     whose answer each row is, from 0 up; a trait is the same in all answers of a customer
 * @param allowsMissing whether rows without the trait are among them
 */
export function traitLevels({ codes, labels }: Categories, customers: Int32Array, allowsMissing: boolean): TraitLevels {
  const counts = customersByLevel(codes, labels.length, customers);
  const countOf = (code: number) => counts[code] ?? 0;
  const byFrequency = Array.from(labels.keys()).sort((a, b) => countOf(b) - countOf(a) || a - b);
  const kept = byFrequency.filter((code, place) => place < mostLevels && countOf(code) >= RELIABLE_CUSTOMERS);
  const rest = byFrequency.slice(kept.length);
  const [reference] = kept;
  if (reference === undefined) return { reference: labels[byFrequency[0] ?? 0] ?? '', levels: [], joined: 0 };
  const levels = kept.slice(1).map((code) => ({ level: labels[code] ?? '', values: indicator(codes, [code], allowsMissing) }));
  const isOther = rest.reduce((sum, code) => sum + countOf(code), 0) >= RELIABLE_CUSTOMERS;
  if (isOther) levels.push({ level: other, values: indicator(codes, rest, allowsMissing) });
  return { reference: labels[reference] ?? '', levels, joined: isOther ? 0 : rest.length };
}

function customersByLevel(codes: Int32Array, levelCount: number, customers: Int32Array): Float64Array {
  const counts = new Float64Array(levelCount);
  const seen = new Set<number>();
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] ?? -1;
    const customer = customers[row] ?? -1;
    if (code < 0 || seen.has(customer)) continue;
    seen.add(customer);
    counts[code] = (counts[code] ?? 0) + 1;
  }
  return counts;
}

function indicator(codes: Int32Array, members: readonly number[], allowsMissing: boolean): Float32Array {
  const isMember = new Set(members);
  return Float32Array.from(codes, (code) => (code < 0 && allowsMissing ? Number.NaN : Number(isMember.has(code))));
}
