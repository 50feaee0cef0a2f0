/** The fits of a run as the rows that are stored. */
import type { DriverEstimateRow, DriverForceRow, DriverModelRow } from '../../data/driverResult.ts';
import type { DriverRun } from '../../data/readDriverRun.ts';
import type { DriverBootstrap } from '../../stats/drivers/driverBootstrap.ts';
import { rSquaredInterval } from '../../stats/drivers/rSquaredInterval.ts';
import type { McFaddenImportance } from '../../stats/logistic/mcFaddenShapley.ts';
import { type DesignDriver, type DriverDesign, outcomeName } from './driverDesign.ts';
import type { LikelihoodFit } from './likelihoodFit.ts';
import { type Placement, placement } from './placement.ts';
import type { PlainFit, PlainRow } from './plainFit.ts';
import type { ScoreEffects } from './scoreEffects.ts';
import { shareStability } from './shareStability.ts';

interface Fits {
  readonly plain: PlainFit;
  /** Null where the model asked for is the linear one. */
  readonly likelihood: LikelihoodFit | null;
  readonly bootstrap: DriverBootstrap | null;
}

interface RunFacts {
  readonly seed: number;
  readonly draws: number;
  readonly nDropped: number;
}

export interface ResultRows {
  readonly model: DriverModelRow;
  readonly drivers: readonly DriverEstimateRow[];
  readonly forces: readonly DriverForceRow[];
  /** Share of the importance that ranks, by driver. */
  readonly importances: readonly number[];
}

export function resultRows(run: DriverRun, design: DriverDesign, fits: Fits, facts: RunFacts): ResultRows {
  const { plain, likelihood } = fits;
  const importances = plain.drivers.map((row, index) => shareOf(likelihood?.importance ?? null, index) ?? row.lmgShare ?? 0);
  const coefficients = plain.drivers.map((row, index) => likelihood?.drivers[index] ?? row);
  const placed = placement(
    design,
    plain.drivers.map((row, index) => ({
      estimate: coefficients[index]?.estimate ?? row.estimate,
      pAdjusted: coefficients[index]?.pAdjusted ?? null,
      correlation: row.correlation,
      importance: importances[index] ?? 0,
      mean: row.performance.estimate,
    })),
    run.parameters.quadrant,
  );
  return {
    model: modelRow(run, design, fits, facts, placed),
    drivers: design.drivers.map((driver, index) => estimateRow(driver, index, fits, placed)),
    forces: forceRows(fits, design),
    importances,
  };
}

function shareOf(importance: McFaddenImportance | null, index: number): number | null {
  return importance === null ? null : (importance.shapleyShare?.[index] ?? 0);
}

/** 1 = most important; equals share the better rank. */
function rankOf(importance: McFaddenImportance, index: number): number {
  return 1 + importance.shapley.reduce((better, value) => better + (value > (importance.shapley[index] ?? 0) ? 1 : 0), 0);
}

function modelRow(
  run: DriverRun,
  design: DriverDesign,
  { plain, likelihood, bootstrap }: Fits,
  facts: RunFacts,
  placed: Placement,
): DriverModelRow {
  const { parameters, observation } = run;
  const intercept = likelihood === null ? plain.intercept : likelihood.intercept;
  const { importanceCut, performanceCut, performanceUnit, importanceCutAt, performanceCutAt } = placed;
  const { n, completeN, df, rSquared, adjustedRSquared, quality, residualStdErr, fStatistic, fPValue, conditionNumber, method } =
    plain.model;
  const fitted = likelihood?.model ?? null;
  const rSquaredDoubt = bootstrap === null ? null : rSquaredInterval(bootstrap.rSquared, plain.model, plain.drivers.length);
  return {
    outcomeKey: outcomeName(run),
    model: parameters.model,
    n,
    nDropped: facts.nDropped,
    customers: design.customerCount,
    clusters: design.roles === undefined ? null : design.customerCount,
    missing: parameters.missing,
    completeN,
    df,
    rSquared,
    rSquaredCiLow: rSquaredDoubt?.ciLow ?? null,
    rSquaredCiHigh: rSquaredDoubt?.ciHigh ?? null,
    adjustedRSquared,
    quality,
    residualStdErr,
    fStatistic,
    fPValue,
    conditionNumber,
    method,
    seType: fitted?.seType ?? plain.model.seType,
    confidenceLevel: parameters.confidenceLevel,
    intercept: intercept?.estimate ?? null,
    interceptStdErr: intercept?.stdErr ?? null,
    interceptCiLow: intercept?.ciLow ?? null,
    interceptCiHigh: intercept?.ciHigh ?? null,
    thresholds: (likelihood?.thresholds ?? []).map(({ name, estimate, stdErr, ciLow, ciHigh }) => ({
      name,
      estimate,
      stdErr,
      ciLow,
      ciHigh,
    })),
    logLikelihood: fitted?.logLikelihood ?? null,
    logLikelihoodNull: fitted?.logLikelihoodNull ?? null,
    mcFadden: fitted?.mcFadden ?? null,
    nagelkerke: fitted?.nagelkerke ?? null,
    auc: fitted?.auc ?? null,
    ...likelihoodRatio(design.roles === undefined ? fitted : null),
    events: fitted?.events ?? null,
    importanceMeasure: likelihood?.importance ? 'MCFADDEN' : 'LMG',
    agreement: plain.agreement,
    draws: facts.draws,
    failedDraws: bootstrap?.failedDraws ?? 0,
    seed: facts.seed,
    observedUntil: observation?.observedUntil ?? null,
    importanceCut,
    performanceCut,
    performanceUnit,
    importanceCutAt,
    performanceCutAt,
  };
}

