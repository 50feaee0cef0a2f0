/** Ids as they leave: a loop, for a million of them (see worker/jobs/fitChurn/takenRows.ts). */
export function bigIds(ids: Float64Array): BigInt64Array {
  const column = new BigInt64Array(ids.length);
  for (const [index, id] of ids.entries()) column[index] = BigInt(id);
  return column;
}
