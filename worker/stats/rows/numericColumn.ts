/**
 * A column of numbers as the readers deliver it: complete, no missing values. PostgreSQL's `real` is a Float32 without loss, and a column of
 * small whole numbers, as ratings are, an Int8 in a quarter of the memory.
 */
export type NumericColumn = Float32Array | Float64Array | Int8Array;

/** A column and the name under which results and messages speak of it. */
export interface NamedColumn {
  readonly name: string;
  readonly values: NumericColumn;
}
