import { requireFinite } from '../checks.ts';
import { featureAt, previousEnds, requireFeature, type SpellFeature, type Spells } from './spellFeatures.ts';
import { requireLength, type SurvivalColumns } from './survivalData.ts';

/** Rows (start, time] of spells, one for each stretch in which no feature changes. */
export interface CountingProcess {
  /** time since the spell's start, in days */
  readonly columns: SurvivalColumns & { readonly start: Float64Array };
  /** spell of each row, ascending */
  readonly spell: Int32Array;
  /** by feature, value in each row; NaN = not known */
  readonly values: readonly Float64Array[];
  /** spells without a day under observation before `until` */
  readonly empty: number;
}

/**
 * The counting-process form of spells with features that change: each row holds what was known when it began, so that no score, ticket or
 * plan explains what came before it was measured.
 *
 *   cuts of a spell: moments of measurement, and the moments at which one is too old, within (entry, end)
 *   row (s, e]: features at s (featureAt); the event, if the spell ends with it, in the last row
 *
 * Neighbouring rows with the same values are one. What happens after `until` is not known: a spell that goes on is censored there.
 * Time O(cuts · measurements of a customer), a few of each as a rule.
 *
 * @param until default: all there is
 * @throws ModelInputError LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE (a feature that lasts no time)
 * @see Andersen & Gill (1982), Ann Statist 10:1100-1120, doi:10.1214/aos/1176345976
 */
export function countingProcess(spells: Spells, features: readonly SpellFeature[], until = Number.POSITIVE_INFINITY): CountingProcess {
  for (const feature of features) requireFeature(feature);
  const { owner, start, entry, end, event } = spells;
  const n = end.length;
  for (const [name, column] of Object.entries({ owner, start, entry, event })) requireLength(name, column.length, n);
  requireFinite({ start, entry, end });
  const before = previousEnds(spells);
  const rows = new RowColumns(features.length);
  let empty = 0;
  for (let spell = 0; spell < n; spell++) {
    const stop = Math.min(end[spell]!, until);
    const begin = entry[spell]!;
    if (!(stop > begin)) {
      empty++;
      continue;
    }
    const origin = start[spell]!;
    const cuts = cutsOf(features, owner[spell]!, begin, stop);
    for (const cut of cuts) {
      rows.change(
        spell,
        cut - origin,
        features.map((feature) => featureAt(feature, owner[spell]!, origin, before[spell]!, cut)),
      );
    }
    rows.close(stop - origin, end[spell]! <= until ? event[spell]! : 0);
  }
  return { ...rows.finish(), empty };
}

/** begin, and every moment in (begin, stop) at which a feature may change, ascending. */
function cutsOf(features: readonly SpellFeature[], owner: number, begin: number, stop: number): number[] {
  const cuts = [begin];
  for (const feature of features) {
    const { first, last, at } = feature.moments;
    const days = feature.kind === 'latest' ? feature.lastsDays : feature.windowDays;
    for (let i = first[owner]!; i < last[owner]!; i++) {
      for (const moment of [at[i]!, at[i]! + days]) if (moment > begin && moment < stop) cuts.push(moment);
    }
  }
  return cuts.length === 1 ? cuts : [...new Set(cuts.sort((a, b) => a - b))];
}

/** Columns that grow by half, and the row that is still open. */
class RowColumns {
  #length = 0;
  #capacity = 4096;
  #spell = new Int32Array(this.#capacity);
  #start = new Float64Array(this.#capacity);
  #time = new Float64Array(this.#capacity);
  #event = new Uint8Array(this.#capacity);
  readonly #values: Float64Array[];
  #isOpen = false;

  constructor(features: number) {
    this.#values = Array.from({ length: features }, () => new Float64Array(this.#capacity));
  }

  /** From `at` on the features of the spell have these values. */
  change(spell: number, at: number, values: readonly number[]): void {
    if (this.#isOpen) {
      const open = this.#length - 1;
      if (at <= this.#start[open]! || values.every((value, f) => Object.is(value, this.#values[f]![open]!))) return;
      this.#time[open] = at;
    }
    if (this.#length === this.#capacity) this.#grow();
    this.#spell[this.#length] = spell;
    this.#start[this.#length] = at;
    for (const [f, value] of values.entries()) this.#values[f]![this.#length] = value;
    this.#length++;
    this.#isOpen = true;
  }

  /** Ends the spell. */
  close(at: number, event: number): void {
    const open = this.#length - 1;
    this.#isOpen = false;
    if (at <= this.#start[open]!) {
      this.#length--; // shorter than a double can tell
      return;
    }
    this.#time[open] = at;
    this.#event[open] = event;
  }

  finish(): Omit<CountingProcess, 'empty'> {
    const end = this.#length;
    return {
      columns: { start: this.#start.subarray(0, end), time: this.#time.subarray(0, end), event: this.#event.subarray(0, end) },
      spell: this.#spell.subarray(0, end),
      values: this.#values.map((column) => column.subarray(0, end)),
    };
  }

  #grow(): void {
    this.#capacity = Math.ceil(this.#capacity * 1.5);
    this.#spell = grown(this.#spell, new Int32Array(this.#capacity));
    this.#start = grown(this.#start, new Float64Array(this.#capacity));
    this.#time = grown(this.#time, new Float64Array(this.#capacity));
    this.#event = grown(this.#event, new Uint8Array(this.#capacity));
    for (const [f, column] of this.#values.entries()) this.#values[f] = grown(column, new Float64Array(this.#capacity));
  }
}

function grown<Column extends Float64Array | Int32Array | Uint8Array>(column: Column, larger: Column): Column {
  larger.set(column);
  return larger;
}
