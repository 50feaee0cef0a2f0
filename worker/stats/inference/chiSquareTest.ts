import { chiSquareUpperTail } from '../distributions/chiSquareUpperTail.ts';

export interface ChiSquareTest {
  readonly chiSquare: number;
  readonly df: number;
  readonly pValue: number;
}

/** A chi-square statistic with its degrees of freedom and upper tail. */
export function chiSquareTest(chiSquare: number, df: number): ChiSquareTest {
  return { chiSquare, df, pValue: chiSquareUpperTail(chiSquare, df) };
}
