import type { Transaction } from '../../prisma/sql.ts';
import { notAtRisk, tooRecent } from './behaviourOutcome.ts';
import { type CompactColumn, CompactColumns } from './compactColumns.ts';
import { type Slice, wholeSlice } from './customerSlice.ts';
import { answerFields, driverQuery } from './driverQuery.ts';
import { float64Column } from './growingColumn.ts';
import { plannedRows } from './plannedRows.ts';
import { nextField, RealArrays, readBigInt, readCopyBinary, readTextArray } from './readCopyBinary.ts';
import type { DriverRun, QuestionFacts } from './readDriverRun.ts';

/** Texts as codes: labels in the order in which they were met, -1 where there is none. */
export interface CodedTexts {
  readonly codes: Float64Array;
  readonly labels: readonly string[];
}

/** The answers of one slice as typed columns, in the order in which they came. */
export interface DriverPart {
  readonly ids: Float64Array;
  /** Null where no answer of the survey is of a customer; NaN in an answer of nobody known. */
  readonly customers: Float64Array | null;
  readonly outcome: CompactColumn;
  /** In the order of run.drivers; NaN is missing, and there is none under LISTWISE. */
  readonly drivers: readonly CompactColumn[];
  /** AVAILABLE only: for each driver, 1 where it was applicable, 0 where it was not, NaN where it is blank. */
  readonly used: readonly CompactColumn[];
  /** LISTWISE only: rows left out that lack each of them, the outcome first. */
  readonly lacking: readonly number[];
  /** In the order of the traits asked for. */
  readonly traits: readonly CodedTexts[];
  readonly group: CodedTexts | null;
}

export type DriverExclusion = 'POPULATION' | 'MISSING' | 'FOLLOW_UP' | 'NOT_AT_RISK' | 'NOT_APPLICABLE';

export interface ReadDrivers {
  readonly part: DriverPart;
  readonly rowsRead: number;
  /** Latest answer of the survey up to the moment that the run looks at, or the end of what was observed of a behaviour. */
  readonly dataThrough: Date | null;
  /** Rows left out, by the first reason that met them. */
  readonly exclusions: Readonly<Partial<Record<DriverExclusion, number>>>;
}

const rowsBetweenReports = 8192;

/**
 * Streams the survey's answers out of the snapshot, one `real[]` a row: sending the array costs the server half of what
 * sending 20 single columns costs. What is joined to an answer comes as further arrays of the same row, a missing number as NULL.
 *
 * Blank answers and the codebook's not-applicable codes are missing. LISTWISE leaves out a row that lacks any; AVAILABLE one that
 * lacks all; EM one to which a question was not applicable, for only what is blank can be filled in.
 *
 * @param onProgress called every few thousand rows with those done and the planner's estimate of all of the slice
 */
export async function readDriverColumns(
  tx: Transaction,
  workspaceId: number,
  run: DriverRun,
  slice: Slice,
  onProgress: (rowsDone: number, rowsEstimate: number) => void,
): Promise<ReadDrivers> {
  const query = driverQuery(workspaceId, run, slice);
  const fields = answerFields(run);
  const settings = [
    tx`set local synchronize_seqscans = off`, // the table's order, from its start, by one process: near that of the ids
    tx`set local max_parallel_workers_per_gather = 0`,
    // featureSql tells why; and of a slice's share of the customers the planner knows nothing, and takes it for far too small.
    ...(fields.hasNumbers || slice.count > 1 ? [tx`set local enable_nestloop = off`] : []),
  ].map((setting) => setting.execute()); // sent now, ahead of what follows: a statement that is only awaited is sent later
  const foreseen = [plannedRows(tx, driverQuery(workspaceId, run, wholeSlice)), latestFact(tx, workspaceId, run)] as const;
  // Behind them without waiting: the server goes on to it while their answers are on their way.
  const streaming = tx.unsafe(`copy (${query}) to stdout (format binary)`).readable();
  const [estimateOfAll, dataThrough, stream] = await Promise.all([...foreseen, streaming, ...settings]);
  const estimate = estimateOfAll / slice.count;
  const rows = new DriverRows(run, fields, estimate);
  const fieldCount = 2 + Number(fields.hasCustomer) + Number(fields.hasNumbers) + Number(fields.hasTexts);
  await readCopyBinary(stream, fieldCount, (bytes, offset) => {
    rows.take(bytes, offset);
    if (rows.rowsRead % rowsBetweenReports === 0) onProgress(rows.rowsRead, estimate);
  });
  const { rowsRead, exclusions } = rows;
  return { part: rows.finish(), rowsRead, exclusions, dataThrough };
}

