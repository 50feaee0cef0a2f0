import type { DriverExclusion } from '../../data/readDriverColumns.ts';
import type { DriverRun, QuestionFacts } from '../../data/readDriverRun.ts';
import type { RequestedFeature } from '../../featureCatalogue.ts';
import type { Scale } from '../../stats/descriptive/scale.ts';
import { RELIABLE_CUSTOMERS } from '../../stats/descriptive/thresholds.ts';
import type { DriverForce } from '../../stats/drivers/driverForces.ts';
import { type NotEstimable, notEstimable, type Warning } from '../../stats/outcome.ts';
import type { NamedColumn, NumericColumn } from '../../stats/rows/numericColumn.ts';
import type { RowRoles } from '../../stats/rows/rowRoles.ts';
import type { DriverColumns } from './driverColumns.ts';
import { type TraitLevels, traitLevels } from './traitLevels.ts';

/** A column of the design and what it stands for. */
export interface DesignDriver extends NamedColumn {
  readonly scale: Scale | null;
  readonly label: string;
  readonly unit: string | null;
  /** Of its own answers: null for what is no question. */
  readonly question: QuestionFacts | null;
  readonly feature: RequestedFeature | null;
  /** A level of a trait, against the reference level. */
  readonly trait: { readonly key: string; readonly level: string; readonly reference: string } | null;
}

/** What is regressed on what. */
export interface DriverDesign {
  readonly outcome: NamedColumn;
  readonly drivers: readonly DesignDriver[];
  /** Clusters where a customer answered more than once: else the answers are independent. */
  readonly roles: RowRoles | undefined;
  readonly customers: Int32Array;
  readonly customerCount: number;
  readonly rows: number;
  /** Named forces, and each trait, whose levels only mean something together. Empty: none. */
  readonly forces: readonly DriverForce[];
  /** 1, or -1 where less of the outcome is better: churn. */
  readonly goodDirection: 1 | -1;
  /** Null: the outcome is no question, or one without a scale. */
  readonly outcomeScale: Scale | null;
  /** What became of levels that are too rare. */
  readonly warnings: readonly Warning[];
}

export function driverDesign(run: DriverRun, columns: DriverColumns): DriverDesign | NotEstimable {
  const { parameters } = run;
  const traits = parameters.traits.map((_, index) =>
    traitLevels(columns.traits[index] ?? { codes: new Int32Array(), labels: [] }, columns.customers, parameters.missing !== 'LISTWISE'),
  );
  const constant = parameters.traits.filter((_, index) => traits[index]?.levels.length === 0);
  if (constant.length > 0 && columns.rows > 0)
    return notEstimable(
      'ZERO_VARIANCE',
      `${constant.join(', ')} has no two levels of ${RELIABLE_CUSTOMERS} customers each: leave it out`,
      constant,
    );
  const drivers = [
    ...run.drivers.map(
      (driver, index): DesignDriver => ({
        ...driver,
        name: driver.key,
        values: columns.drivers[index] ?? new Int8Array(),
        scale: scaleOf(driver.question),
        trait: null,
      }),
    ),
    ...usedDrivers(run, columns),
    ...parameters.traits.flatMap((key, index) => traitDrivers(key, traits[index])),
  ];
  return {
    outcome: { name: outcomeName(run), values: outcomeOf(run, columns) },
    drivers,
    roles: columns.customerCount < columns.rows ? { clusters: columns.customers } : undefined,
    customers: columns.customers,
    customerCount: columns.customerCount,
    rows: columns.rows,
    forces: forcesOf(run, drivers),
    goodDirection: parameters.behaviour?.kind === 'CHURN' ? -1 : 1,
    outcomeScale: parameters.outcome === null ? null : scaleOf(run.questions.get(parameters.outcome) ?? null),
    warnings: parameters.traits.flatMap((key, index) => rareLevelWarnings(key, traits[index])),
  };
}

