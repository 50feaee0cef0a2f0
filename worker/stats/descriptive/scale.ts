/** Lowest and highest answer of a question. */
export interface Scale {
  readonly min: number;
  readonly max: number;
}
