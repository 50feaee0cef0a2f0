/** The JSON of `earshot fit drivers`: the names that the issue fixes, null where undefined. */
import type {
  DriverBootstrap,
  DriverRow,
  ForceImportance,
  ImportanceStability,
  IncompleteDriverRow,
  WaldRow,
} from '../../../worker/stats/index.ts';
import type { DriverAnalysis, DriverFit } from './driverAnalysis.ts';
import type { DriverRequest } from './driverRequest.ts';
import { fitWarnings } from './outcomeReport.ts';
import { coefficientJson } from './regressionOutput.ts';

/** Everything of one fitted analysis but its frame (model, n, nDropped, status, warnings). */
export function driverJson(fit: DriverFit, analysis: DriverAnalysis, request: DriverRequest) {
  const { drivers, forces, agreement, cutLines } = fit;
  const { bootstrap } = analysis;
  const { missing, bootstrap: draws, ...regression } = driverRegressionJson(fit, analysis, request);
  return {
    ...regression,
    importance: drivers.map((row, j) => importanceJson(row, bootstrap?.drivers[j], request.scales[j] ?? null)),
    forces: forces.map((force, i) => forceJson(force, drivers, bootstrap?.forces[i])),
    agreement: { kendallsW: agreement, between: ['lmg', 'standardizedBeta', 'correlation'] },
    cutLines,
    missing,
    bootstrap: bootstrap === null ? null : { ...draws, topK: bootstrap.topK },
  };
}

/** The regression that carries the importance: with missing values `fit ols` prints the same. */
export function driverRegressionJson(fit: DriverFit, { data, bootstrap }: DriverAnalysis, { seed }: DriverRequest) {
  const terms = [fit.intercept, ...fit.drivers];
  return {
    outcome: data.outcome.name,
    coefficients: terms.map(coefficientJson),
    ...modelJson(fit),
    missing: missingJson(fit, data),
    bootstrap: bootstrap === null ? null : bootstrapJson(bootstrap, terms, seed),
  };
}

/** One of the groups: its own result, the keys of a fitted one from `jsonOf`; or why it has none. */
export function groupJson(
  { group, ...analysis }: DriverAnalysis & { readonly group: string },
  jsonOf: (fit: DriverFit, analysis: DriverAnalysis) => object,
) {
  const { outcome, data } = analysis;
  if (outcome.kind === 'notEstimable') {
    const { reason, detail, subjects } = outcome;
    return { group, n: data.outcome.values.length, status: 'notEstimable', warnings: [], reason, detail, subjects };
  }
  const { n } = outcome.fit.model;
  return { group, n, status: 'fitted', warnings: fitWarnings(outcome.warnings), ...jsonOf(outcome.fit, analysis) };
}

/** A model from covariances has no residual degrees of freedom, so what needs them is null. */
function modelJson({ model }: DriverFit) {
  if ('treatment' in model) {
    const { rSquared, residualStdErr, quality, seType, confidenceLevel } = model;
    const undefinedHere = { adjustedRSquared: null, df: null, fStatistic: null, fPValue: null, logLikelihood: null };
    return { rSquared, residualStdErr, ...undefinedHere, quality, seType, confidenceLevel };
  }
  const { n: _n, ...rest } = model;
  return rest;
}

function importanceJson(
  row: DriverRow | IncompleteDriverRow,
  stability: ImportanceStability | undefined,
  scale: { readonly min: number; readonly max: number } | null,
) {
  const { name, performance, topTwoBox } = row;
  return {
    driver: name,
    lmg: row.lmg,
    lmgShare: row.lmgShare,
    relativeWeight: row.relativeWeight,
    standardizedBeta: row.standardizedEstimate,
    correlation: row.correlation,
    partialCorrelation: row.partialCorrelation,
    semipartialCorrelation: row.semipartialCorrelation,
    sign: Math.sign(row.standardizedEstimate),
    n: row.n,
    mean: performance.estimate,
    meanCiLow: performance.ciLow,
    meanCiHigh: performance.ciHigh,
    topTwoBox: topTwoBox?.estimate ?? null,
    topTwoBoxCiLow: topTwoBox?.ciLow ?? null,
    topTwoBoxCiHigh: topTwoBox?.ciHigh ?? null,
    scale: scale === null ? null : `${scale.min}-${scale.max}`,
    rank: row.rank,
    ...stabilityJson(stability),
    samplingStdErr: row.samplingStdErr,
    label: row.label,
  };
}

function forceJson(force: ForceImportance, drivers: readonly { readonly name: string }[], stability: ImportanceStability | undefined) {
  const { name, members, lmg, lmgShare, rank, samplingStdErr } = force;
  return {
    force: name,
    drivers: members.map((j) => drivers[j]?.name ?? ''),
    lmg,
    lmgShare,
    rank,
    ...stabilityJson(stability),
    samplingStdErr,
  };
}

/** Null throughout without draws. */
function stabilityJson(stability: ImportanceStability | undefined) {
  return {
    shareCiLow: stability?.lmgShare.ciLow ?? null,
    shareCiHigh: stability?.lmgShare.ciHigh ?? null,
    lmgStdErr: stability?.lmg.stdErr ?? null,
    lmgCiLow: stability?.lmg.ciLow ?? null,
    lmgCiHigh: stability?.lmg.ciHigh ?? null,
    rankLow: stability?.rankLow ?? null,
    rankHigh: stability?.rankHigh ?? null,
    topProbability: stability?.topProbability ?? null,
    rankProbabilities: stability?.rankProbabilities ?? null,
  };
}

function missingJson(fit: DriverFit, { missing, table, drivers, outcome }: DriverAnalysis['data']) {
  if (!('pairCounts' in fit)) return { treatment: missing, n: fit.model.n, nComplete: fit.model.n, columns: null, pairs: null };
  const names = [...drivers, outcome].map(({ name }) => name);
  const count = (j: number, k: number): number => fit.pairCounts[j * names.length + k] ?? 0;
  return {
    treatment: missing,
    n: fit.model.n,
    nComplete: fit.model.completeN,
    nDropped: table.nDropped,
    logLikelihood: fit.model.logLikelihood,
    columns: names.map((column, j) => ({ column, n: count(j, j) })),
    pairs: names.flatMap((a, j) => names.slice(j + 1).map((b, k) => ({ a, b, n: count(j, j + 1 + k) }))),
  };
}

function bootstrapJson(bootstrap: DriverBootstrap, terms: readonly WaldRow[], seed: number) {
  const { draws, failedDraws, unit, units, rSquared, intercept, estimates } = bootstrap;
  return {
    draws,
    failedDraws,
    seed,
    unit: unit === 'CLUSTER' ? 'cluster' : 'response',
    units,
    rSquared,
    coefficients: [intercept, ...estimates].map((spread, j) => ({ term: terms[j]?.name ?? '', ...spread })),
  };
}
