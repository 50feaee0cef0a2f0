import { type DriverForce, forceMembers } from '../../stats/drivers/driverForces.ts';
import type { SeType } from '../../stats/inference/waldRow.ts';
import type { LogisticParameter, LogisticSlope } from '../../stats/logistic/logisticCoefficients.ts';
import { logit } from '../../stats/logistic/logit.ts';
import { logitImportance } from '../../stats/logistic/logitImportance.ts';
import { MCFADDEN_EXACT_PLAYERS, type McFaddenImportance } from '../../stats/logistic/mcFaddenShapley.ts';
import { ordinalImportance } from '../../stats/logistic/ordinalImportance.ts';
import { ordinalLogit } from '../../stats/logistic/ordinalLogit.ts';
import { type FitOutcome, type NotEstimable, notEstimable } from '../../stats/outcome.ts';
import type { DriverDesign } from './driverDesign.ts';
import { type ScoreEffects, scoreEffects } from './scoreEffects.ts';

export interface LikelihoodModel {
  readonly seType: SeType;
  readonly clusters: number | null;
  readonly logLikelihood: number;
  readonly logLikelihoodNull: number;
  readonly mcFadden: number;
  readonly nagelkerke: number;
  readonly lrStatistic: number | null;
  readonly lrPValue: number | null;
  /** LOGISTIC alone. */
  readonly auc: number | null;
  readonly events: number | null;
}

/** A logistic or ordinal model of a design. */
export interface LikelihoodFit {
  readonly model: LikelihoodModel;
  /** LOGISTIC alone. */
  readonly intercept: LogisticParameter | null;
  /** ORDINAL alone. */
  readonly thresholds: readonly LogisticParameter[];
  readonly drivers: readonly LogisticSlope[];
  /** ORDINAL of an outcome of 0-10 alone. */
  readonly scoreEffects: ScoreEffects | null;
  /** Shapley values of McFadden's R² by driver and by force; null where they would take too long, or where there are no forces. */
  readonly importance: McFaddenImportance | null;
  readonly forceImportance: McFaddenImportance | null;
}

/** Importance is computed where it is estimated to take no longer than this; beyond, the linear model's stands alone. */
const secondsForImportance = 60;
const ordersBeyondExact = 200;

/**
 * Maximum likelihood with the information's errors, by customer where one answered more than once.
 *
 * @param forces as in driverRegression; a force's importance is a Shapley value of its own
 */
export function likelihoodFit(
  design: DriverDesign,
  kind: 'LOGISTIC' | 'ORDINAL',
  confidenceLevel: number,
  seed: number,
): FitOutcome<LikelihoodFit> {
  const { outcome, drivers, roles, forces, outcomeScale } = design;
  const tooFew = kind === 'LOGISTIC' ? tooFewEvents(design) : null;
  if (tooFew !== null) return tooFew;
  const options = { confidenceLevel, ...(roles === undefined ? {} : { roles }) };
  const fitted = kind === 'LOGISTIC' ? logit(outcome, drivers, options) : ordinalLogit(outcome, drivers, options);
  if (fitted.kind === 'notEstimable') return fitted;
  const importanceOf = kind === 'LOGISTIC' ? logitImportance : ordinalImportance;
  const of = (named: readonly DriverForce[]): FitOutcome<McFaddenImportance> | null => {
    const names = drivers.map(({ name }) => name);
    const groups = forceMembers(named, names).map(({ members }) => members);
    if (importanceSeconds(design.rows, drivers.length, groups.length) > secondsForImportance) return null;
    return importanceOf(outcome, drivers, { ...options, groups, seed });
  };
  const importance = of([]);
  const forceImportance = forces.length === 0 ? null : of(forces);
  const { model, drivers: slopes } = fitted.fit;
  const failed = [importance, forceImportance].flatMap((found) =>
    found?.kind === 'notEstimable' ? [{ code: found.reason, subject: null, detail: `importance: ${found.detail}` }] : [],
  );
  return {
    kind: 'fitted',
    fit: {
      model: { ...model, auc: 'auc' in model ? model.auc : null, events: 'events' in model ? model.events : null },
      intercept: 'intercept' in fitted.fit ? fitted.fit.intercept : null,
      thresholds: 'thresholds' in fitted.fit ? fitted.fit.thresholds : [],
      drivers: slopes,
      scoreEffects: 'thresholds' in fitted.fit ? scoreEffects(fitted.fit, drivers, outcomeScale, roles) : null,
      importance: importance?.kind === 'fitted' ? importance.fit : null,
      forceImportance: forceImportance?.kind === 'fitted' ? forceImportance.fit : null,
    },
    warnings: [...fitted.warnings, ...failed],
  };
}

/** Analyses store no estimate below this; the engine alone would warn (definitions.md, sections 1 and 4). */
const eventsPerDriver = 10;

function tooFewEvents({ outcome: { name, values }, drivers, rows }: DriverDesign): NotEstimable | null {
  let events = 0;
  for (const value of values) events += value;
  const rarer = Math.min(events, rows - events);
  const needed = eventsPerDriver * drivers.length;
  if (rarer === 0 || rarer >= needed) return null; // nobody or everybody: ZERO_VARIANCE says so
  return notEstimable(
    'TOO_FEW_EVENTS',
    `${events} of ${rows} answers have ${name}, ${needed} with and without it are needed for ${drivers.length} drivers`,
  );
}

/** Models, times rows, times what a row costs in a model of half the drivers, as measured. */
function importanceSeconds(rows: number, driverCount: number, playerCount: number): number {
  const subsets = 2 ** playerCount;
  const models = playerCount <= MCFADDEN_EXACT_PLAYERS ? subsets : Math.min(subsets, ordersBeyondExact * playerCount);
  return models * rows * (2.5e-7 + 1.7e-9 * driverCount ** 2);
}
