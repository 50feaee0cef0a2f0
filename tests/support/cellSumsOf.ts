import type { CellSums } from '../../worker/stats/descriptive/cellSums.ts';

export interface CellFact {
  readonly value: number;
  readonly customer: number;
  readonly weight: number;
}

/** As the statements of the graph sum: by customer, then over customers. */
export function cellSumsOf(facts: readonly CellFact[]): CellSums {
  const units = totalsOf(facts);
  const over = (of: (x: number, y: number) => number) => [...units.values()].reduce((sum, { x, y }) => sum + of(x, y), 0);
  return {
    n: facts.length,
    customers: units.size,
    weight: over((x) => x),
    total: over((_x, y) => y),
    valueSquares: facts.reduce((sum, { value, weight }) => sum + weight * value ** 2, 0),
    weightSquares: facts.reduce((sum, { weight }) => sum + weight ** 2, 0),
    xx: over((x) => x * x),
    xy: over((x, y) => x * y),
    yy: over((_x, y) => y * y),
    exactTotal: null,
  };
}

/** Of each customer. */
export function totalsOf(facts: readonly CellFact[]): Map<number, { x: number; y: number }> {
  const units = new Map<number, { x: number; y: number }>();
  for (const { customer, value, weight } of facts) {
    const unit = units.get(customer) ?? { x: 0, y: 0 };
    units.set(customer, { x: unit.x + weight, y: unit.y + weight * value });
  }
  return units;
}
