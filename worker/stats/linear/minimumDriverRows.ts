/** Answers that an analysis of key drivers needs before it stores an estimate: max(30, 10 per driver) (definitions.md, section 3). */
export function minimumDriverRows(driverCount: number): number {
  return Math.max(30, 10 * driverCount);
}
