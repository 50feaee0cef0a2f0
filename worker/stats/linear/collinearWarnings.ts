import type { Warning } from '../outcome.ts';

/** definitions.md, section 3 */
const COLLINEAR_VIF = 10;

/** COLLINEAR for each driver whose variance inflation factor exceeds 10. */
export function collinearWarnings(drivers: readonly { readonly name: string; readonly vif: number | null }[]): Warning[] {
  return drivers.flatMap(({ name, vif }): Warning[] =>
    vif !== null && vif > COLLINEAR_VIF
      ? [{ code: 'COLLINEAR', subject: name, detail: `variance inflation factor ${vif.toPrecision(3)}` }]
      : [],
  );
}