/** Of independent answers alone: of several by one customer it would find effects where there are none. */
function likelihoodRatio(model: LikelihoodFit['model'] | null): Pick<DriverModelRow, 'lrStatistic' | 'lrPValue'> {
  return { lrStatistic: model?.lrStatistic ?? null, lrPValue: model?.lrPValue ?? null };
}

function estimateRow(
  driver: DesignDriver,
  index: number,
  { plain, likelihood, bootstrap }: Fits,
  { labels }: Placement,
): DriverEstimateRow {
  const row = plain.drivers[index];
  if (row === undefined || row.name !== driver.name) throw new Error(`driver ${index} of the fit is not that of the run`);
  const slope = likelihood?.drivers[index] ?? null;
  const importance = likelihood?.importance ?? null;
  const coefficient = slope ?? row;
  return {
    ...identityOf(driver, index),
    ...measuresOf(row),
    rank: importance === null ? row.rank : rankOf(importance, index),
    shapley: importance?.shapley[index] ?? null,
    shapleyShare: importance?.shapleyShare?.[index] ?? null,
    shapleySamplingStdErr: importance?.samplingStdErr?.[index] ?? null,
    estimate: coefficient.estimate,
    stdErr: coefficient.stdErr,
    classicalStdErr: coefficient.classicalStdErr,
    statistic: coefficient.statistic,
    pValue: coefficient.pValue,
    pAdjusted: coefficient.pAdjusted,
    ciLow: coefficient.ciLow,
    ciHigh: coefficient.ciHigh,
    oddsRatio: slope?.oddsRatio ?? null,
    oddsRatioCiLow: slope?.oddsRatioLow ?? null,
    oddsRatioCiHigh: slope?.oddsRatioHigh ?? null,
    ...effectsOf(likelihood?.scoreEffects ?? null, index),
    reason: coefficient.reason,
    vif: slope?.vif ?? row.vif,
    priority: labels[index] ?? null,
    ...shareStability(bootstrap?.drivers[index]),
  };
}

function identityOf({ name, label, unit, question, feature, trait }: DesignDriver, index: number) {
  return {
    driverKey: name,
    position: index + 1,
    questionId: question?.id ?? null,
    label,
    unit,
    feature: feature?.feature ?? null,
    windowDays: feature?.windowDays ?? null,
    event: feature?.event ?? null,
    trait: trait?.key ?? null,
    level: trait?.level ?? null,
    referenceLevel: trait?.reference ?? null,
  };
}

function effectsOf(effects: ScoreEffects | null, index: number) {
  const [promoters, detractors] = [effects?.promoters?.[index], effects?.detractors?.[index]];
  return {
    promoterEffect: promoters?.estimate ?? null,
    promoterEffectCiLow: promoters?.ciLow ?? null,
    promoterEffectCiHigh: promoters?.ciHigh ?? null,
    detractorEffect: detractors?.estimate ?? null,
    detractorEffectCiLow: detractors?.ciLow ?? null,
    detractorEffectCiHigh: detractors?.ciHigh ?? null,
  };
}

/** What the linear model says of a driver, whatever the model asked for. */
function measuresOf(row: PlainRow) {
  const { performance, topTwoBox } = row;
  return {
    lmg: row.lmg,
    lmgShare: row.lmgShare,
    lmgSamplingStdErr: row.samplingStdErr,
    relativeWeight: row.relativeWeight,
    standardizedEstimate: row.standardizedEstimate,
    correlation: row.correlation,
    partialCorrelation: row.partialCorrelation,
    semipartialCorrelation: row.semipartialCorrelation,
    mean: performance.estimate,
    meanStdErr: performance.stdErr,
    meanCiLow: performance.ciLow,
    meanCiHigh: performance.ciHigh,
    topTwoShare: topTwoBox?.estimate ?? null,
    topTwoCiLow: topTwoBox?.ciLow ?? null,
    topTwoCiHigh: topTwoBox?.ciHigh ?? null,
    n: row.n,
  };
}

function forceRows({ plain, likelihood, bootstrap }: Fits, { drivers }: DriverDesign): DriverForceRow[] {
  // One measure in a result: where that of the drivers would have taken too long, forces are ranked by that of the linear model, too.
  const importance = likelihood?.importance ? likelihood.forceImportance : null;
  return plain.forces.map(({ name, members, rank, lmg, lmgShare, samplingStdErr }, index) => ({
    name,
    position: index + 1,
    drivers: members.map((member) => drivers[member]?.name ?? ''),
    rank: importance === null ? rank : rankOf(importance, index),
    lmg,
    lmgShare,
    lmgSamplingStdErr: samplingStdErr,
    shapley: importance?.shapley[index] ?? null,
    shapleyShare: importance?.shapleyShare?.[index] ?? null,
    shapleySamplingStdErr: importance?.samplingStdErr?.[index] ?? null,
    ...shareStability(bootstrap?.forces[index]),
  }));
}
