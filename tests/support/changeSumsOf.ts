/** Facts as the statement of `scoreChange` sums them: by customer and cell, then the products of any two cells. */
import type { ChangeSums } from '../../worker/stats/descriptive/changeOfSums.ts';

export interface ChangeFact {
  readonly value: number;
  readonly isAfter: boolean;
  readonly segment: number;
  readonly customer: number;
  readonly weight: number;
}

export function changeSumsOf(facts: readonly ChangeFact[], segments: readonly string[]): ChangeSums {
  const cellOf = ({ isAfter, segment }: ChangeFact) => 2 * segment + Number(isAfter);
  const cells = segments.flatMap((_, segment) =>
    [false, true].map((isAfter) => {
      const own = facts.filter((fact) => fact.segment === segment && fact.isAfter === isAfter);
      const sum = (of: (fact: ChangeFact) => number) => own.reduce((all, fact) => all + of(fact), 0);
      return { segment, isAfter, n: own.length, weight: sum(({ weight }) => weight), total: sum(({ weight, value }) => weight * value) };
    }),
  );
  const products = new Map<string, { a: number; b: number; xx: number; xy: number; yx: number; yy: number }>();
  for (const own of Map.groupBy(facts, ({ customer }) => customer).values()) {
    const totals = new Map<number, { x: number; y: number }>();
    for (const fact of own) {
      const { x, y } = totals.get(cellOf(fact)) ?? { x: 0, y: 0 };
      totals.set(cellOf(fact), { x: x + fact.weight, y: y + fact.weight * fact.value });
    }
    for (const [a, of] of totals)
      for (const [b, other] of totals) {
        if (b < a) continue;
        const known = products.get(`${a} ${b}`) ?? { a, b, xx: 0, xy: 0, yx: 0, yy: 0 };
        const { xx, xy, yx, yy } = known;
        products.set(`${a} ${b}`, {
          ...{ a, b, xx: xx + of.x * other.x, xy: xy + of.x * other.y, yx: yx + of.y * other.x, yy: yy + of.y * other.y },
        });
      }
  }
  const distinct = (of: readonly ChangeFact[]) => new Set(of.map(({ customer }) => customer)).size;
  return {
    ...{ segments, cells, products: [...products.values()] },
    customers: {
      before: distinct(facts.filter(({ isAfter }) => !isAfter)),
      after: distinct(facts.filter(({ isAfter }) => isAfter)),
      either: distinct(facts),
    },
  };
}
