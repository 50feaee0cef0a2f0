/** Which group, stratum or cluster each row belongs to. */
export interface Grouping {
  /** length n; codes[i] is an index into labels */
  readonly codes: Int32Array;
  /** each used by at least one row, in the order in which results list them */
  readonly labels: readonly string[];
}
