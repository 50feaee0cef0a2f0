import type { ValueLoyaltyColumns } from '../../data/readValueLoyaltyColumns.ts';

/** The customers of all slices, ascending by id: as one slice would have read them, to the bit. Each slice ascends already. */
export function mergeCustomers(parts: readonly ValueLoyaltyColumns[]): ValueLoyaltyColumns {
  const [first] = parts;
  if (!first) throw new Error('no slice was read');
  if (parts.length === 1) return first;
  const n = parts.reduce((sum, { customerIds }) => sum + customerIds.length, 0);
  const customerIds = new BigInt64Array(n);
  const names = Object.keys(first.columns) as (keyof ValueLoyaltyColumns['columns'])[];
  const columns = Object.fromEntries(names.map((name) => [name, new Float64Array(n)])) as ValueLoyaltyColumns['columns'];
  const next = new Int32Array(parts.length);
  for (let row = 0; row < n; row++) {
    const part = partWithLeastId(parts, next);
    const from = parts[part] as ValueLoyaltyColumns;
    const place = next[part] ?? 0;
    next[part] = place + 1;
    customerIds[row] = from.customerIds[place] as bigint;
    for (const name of names) columns[name][row] = from.columns[name][place] as number;
  }
  return { customerIds, columns };
}

function partWithLeastId(parts: readonly ValueLoyaltyColumns[], next: Int32Array): number {
  let best = -1;
  let least: bigint | undefined;
  for (const [part, { customerIds }] of parts.entries()) {
    const id = customerIds[next[part] ?? 0];
    if (id !== undefined && (least === undefined || id < least)) [best, least] = [part, id];
  }
  return best;
}
