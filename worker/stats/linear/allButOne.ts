/**
 * For each part the merge of all the others, in 3k merges instead of k²: what comes before it and what comes after.
 * Merging instead of subtracting from the whole keeps the digits where one part carries most of a sum.
 *
 * @param parts at least two
 */
export function allButOne<Sums>(parts: readonly Sums[], merge: (a: Sums, b: Sums) => Sums): Sums[] {
  const after: Sums[] = [];
  for (let i = parts.length - 1; i > 0; i--) {
    const [next] = after;
    after.unshift(next === undefined ? parts[i]! : merge(parts[i]!, next));
  }
  let before: Sums | null = null;
  return parts.map((part, i) => {
    const rest = after[i];
    const others = before === null ? rest! : rest === undefined ? before : merge(before, rest);
    before = before === null ? part : merge(before, part);
    return others;
  });
}
