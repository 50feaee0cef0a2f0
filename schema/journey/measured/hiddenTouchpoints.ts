import { hiddenGroups } from '../../../worker/stats/descriptive/hiddenGroups.ts';
import { PRIVACY_CUSTOMERS } from '../../../worker/stats/descriptive/thresholds.ts';

/** Something that was measured at a touchpoint. Null: at none. */
export interface Measured {
  readonly touchpointId: bigint | null;
  readonly sums: { readonly customers: number };
}

/** As metrics order groups. */
export const nameOfTouchpoint = ({ touchpointId }: Pick<Measured, 'touchpointId'>, keyOf: (id: bigint) => string): string =>
  JSON.stringify([touchpointId === null ? null : keyOf(touchpointId)]);

/**
 * Which of the parts of one whole to hide: those of few, and beside them another, where the whole is told elsewhere (`Survey.nps`, `metrics`). What no
 * touchpoint has is a part of the whole, too, and would be what is left of it. In the order in which metrics hide groups of equal size.
 *
 * @param keyOf of touchpoints, by which metrics name them
 */
export function hiddenTouchpoints<Part extends Measured>(parts: readonly Part[], keyOf: (id: bigint) => string): ReadonlySet<Part> {
  const named = parts.map((part) => ({ part, name: nameOfTouchpoint(part, keyOf) }));
  const ordered = named.sort((a, b) => (a.name < b.name ? -1 : 1));
  const groups = ordered.map(({ part, name }) => ({ keys: [name], customers: part.sums.customers }));
  const hidden = hiddenGroups(groups, PRIVACY_CUSTOMERS);
  return new Set(ordered.flatMap(({ part }, at) => (hidden[at] ? [part] : [])));
}
