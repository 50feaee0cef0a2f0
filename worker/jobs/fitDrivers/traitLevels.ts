import type { Categories } from './driverColumns.ts';

/** A level with fewer answers says nothing by itself, and its column would decide single answers alone. */
const smallestLevel = 30;
const mostLevels = 12;
const other = '(other)';

export interface TraitLevels {
  /** The level that the others are compared with: the most frequent, of equals the first by name. */
  readonly reference: string;
  /** 1 at the level, 0 at any other, NaN where the trait is unknown. */
  readonly levels: readonly { readonly level: string; readonly values: Float32Array }[];
}

/**
 * A trait as 0/1 columns, one a level but the most frequent. Rare levels, and those beyond the twelve most frequent, are one: (other).
 *
 * @param allowsMissing whether rows without the trait are among them
 */
export function traitLevels({ codes, labels }: Categories, allowsMissing: boolean): TraitLevels {
  const counts = new Float64Array(labels.length);
  for (const code of codes) if (code >= 0) counts[code] = (counts[code] ?? 0) + 1;
  const byFrequency = Array.from(labels.keys()).sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || a - b);
  const kept = byFrequency.filter((code, place) => place === 0 || (place < mostLevels && (counts[code] ?? 0) >= smallestLevel));
  const rest = byFrequency.slice(kept.length);
  const levels = kept.slice(1).map((code) => ({ level: labels[code] ?? '', values: indicator(codes, [code], allowsMissing) }));
  if (rest.length > 0) levels.push({ level: other, values: indicator(codes, rest, allowsMissing) });
  return { reference: labels[kept[0] ?? 0] ?? '', levels };
}

function indicator(codes: Int32Array, members: readonly number[], allowsMissing: boolean): Float32Array {
  const isMember = new Set(members);
  return Float32Array.from(codes, (code) => (code < 0 && allowsMissing ? Number.NaN : Number(isMember.has(code))));
}
