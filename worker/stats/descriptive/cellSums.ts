/**
 * What one group of facts leaves for an estimate with its clustered error: SQL sums it, no row is sent.
 *
 * A fact i of customer g has a value u_i and a weight w_i (1 where nothing is weighed); x_g = Σ w_i and y_g = Σ w_i u_i are the totals of a
 * customer. A fact of nobody known is a customer of its own.
 */
export interface CellSums {
  /** facts */
  readonly n: number;
  /** distinct customers among them */
  readonly customers: number;
  /** Σ x_g */
  readonly weight: number;
  /** Σ y_g */
  readonly total: number;
  /** Σ w u² over facts */
  readonly valueSquares: number;
  /** Σ w² over facts */
  readonly weightSquares: number;
  /** Σ x_g² */
  readonly xx: number;
  /** Σ x_g y_g */
  readonly xy: number;
  /** Σ y_g² */
  readonly yy: number;
  /** Σ y_g as an exact decimal, of money; else null */
  readonly exactTotal: string | null;
}

/** What two groups of facts, a and b, leave of the customers who are in both. */
export interface SharedSums {
  readonly customers: number;
  /** Σ x_g,a x_g,b */
  readonly xx: number;
  /** Σ x_g,a y_g,b */
  readonly xy: number;
  /** Σ y_g,a x_g,b */
  readonly yx: number;
  /** Σ y_g,a y_g,b */
  readonly yy: number;
}

export const noSums: CellSums = {
  n: 0,
  customers: 0,
  weight: 0,
  total: 0,
  valueSquares: 0,
  weightSquares: 0,
  xx: 0,
  xy: 0,
  yy: 0,
  exactTotal: null,
};
export const noShared: SharedSums = { customers: 0, xx: 0, xy: 0, yx: 0, yy: 0 };
