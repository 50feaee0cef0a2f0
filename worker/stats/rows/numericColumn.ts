/** A column of numbers as the readers deliver it: complete, no missing values. Ratings are Float32 (PostgreSQL `real`). */
export type NumericColumn = Float32Array | Float64Array;

/** A column and the name under which results and messages speak of it. */
export interface NamedColumn {
  readonly name: string;
  readonly values: NumericColumn;
}