async function latestFact(tx: Transaction, workspaceId: number, { surveyId, asOf, observation }: DriverRun): Promise<Date | null> {
  const [row] = await tx<{ at: Date | null }[]>`
    select greatest(max(responded_at), ${observation?.observedUntil ?? null}::timestamptz) as at from response
     where workspace_id = ${workspaceId} and survey_id = ${surveyId} ${asOf ? tx`and responded_at <= ${asOf}` : tx``}`;
  return row?.at ?? null;
}

/** Reads one binary row after the other and keeps those that take part. */
class DriverRows {
  rowsRead = 0;
  readonly exclusions: Partial<Record<DriverExclusion, number>>;
  readonly #run: DriverRun;
  readonly #fields: ReturnType<typeof answerFields>;
  /** Answers by position, then the joined numbers. */
  readonly #row: Float32Array;
  readonly #answers: RealArrays;
  readonly #numbers: RealArrays;
  readonly #codes: Float64Array;
  /** Places in #row of the outcome and the drivers. */
  readonly #places: Int32Array;
  readonly #masked: readonly { readonly index: number; readonly codes: readonly number[] }[];
  readonly #conditions: readonly {
    readonly index: number;
    readonly min: number | null;
    readonly max: number | null;
  }[];
  readonly #columns: CompactColumns;
  readonly #used: CompactColumns;
  readonly #usedRow: Float32Array;
  readonly #driverPlaces: Int32Array;
  readonly #ids = float64Column();
  readonly #customers = float64Column();
  readonly #texts: readonly TextColumn[];
  readonly #lacking: number[];

  constructor(run: DriverRun, fields: ReturnType<typeof answerFields>, expectedRows: number) {
    const { parameters, population, questions } = run;
    const { outcome, behaviour, drivers, features, traits, compare } = parameters;
    const place = (key: string) => factsOf(run, key).position - 1;
    const width = Math.max(0, ...Array.from(questions.values(), ({ position }) => position));
    const joined = width + (behaviour ? 1 : 0);
    this.#run = run;
    this.#fields = fields;
    this.#row = new Float32Array(joined + features.length);
    this.#answers = new RealArrays(this.#row.subarray(0, width));
    this.#numbers = new RealArrays(this.#row.subarray(width));
    this.#driverPlaces = Int32Array.of(...drivers.map(place), ...features.map((_, index) => joined + index));
    this.#places = Int32Array.of(outcome === null ? width : place(outcome), ...this.#driverPlaces);
    // In four bytes, as the answers are: 9.9 is none of them.
    const single = (bound: number | null | undefined) => (bound == null ? null : Math.fround(bound));
    const masks = Array.from(questions.values(), ({ position, notApplicableCodes }) => ({
      index: position - 1,
      codes: notApplicableCodes.map(Math.fround),
    }));
    this.#masked = masks.filter(({ codes }) => codes.length > 0);
    this.#conditions = population.answered.map(({ question, min, max }) => ({
      index: place(question),
      min: single(min),
      max: single(max),
    }));
    this.#columns = new CompactColumns(this.#places.length, expectedRows);
    this.#usedRow = new Float32Array(this.#row.length);
    this.#used = new CompactColumns(parameters.missing === 'AVAILABLE' ? this.#driverPlaces.length : 0, expectedRows);
    this.#texts = Array.from({ length: traits.length + (compare ? 1 : 0) }, () => new TextColumn());
    this.#codes = new Float64Array(this.#texts.length);
    this.#lacking = Array.from(this.#places, () => 0);
    this.exclusions = { POPULATION: 0, MISSING: 0, ...(behaviour ? { FOLLOW_UP: 0 } : {}) };
  }

  take(bytes: Buffer, offset: number): void {
    this.rowsRead++;
    const { hasCustomer, hasNumbers, hasTexts } = this.#fields;
    const id = readBigInt(bytes, offset);
    let at = nextField(bytes, offset);
    this.#answers.read(bytes, at);
    at = nextField(bytes, at);
    const customer = hasCustomer ? readBigInt(bytes, at) : Number.NaN;
    if (hasCustomer) at = nextField(bytes, at);
    if (hasNumbers) {
      this.#numbers.read(bytes, at);
      at = nextField(bytes, at);
    }
    if (hasTexts) {
      readTextArray(bytes, at, (text, index) => {
        this.#codes[index] = text === null ? -1 : (this.#texts[index]?.codeOf(text) ?? -1);
      });
    }
    const reason = this.#reasonToLeaveOut();
    if (reason !== null) this.exclusions[reason] = (this.exclusions[reason] ?? 0) + 1;
    else this.#keep(id, customer);
  }

  #keep(id: number, customer: number): void {
    this.#ids.push(id);
    if (this.#fields.hasCustomer) this.#customers.push(customer);
    this.#columns.push(this.#row, this.#places);
    for (const [index, column] of this.#texts.entries()) column.push(this.#codes[index] ?? -1);
    if (this.#run.parameters.missing === 'AVAILABLE') this.#used.push(this.#usedRow, this.#driverPlaces);
  }

  /** Masks what was not applicable on the way. */
  #reasonToLeaveOut(): DriverExclusion | null {
    const row = this.#row;
    const { missing, behaviour } = this.#run.parameters;
    if (missing === 'AVAILABLE')
      for (let place = 0; place < row.length; place++) this.#usedRow[place] = Number.isNaN(row[place]) ? Number.NaN : 1;
    let isApplicable = true;
    for (const { index, codes } of this.#masked) {
      if (!codes.includes(row[index] ?? Number.NaN)) continue;
      row[index] = Number.NaN;
      this.#usedRow[index] = 0;
      if (this.#places.includes(index)) isApplicable = false;
    }
    for (const { index, min, max } of this.#conditions) if (!isWithin(row[index], min, max)) return 'POPULATION';
    if (behaviour !== null) {
      const done = row[this.#places[0] ?? 0];
      if (done === tooRecent) return 'FOLLOW_UP';
      if (done === notAtRisk) return 'NOT_AT_RISK';
      if (Number.isNaN(done)) return 'MISSING';
    }
    if (missing === 'EM' && !isApplicable) return 'NOT_APPLICABLE';
    const traitCount = this.#run.parameters.traits.length;
    const missingPlaces = countMissing(row, this.#places);
    if (missing !== 'LISTWISE') return missingPlaces === this.#places.length ? 'MISSING' : null;
    if (missingPlaces > 0) {
      this.#countLacking();
      return 'MISSING';
    }
    for (let trait = 0; trait < traitCount; trait++) if (this.#codes[trait] === -1) return 'MISSING';
    return null;
  }

  #countLacking(): void {
    for (const [index, place] of this.#places.entries())
      if (Number.isNaN(this.#row[place])) this.#lacking[index] = (this.#lacking[index] ?? 0) + 1;
  }

  finish(): DriverPart {
    const [outcome = new Int8Array(), ...drivers] = this.#columns.finish();
    const texts = this.#texts.map((column) => column.finish());
    const { traits, compare } = this.#run.parameters;
    return {
      ids: this.#ids.finish(),
      customers: this.#fields.hasCustomer ? this.#customers.finish() : null,
      outcome,
      drivers,
      used: this.#used.finish(),
      lacking: this.#lacking,
      traits: texts.slice(0, traits.length),
      group: compare ? (texts.at(-1) ?? null) : null,
    };
  }
}

class TextColumn {
  readonly #codes = float64Column();
  readonly #codeOf = new Map<string, number>();

  codeOf(text: string): number {
    const known = this.#codeOf.get(text);
    if (known !== undefined) return known;
    this.#codeOf.set(text, this.#codeOf.size);
    return this.#codeOf.size - 1;
  }

  push(code: number): void {
    this.#codes.push(code);
  }

  finish(): CodedTexts {
    return { codes: this.#codes.finish(), labels: [...this.#codeOf.keys()] };
  }
}

/** A loop by index: with `for … of` over the places a row took a sixth longer. */
function countMissing(row: Float32Array, places: Int32Array): number {
  let count = 0;
  for (let i = 0; i < places.length; i++) if (Number.isNaN(row[places[i] ?? 0])) count++;
  return count;
}

function factsOf(run: DriverRun, key: string): QuestionFacts {
  const facts = run.questions.get(key);
  if (!facts) throw new Error(`question ${key} was checked before`);
  return facts;
}

function isWithin(value: number | undefined, min: number | null, max: number | null): boolean {
  return value !== undefined && !Number.isNaN(value) && value >= (min ?? -Infinity) && value <= (max ?? Infinity);
}
