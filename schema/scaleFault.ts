/**
 * What is wrong with a bound of answers to a question, null where it lies on the scale. An answer that the question cannot have is a slip of whoever
 * asks: it would find nobody, or everybody, without a word.
 */
export function scaleFault(
  value: number,
  { key, scaleMin, scaleMax }: { readonly key: string; readonly scaleMin: number | null; readonly scaleMax: number | null },
): string | null {
  if ((scaleMin === null || value >= scaleMin) && (scaleMax === null || value <= scaleMax)) return null;
  return `${value} is off the scale of ${key}, which ${scaleWords(scaleMin, scaleMax)}`;
}

function scaleWords(from: number | null, to: number | null): string {
  if (from === null) return `ends at ${to}: give a number up to it, or leave the bound out`;
  if (to === null) return `begins at ${from}: give a number from it on, or leave the bound out`;
  return `goes from ${from} to ${to}: give a number on it, or leave the bound out`;
}
