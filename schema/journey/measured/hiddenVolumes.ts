/**
 * Which numbers of contacts to keep back, so that nobody finds out about few customers. Beside a journey, `metrics` tell how many orders, tickets and visits
 * there were: of each of these kinds touchpoints are parts of a known whole, whatever their stages. Events are counted nowhere else.
 */
import { PRIVACY_CUSTOMERS } from '../../../worker/stats/descriptive/thresholds.ts';

/** Contacts at one touchpoint, or at none (`id` null). */
export interface Place {
  readonly id: bigint | null;
  /** What metrics name it by: of equally large ones the first is hidden. */
  readonly name: string;
  /** Stands for its stage; null: in none. */
  readonly stage: bigint | null;
  readonly customers: number;
  /** Of these with a contact of a kind. */
  readonly of: ReadonlyMap<string, number>;
}

/** A stage and its customers. */
export interface StageCustomers {
  readonly id: bigint;
  readonly customers: number;
}

export interface HiddenVolumes {
  readonly places: ReadonlySet<bigint | null>;
  readonly stages: ReadonlySet<bigint>;
}

const measured = ['ORDER', 'TICKET', 'VISIT'];
const isFew = (customers: number) => customers > 0 && customers < PRIVACY_CUSTOMERS;
const of = (place: Place, kind: string) => place.of.get(kind) ?? 0;

/**
 * Hidden are touchpoints and stages of few customers, and as many others, the smallest first, as it takes for this:
 *
 * 1. What is of few customers, at a touchpoint, in a stage, of one kind, or of one kind at a touchpoint, is no sum and difference of the numbers that are told.
 * 2. What can be worked out of the touchpoints of a stage that is shown, or of those of kinds that metrics count, leaves nothing of the whole, or all, or
 *    two touchpoints or more, one of them of ten customers or more (as hiddenGroups).
 *
 * Each step hides one more, so it ends.
 */
export function hiddenVolumes(places: readonly Place[], stages: readonly StageCustomers[]): HiddenVolumes {
  const hidden = new Set(places.filter(({ customers }) => isFew(customers)).map(({ id }) => id));
  const hiddenStages = new Set(stages.filter(({ customers }) => isFew(customers)).map(({ id }) => id));
  const own = cellsOf(places);
  /** The cells of contacts of a kind at a place that are in a sum. */
  const sumOf = (isIn: (place: Place, kind: string) => boolean): Sum =>
    places.flatMap((place) => partOf(place, (kind) => isIn(place, kind)));
  const partOf = (place: Place, isIn: (kind: string) => boolean): Sum =>
    (own.get(place) ?? []).flatMap(({ kind, cell }) => (isIn(kind) ? [cell] : []));
  const everyKind = (_kind: string) => true;
  const all = (kind: string) => places.reduce((sum, place) => sum + of(place, kind), 0);
  const known = measured.filter((kind) => all(kind) >= PRIVACY_CUSTOMERS); // of fewer metrics tell nothing
  const unions = Array.from({ length: 2 ** known.length - 1 }, (_, choice) => known.filter((_kind, at) => ((choice + 1) >> at) % 2 === 1));
  const secrets = [
    ...places.flatMap((one) =>
      isFew(one.customers) ? [{ sum: partOf(one, everyKind), isNear: (place: Place) => sharesKind(place, one) }] : [],
    ),
    ...measured.flatMap((kind) =>
      isFew(all(kind)) ? [{ sum: sumOf((_place, its) => its === kind), isNear: (place: Place) => of(place, kind) > 0 }] : [],
    ),
    ...stages.flatMap(({ id, customers }) => (isFew(customers) ? [{ sum: sumOf(({ stage }) => stage === id), isNear: () => true }] : [])),
    ...places.flatMap((one) =>
      [...one.of].flatMap(([kind, customers]) =>
        isFew(customers) ? [{ sum: partOf(one, (its) => its === kind), isNear: (place: Place) => of(place, kind) > 0 }] : [],
      ),
    ),
  ];

  /** Hides a place; one that is hidden and told by its stage, with that; else the smallest that may tell it. */
  const hide = (wanted: Place | null, isNear: (place: Place) => boolean): boolean => {
    if (wanted && !hidden.has(wanted.id)) return hidden.add(wanted.id) !== undefined;
    const telling = stages
      .filter(({ id }) => !hiddenStages.has(id) && places.some((place) => place.stage === id && hidden.has(place.id)))
      .sort((a, b) => Number(b.id === wanted?.stage) - Number(a.id === wanted?.stage) || a.customers - b.customers)[0];
    if (telling) return hiddenStages.add(telling.id) !== undefined;
    const next = places
      .filter(({ id }) => !hidden.has(id))
      .sort((a, b) => Number(isNear(b)) - Number(isNear(a)) || a.customers - b.customers || (a.name < b.name ? -1 : 1))[0];
    if (next) hidden.add(next.id);
    return next !== undefined;
  };
  const ofKinds = known.map((kind) => sumOf((_place, its) => its === kind));
  const ofStages = new Map(stages.map(({ id }) => [id, sumOf(({ stage }) => stage === id)]));
  const step = (): boolean => {
    const shownStages = stages.filter(({ id }) => !hiddenStages.has(id));
    const follows = solvable([
      ...places.filter(({ id }) => !hidden.has(id)).map((one) => partOf(one, everyKind)), // first: no two have a cell in common
      ...ofKinds,
      ...shownStages.map(({ id }) => ofStages.get(id) ?? []),
    ]);
    const told = secrets.find(({ sum }) => follows(sum));
    if (told) return hide(null, told.isNear);
    const wholes = [
      ...shownStages.map(({ id }) => ({
        members: places.filter(({ stage }) => stage === id),
        customers: (place: Place) => place.customers,
        isIn: everyKind,
      })),
      ...unions.map((kinds) => ({
        members: places.filter((place) => kinds.some((kind) => of(place, kind) > 0)),
        customers: (place: Place) => Math.max(...kinds.map((kind) => of(place, kind))),
        isIn: (kind: string) => kinds.includes(kind),
      })),
    ];
    for (const { members, customers, isIn } of wholes) {
      const left = members.filter((one) => !follows(partOf(one, isIn)));
      if (left.length === 0 || left.length === members.length) continue;
      if (left.length > 1 && left.some((place) => customers(place) >= PRIVACY_CUSTOMERS)) continue;
      const rest = members.filter((place) => !left.includes(place));
      const [smallest = null] = rest.sort((a, b) => customers(a) - customers(b) || (a.name < b.name ? -1 : 1));
      if (hide(smallest, (place) => members.includes(place))) return true;
    }
    return false;
  };
  while (step());
  return { places: hidden, stages: hiddenStages };
}

