import { logit } from '../../stats/logistic/logit.ts';
import { logitRisk } from '../../stats/logistic/logitRisk.ts';
import type { FitOutcome } from '../../stats/outcome.ts';
import { notEstimable } from '../../stats/outcome.ts';
import type { NamedColumn } from '../../stats/rows/numericColumn.ts';
import type { Risks } from '../../stats/survival/cox/coxRisk.ts';
import { type CustomerMoments, featureAt } from '../../stats/survival/spellFeatures.ts';
import type { FollowUp } from '../../stats/survival/validation/riskOutcomes.ts';
import type { RiskOptions, ScoredCustomers } from './contractualRisk.ts';
import type { HazardColumn } from './hazardColumns.ts';
import { designColumns, eventsPerCoefficient, type HazardTerm, hazardDesign, withTheirNumbers } from './hazardDesign.ts';
import { madeColumn, rowsWhere } from './takenRows.ts';

/** Two years of landmarks at the default horizon: farther back customers were others. */
const mostLandmarks = 8;
/** Over which activities are counted beside the last one. */
const activityWindowDays = 365;

export interface SilentOptions extends RiskOptions {
  /** N: who was silent for longer is not living. */
  readonly silenceDays: number;
  /** Before it who fell silent is not in the data: no landmark whose living would be of then. */
  readonly observedSince: number;
  /** By customer: whether he is among those that the model is fitted to. */
  readonly isSampled: Uint8Array;
}

/**
 * Risk of silence: that a customer who was active within the last N days has no activity in the horizon after a moment.
 *
 * A logistic model over landmarks, one each horizon back from `until`, so that no outcome is later than it and outcomes of one customer do not overlap:
 * what was known at the landmark (recency, activities of a year, time since the first, the features asked for) against whether an activity followed
 * within the horizon. Errors by customer. Unlike in the Cox table recency is allowed: it is measured at the landmark, and what is foretold is later.
 */
export function silentRisk(
  activities: CustomerMoments,
  columns: readonly HazardColumn[],
  options: SilentOptions,
): FitOutcome<ScoredCustomers> {
  const { until, confidenceLevel } = options;
  const rows = landmarkRows(activities, columns, options);
  if (rows.owner.length === 0) return notEstimable('NOT_ENOUGH_DATA', 'no customer was active before a landmark of the time observed');
  const silent = rows.isSilent.reduce((sum, value) => sum + value, 0);
  const isRareSilent = 2 * silent <= rows.isSilent.length;
  const rarer = isRareSilent ? rows.isSilent : rows.isSilent.map((value) => 1 - value);
  const noun = isRareSilent ? 'losses' : 'returns';
  const events = isRareSilent ? silent : rows.isSilent.length - silent;
  const design = hazardDesign(columns, rows.values, rarer, { taken: rows.behaviour.length, noun });
  const outcome = { name: 'silent', values: Float64Array.from(rows.isSilent) };
  const all = [...rows.behaviour, ...designColumns(design.terms, rows.values)];
  const warnings = [...design.warnings];
  const roles = { clusters: rows.owner };
  let kept = all.map(({ name }) => name);
  for (;;) {
    const drivers = all.filter(({ name }) => kept.includes(name));
    if (drivers.length === 0) return notEstimable('TOO_FEW_EVENTS', 'no feature is left that could tell customers apart');
    const fitted = logit(outcome, drivers, { roles, confidenceLevel });
    if (fitted.kind === 'notEstimable') {
      const named = kept.filter((name) => fitted.subjects.includes(name)).slice(-1);
      const dropped = withTheirNumbers(named, design.terms, fitted.reason).filter((name) => kept.includes(name));
      if (dropped.length === 0) return fitted;
      warnings.push(...dropped.map((subject) => ({ code: fitted.reason, subject, detail: `left out: ${fitted.detail}` })));
      kept = kept.filter((name) => !dropped.includes(name));
      continue;
    }
    const needed = eventsPerCoefficient * kept.length;
    if (events < needed)
      return notEstimable('TOO_FEW_EVENTS', `${events} ${noun}, at least ${needed} are needed for ${kept.length} coefficients`);
    const living = livingAt(activities, until, options.silenceDays);
    const known = livingDrivers(activities, columns, design.terms, living, until).filter(({ name }) => kept.includes(name));
    const risks: Risks = living.length === 0 ? nobody : { ...logitRisk(fitted.fit, known, confidenceLevel), extrapolated: 0 };
    const scored: ScoredCustomers = { owner: living, risks, features: kept, shrinkage: null };
    return { kind: 'fitted', fit: scored, warnings: [...warnings, ...fitted.warnings] };
  }
}

const nobody: Risks = { risk: new Float64Array(), ciLow: new Float64Array(), ciHigh: new Float64Array(), extrapolated: 0 };

