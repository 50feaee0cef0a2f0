import type { Warning } from '../outcome.ts';
import { minimumDriverRows } from './minimumDriverRows.ts';

/** Fewer distinct customers than this are not reliable (definitions.md, section 1). */
const RELIABLE_CLUSTERS = 30;

/** NOT_ENOUGH_DATA as a remark on a fit that is computed all the same: too few rows for the drivers, or too few clusters. */
export function smallSampleWarnings(n: number, driverCount: number, clusters: number | null): Warning[] {
  const usual = minimumDriverRows(driverCount);
  const warnings: Warning[] = [];
  const warn = (detail: string) => warnings.push({ code: 'NOT_ENOUGH_DATA', subject: null, detail });
  if (n < usual) warn(`${n} complete rows, ${usual} are recommended for ${driverCount} drivers`);
  if (clusters !== null && clusters < RELIABLE_CLUSTERS) warn(`${clusters} clusters, ${RELIABLE_CLUSTERS} are needed for reliable errors`);
  return warnings;
}