const sharesKind = (a: Place, b: Place) => [...a.of.keys()].some((kind) => b.of.has(kind));

/** Contacts of one kind at one place are a cell, known by its number; a sum is of some cells. */
type Sum = readonly number[];

function cellsOf(places: readonly Place[]): ReadonlyMap<Place, readonly { readonly kind: string; readonly cell: number }[]> {
  let cells = 0;
  return new Map(places.map((place) => [place, [...place.of.keys()].map((kind) => ({ kind, cell: cells++ }))]));
}

/** Multiples of cells; those of which there is none are left out, so that what is done is as much as there is. */
type Multiples = Map<number, number>;

/** Tells of a sum whether it can be solved for: it is one of multiples of others. Gauss's elimination. */
function solvable(told: readonly Sum[]): (wanted: Sum) => boolean {
  const rows: { readonly pivot: number; readonly others: readonly (readonly [cell: number, times: number])[] }[] = [];
  const rowOf = new Map<number, number>(); // by the cell that it is solved for
  /** A row has none of the cells that those before it are solved for: so from the first row on, each is taken away once. */
  const reduced = (sum: Sum): Multiples => {
    const left: Multiples = new Map(sum.map((cell) => [cell, 1]));
    for (;;) {
      let next = rows.length;
      for (const cell of left.keys()) next = Math.min(next, rowOf.get(cell) ?? next);
      const row = rows[next];
      if (!row) return left;
      const times = left.get(row.pivot) ?? 0;
      left.delete(row.pivot);
      for (const [cell, part] of row.others) {
        const rest = (left.get(cell) ?? 0) - times * part;
        if (Math.abs(rest) < 1e-9) left.delete(cell);
        else left.set(cell, rest);
      }
    }
  };
  for (const sum of told) {
    const [first, ...others] = reduced(sum);
    if (!first) continue;
    const [pivot, times] = first;
    rowOf.set(pivot, rows.length);
    rows.push({ pivot, others: others.map(([cell, part]) => [cell, part / times] as const) });
  }
  return (wanted) => reduced(wanted).size === 0;
}