interface LandmarkRows {
  readonly owner: Int32Array;
  readonly isSilent: Uint8Array;
  readonly behaviour: readonly NamedColumn[];
  readonly values: readonly Float64Array[];
}

function landmarkRows(activities: CustomerMoments, columns: readonly HazardColumn[], options: SilentOptions): LandmarkRows {
  const { until, horizonDays, silenceDays, observedSince, isSampled } = options;
  const parts: { owner: Int32Array; landmark: number }[] = [];
  for (let k = 1; k <= mostLandmarks; k++) {
    const landmark = until - k * horizonDays;
    if (landmark - silenceDays < observedSince) break;
    parts.push({ landmark, owner: livingAt(activities, landmark, silenceDays).filter((customer) => isSampled[customer] === 1) });
  }
  const rows = parts.reduce((sum, part) => sum + part.owner.length, 0);
  const owner = new Int32Array(rows);
  const moments = new Float64Array(rows);
  let start = 0;
  for (const part of parts) {
    owner.set(part.owner, start);
    moments.fill(part.landmark, start, start + part.owner.length);
    start += part.owner.length;
  }
  return {
    owner,
    isSilent: madeColumn(new Uint8Array(rows), (row) => Number(!isActiveIn(activities, owner[row] ?? 0, moments[row] ?? 0, horizonDays))),
    behaviour: behaviourAt(activities, owner, (row) => moments[row] ?? 0),
    values: valuesAt(columns, owner, (row) => moments[row] ?? 0),
  };
}

function livingDrivers(
  activities: CustomerMoments,
  columns: readonly HazardColumn[],
  terms: readonly HazardTerm[],
  living: Int32Array,
  moment: number,
): NamedColumn[] {
  return [
    ...behaviourAt(activities, living, () => moment),
    ...designColumns(
      terms,
      valuesAt(columns, living, () => moment),
    ),
  ];
}

/** Customers whose last activity is at most N days before the moment. */
export function livingAt({ first, last, at }: CustomerMoments, moment: number, silenceDays: number): Int32Array {
  return rowsWhere(first.length, (customer) => {
    for (let i = first[customer] ?? 0; i < (last[customer] ?? 0) && (at[i] ?? 0) <= moment; i++) {
      if (moment - (at[i] ?? 0) <= silenceDays) return true;
    }
    return false;
  });
}

function isActiveIn({ first, last, at }: CustomerMoments, customer: number, moment: number, days: number): boolean {
  for (let i = (last[customer] ?? 0) - 1; i >= (first[customer] ?? 0) && (at[i] ?? 0) > moment; i--) {
    if ((at[i] ?? 0) <= moment + days) return true;
  }
  return false;
}

/** In logarithms: a day matters after one, not after a hundred. Of those who came often a silence says more, hence the product. */
function behaviourAt({ first, last, at }: CustomerMoments, owner: Int32Array, momentOf: (row: number) => number): NamedColumn[] {
  const recency = new Float64Array(owner.length);
  const activities = new Float64Array(owner.length);
  const tenure = new Float64Array(owner.length);
  for (let row = 0; row < owner.length; row++) {
    const customer = owner[row] ?? 0;
    const moment = momentOf(row);
    let [latest, count] = [moment, 0];
    for (let i = first[customer] ?? 0; i < (last[customer] ?? 0) && (at[i] ?? 0) <= moment; i++) {
      latest = at[i] ?? 0;
      if (moment - latest < activityWindowDays) count++;
    }
    recency[row] = Math.log1p(moment - latest);
    activities[row] = Math.log1p(count);
    tenure[row] = Math.log1p(moment - (at[first[customer] ?? 0] ?? moment));
  }
  return [
    { name: 'recency', values: recency },
    { name: 'activities_365d', values: activities },
    { name: 'tenure', values: tenure },
    { name: 'recency:activities_365d', values: recency.map((value, row) => value * (activities[row] ?? 0)) },
  ];
}

function valuesAt(columns: readonly HazardColumn[], owner: Int32Array, momentOf: (row: number) => number): Float64Array[] {
  return columns.map(({ feature, fromValue }) =>
    madeColumn(new Float64Array(owner.length), (row) =>
      fromValue(featureAt(feature, owner[row] ?? 0, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, momentOf(row))),
    ),
  );
}

/** What became of the living: silence over the whole horizon is known at its end. */
export function silentFollowUp(activities: CustomerMoments, owner: Int32Array, moment: number, horizonDays: number): FollowUp {
  return {
    time: new Float64Array(owner.length).fill(horizonDays),
    event: Uint8Array.from(owner, (customer) => Number(!isActiveIn(activities, customer, moment, horizonDays))),
  };
}
