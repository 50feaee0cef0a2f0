/** What is stored of an analysis, once its input was checked and its defaults made explicit. */
export interface CheckedAnalysis {
  readonly surveyId: bigint | null;
  /** Plain JSON, as the kind's parser in storedRun.ts reads it. */
  readonly parameters: object;
  readonly population: object;
}