/** The same columns for some of the rows, a group's. */
export function designOfRows(design: DriverDesign, rows: Int32Array): DriverDesign {
  const pick = (values: NumericColumn): Float32Array => Float32Array.from(rows, (row) => values[row] ?? Number.NaN);
  const codeOf = new Map<number, number>();
  const customers = rows.map((row) => {
    const customer = design.customers[row] ?? -1;
    const code = codeOf.get(customer) ?? codeOf.size;
    codeOf.set(customer, code);
    return code;
  });
  return {
    ...design,
    outcome: { ...design.outcome, values: pick(design.outcome.values) },
    drivers: design.drivers.map((driver) => ({ ...driver, values: pick(driver.values) })),
    roles: codeOf.size < rows.length ? { clusters: customers } : undefined,
    customers,
    customerCount: codeOf.size,
    rows: rows.length,
  };
}

/** The name of the outcome in the results: a question's key, or such as repurchase_90d. */
export function outcomeName({ parameters: { outcome, behaviour } }: DriverRun): string {
  return outcome ?? `${behaviour?.kind.toLowerCase()}_${behaviour?.withinDays}d`;
}

/** LOGISTIC for a question explains whether the answer is high enough. Answers are in four bytes: 4.1 is not one of them, nor below what stands for it. */
function outcomeOf({ parameters: { model, eventFrom } }: DriverRun, { outcome }: DriverColumns): NumericColumn {
  if (model !== 'LOGISTIC' || eventFrom === null) return outcome;
  const threshold = Math.fround(eventFrom);
  return outcome.map((value) => (value >= threshold ? 1 : 0));
}

function scaleOf(question: QuestionFacts | null): Scale | null {
  const { scaleMin = null, scaleMax = null } = question ?? {};
  return scaleMin === null || scaleMax === null ? null : { min: scaleMin, max: scaleMax };
}

/** Answers that were not applicable get a column of their own only where both sides are of as many customers as a reliable number needs. */
function usedDrivers(run: DriverRun, { used, customers }: DriverColumns): DesignDriver[] {
  return used.flatMap((values, index) => {
    const driver = run.drivers[index];
    const sides = [new Set<number>(), new Set<number>()];
    for (let row = 0; row < values.length; row++) {
      const side = sides[values[row] ?? -1]; // none where it is blank
      if (side !== undefined && side.size < RELIABLE_CUSTOMERS) side.add(customers[row] ?? -1);
    }
    if (!driver || sides.some(({ size }) => size < RELIABLE_CUSTOMERS)) return [];
    const label = `${driver.label}: applies to the customer`;
    return [{ name: `${driver.key}=used`, values, scale: null, label, unit: '0 or 1', question: null, feature: null, trait: null }];
  });
}

function rareLevelWarnings(key: string, found: TraitLevels | undefined): Warning[] {
  if (found === undefined || found.joined === 0) return [];
  const which = found.joined === 1 ? '1 level' : `${found.joined} levels`;
  const detail = `${which} of fewer than ${RELIABLE_CUSTOMERS} customers, also together, counted as ${found.reference}`;
  return [{ code: 'NOT_ENOUGH_DATA', subject: key, detail }];
}

function traitDrivers(key: string, found: TraitLevels | undefined): DesignDriver[] {
  if (found === undefined) return [];
  const { reference, levels } = found;
  return levels.map(({ level, values }) => ({
    name: `${key}=${level}`,
    values,
    scale: null,
    label: `${key}: ${level}, against ${reference}`,
    unit: '0 or 1',
    question: null,
    feature: null,
    trait: { key, level, reference },
  }));
}

function forcesOf({ parameters: { forces, traits } }: DriverRun, drivers: readonly DesignDriver[]): DriverForce[] {
  const columnsOf = (key: string) =>
    drivers.filter(({ name, trait }) => name === key || name === `${key}=used` || trait?.key === key).map(({ name }) => name);
  const named = forces.map(({ name, drivers: members }) => ({ name, drivers: members.flatMap(columnsOf) }));
  const alone = traits
    .filter((trait) => !forces.some(({ drivers: members }) => members.includes(trait)))
    .map((trait) => ({ name: trait, drivers: columnsOf(trait) }));
  return [...named, ...alone].filter(({ drivers: members }) => members.length > 0);
}

/** Beyond this share of those asked for, those left may not stand for all (definitions, section 3). */
export const tolerableDroppedShare = 0.2;

export type Exclusions = Readonly<Partial<Record<DriverExclusion, number>>>;
