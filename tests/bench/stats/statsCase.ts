/** One piece of statistical work to measure. */
export interface StatsCase {
  /** unique: `ols hc3 1M x 20` */
  readonly name: string;
  /** rows, customers or subsets: what the cost grows with */
  readonly rows: number;
  /** single-threaded processor seconds; null where the case only shows how cost grows */
  readonly goalSeconds: number | null;
  /** what may be used beside the data, in MB */
  readonly goalMemoryMb?: number;
  /** what the best peer needs for the same work, and which it is; null where none was measured */
  readonly peer: string | null;
  /** left out by --quick */
  readonly isLong: boolean;
  /** Makes the data, untimed, from a seed. Returns the work; what it returns proves that it was done. */
  readonly prepare: () => () => unknown;
}
