export interface Interval {
  readonly ciLow: number;
  readonly ciHigh: number;
}
