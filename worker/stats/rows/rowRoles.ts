/** What each row stands for besides its values (definitions.md, section 1). All of length n; absent = 1, 1 and a cluster of its own. */
export interface RowRoles {
  /** sampling weights, >= 0: linearised errors, effective n, design effect */
  readonly weights?: Float64Array | undefined;
  /** frequencies, whole numbers >= 0: the row stands for so many equal rows; n is their sum */
  readonly counts?: Float64Array | undefined;
  /** code of the cluster (customer) of each row, from 0 up */
  readonly clusters?: Int32Array | undefined;
}
