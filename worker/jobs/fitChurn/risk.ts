import type { ActivityMoments } from '../../data/churn/activityMoments.ts';
import type { EpisodeSource } from '../../data/churn/episodeSource.ts';
import type { ChurnEpisodes } from '../../data/churnEpisodes.ts';
import type { HazardSource } from '../../data/hazard/hazardSource.ts';
import type { HazardFacts } from '../../data/hazard/readHazardFacts.ts';
import type { CauseHazards, RiskModelRow, RiskProof, RiskResult, RiskScores, RiskTier } from '../../data/hazard/riskResult.ts';
import type { FitOutcome, NotEstimable, Warning } from '../../stats/outcome.ts';
import type { Spells } from '../../stats/survival/spellFeatures.ts';
import { riskValidation } from '../../stats/survival/validation/riskValidation.ts';
import { valueRank } from '../../stats/value/valueRank.ts';
import { contractualFollowUp, contractualRisk, type RiskOptions, type ScoredCustomers } from './contractualRisk.ts';
import { activeCustomers, hazardColumns, spellsOf } from './hazardColumns.ts';
import { eventsPerCoefficient } from './hazardDesign.ts';
import { hashShare, sampledSpells } from './hazardSample.ts';
import { causeHazards, type FittedHazards, fittedHazards } from './hazards.ts';
import { silentFollowUp, silentRisk } from './silentRisk.ts';

export interface RiskRequest {
  readonly horizonDays: number;
  readonly confidenceLevel: number;
  /** Of the shuffled scores. */
  readonly seed: number;
}

/** What the risk half of a churn run is computed from. */
export interface RiskInput {
  readonly source: EpisodeSource;
  readonly hazardSource: HazardSource;
  readonly episodes: ChurnEpisodes;
  readonly facts: HazardFacts;
  /** Silent churn alone: it is foretold from them. */
  readonly activities: ActivityMoments | null;
  /** Before it losses are not in the data. */
  readonly observedSince: number;
  /** Why nobody can be scored; null: they can. */
  readonly unscored: NotEstimable | null;
}

/**
 * Hazards, churn risk and its proof. Each part is an answer of its own: what the data cannot tell has its reason there, and the rest stands.
 *
 * @param onStep called before each of the fits with the share that is done
 */
export function churnRisk(
  input: RiskInput,
  request: RiskRequest,
  onStep: (fraction: number) => void = () => {},
): { result: RiskResult; warnings: Warning[] } {
  const { source, hazardSource, episodes, facts } = input;
  const { confidenceLevel, horizonDays } = request;
  const spells = spellsOf(episodes);
  const columns = hazardColumns(hazardSource.features, facts, hazardSource, episodes);
  const { spells: drawn, sample } = sampledSpells(spells, episodes, columns);
  onStep(0);
  const hazards = [{ cause: 'ANY', code: null }, ...causesToTell(source, drawn)].map(({ cause, code }) => ({
    cause,
    outcome: withRemarks(cause, fittedHazards(drawn, columns, { cause: code, until: source.followUpEnd, confidenceLevel })),
  }));
  onStep(0.4);
  const scoreAt = scorer(input, sample.sampledCustomers / Math.max(1, sample.customers), { horizonDays, confidenceLevel });
  const now = scoreAt.score(source.asOf);
  onStep(0.7);
  const proof = proofOf(scoreAt, source.asOf, request);
  onStep(1);
  const result: RiskResult = {
    hazards: hazards.map(({ cause, outcome }): CauseHazards => causeHazards(cause, outcome)),
    sample,
    risk: riskModel(scoreAt.method, now, source.asOf, request),
    proof,
    scores: rankedScores(now, scoreAt.customerIds),
  };
  const [ofAll = [], ...ofCauses] = hazards.map(({ outcome }) => remarksOf(outcome));
  const told = oneASubject([...ofAll, ...oneASubject(ofCauses.flat(), '; '), ...remarksOf(now)]);
  return { result, warnings: [...told, ...(proof.validation?.warnings ?? [])] };
}

/** Of a single cause its remarks say so; episodes without a day in which a feature could act are counted once, with all losses. */
function withRemarks(cause: string, outcome: FitOutcome<FittedHazards>): FitOutcome<FittedHazards> {
  if (outcome.kind === 'notEstimable') return outcome;
  if (cause !== 'ANY') {
    const own = outcome.warnings.map((warning) => ({ ...warning, detail: `${cause.toLowerCase()} losses: ${warning.detail}` }));
    return { ...outcome, warnings: own };
  }
  const { empty } = outcome.fit.process;
  if (empty === 0) return outcome;
  const detail = `${empty} episodes end as they begin, before a feature could act: the hazards do not count them`;
  return { ...outcome, warnings: [...outcome.warnings, { code: 'ROWS_DROPPED', subject: null, detail }] };
}

/**
 * Where causes are told apart each has hazards of its own, if enough were lost by it: what makes customers decide to leave is not what makes their
 * payments fail. Of the decision it is said, too, where they are too few.
 */
function causesToTell({ causes }: EpisodeSource, { event }: Spells): { cause: string; code: number }[] {
  if (causes.length < 2) return [];
  const losses = new Float64Array(causes.length + 1);
  for (const code of event) losses[code] = (losses[code] ?? 0) + 1;
  return causes.flatMap((cause, index) => {
    const isTold = cause === 'VOLUNTARY' || (losses[index + 1] ?? 0) >= eventsPerCoefficient;
    return isTold ? [{ cause, code: index + 1 }] : [];
  });
}

interface Scorer {
  readonly method: RiskModelRow['method'];
  /** Those who can be living; `owner` is an index into them. */
  readonly customerIds: BigInt64Array;
  /** Fits to what was known at a moment, and scores who was living then. */
  score(until: number): FitOutcome<ScoredCustomers>;
  followUp(scored: ScoredCustomers, moment: number, judgedThrough: number): { time: Float64Array; event: Uint8Array };
}

function scorer(input: RiskInput, share: number, options: Omit<RiskOptions, 'until'>): Scorer {
  const { source, hazardSource, episodes, facts, observedSince, unscored } = input;
  if (input.activities !== null) {
    const { silenceDays } = source;
    const { customerIds, moments } = activeCustomers(input.activities);
    const columns = hazardColumns(hazardSource.riskFeatures, facts, hazardSource, { customerIds });
    const isSampled = Uint8Array.from(customerIds, (id) => Number(hashShare(id) < share));
    return {
      method: 'LANDMARK_LOGIT',
      customerIds,
      score: (until) => unscored ?? silentRisk(moments, columns, { ...options, until, silenceDays, observedSince, isSampled }),
      followUp: ({ owner }, moment, judgedThrough) => silentFollowUp(moments, owner, moment, judgedThrough - moment),
    };
  }
  const columns = hazardColumns(hazardSource.riskFeatures, facts, hazardSource, episodes);
  const spells = spellsOf(episodes);
  const { spells: drawn } = sampledSpells(spells, episodes, columns);
  return {
    method: 'COX',
    customerIds: episodes.customerIds,
    score: (until) => unscored ?? contractualRisk(drawn, spells, columns, { ...options, until }),
    followUp: (_, moment, judgedThrough) => contractualFollowUp(spells, moment, judgedThrough),
  };
}

/**
 * The model of a horizon ago, with what was known then, judged by what came since. But for one thing each: contracts are joined with what is known as
 * of now, so who had left then and was back within 30 days counts as never gone; and the N of silence is the one that is shown, also where the gaps
 * until now suggested it, for with another N it would be another loss that is foretold.
 */
function proofOf({ score, followUp }: Scorer, asOf: number, { horizonDays, confidenceLevel, seed }: RiskRequest): RiskProof {
  const fittedThrough = asOf - horizonDays;
  const bounds = { fittedThrough, judgedThrough: asOf };
  const past = score(fittedThrough);
  if (past.kind === 'notEstimable') return { ...bounds, validation: null, reason: past.reason, detail: past.detail };
  if (past.fit.owner.length === 0)
    return { ...bounds, validation: null, reason: 'NOT_ENOUGH_DATA', detail: 'nobody was living a horizon ago' };
  const { risk } = past.fit.risks;
  const validation = riskValidation(risk, followUp(past.fit, fittedThrough, asOf), { horizon: horizonDays, seed, confidenceLevel });
  return { ...bounds, validation, reason: null, detail: null };
}

function riskModel(
  method: RiskModelRow['method'],
  outcome: FitOutcome<ScoredCustomers>,
  asOf: number,
  { horizonDays, confidenceLevel }: RiskRequest,
): RiskModelRow {
  const common = { method, horizonDays, asOf, confidenceLevel };
  const none = { n: 0, expectedLosses: null, meanRisk: null, shrinkage: null, extrapolated: 0, features: [] };
  if (outcome.kind === 'notEstimable') return { ...common, ...none, reason: outcome.reason, detail: outcome.detail };
  const { risks, features, shrinkage } = outcome.fit;
  const n = risks.risk.length;
  const expectedLosses = risks.risk.reduce((sum, value) => sum + value, 0);
  return {
    ...common,
    n,
    expectedLosses,
    meanRisk: n > 0 ? expectedLosses / n : null,
    shrinkage,
    extrapolated: risks.extrapolated,
    features,
    reason: null,
    detail: null,
  };
}

/** Highest risk first; of equal risks the older customer. */
function rankedScores(outcome: FitOutcome<ScoredCustomers>, customerIds: BigInt64Array): RiskScores {
  const { owner, risks } = outcome.kind === 'fitted' ? outcome.fit : { owner: new Int32Array(), risks: noRisks };
  const { risk, ciLow, ciHigh } = risks;
  const order = Int32Array.from(owner.keys()).sort((a, b) => (risk[b] ?? 0) - (risk[a] ?? 0) || (owner[a] ?? 0) - (owner[b] ?? 0));
  const pick = (column: Float64Array): Float64Array => Float64Array.from(order, (row) => column[row] ?? Number.NaN);
  const ranked = pick(risk);
  const percentile = ranked.length === 0 ? ranked : valueRank(ranked).percentile.map((value) => value / 100);
  return {
    customerIds: BigInt64Array.from(order, (row) => customerIds[owner[row] ?? 0] ?? 0n),
    risk: ranked,
    ciLow: pick(ciLow),
    ciHigh: pick(ciHigh),
    percentile,
    tier: Array.from(percentile, riskTier),
  };
}

const noRisks = { risk: new Float64Array(), ciLow: new Float64Array(), ciHigh: new Float64Array() };

/** The tenth to call first, the fifth after it, and the rest. */
export function riskTier(percentile: number): RiskTier {
  return percentile >= 0.9 ? 'HIGH' : percentile >= 0.7 ? 'MEDIUM' : 'LOW';
}

const remarksOf = (outcome: FitOutcome<unknown>): readonly Warning[] => (outcome.kind === 'fitted' ? outcome.warnings : []);

/**
 * Two models of the same features have the same remarks, which are told once.
 *
 * @param glue of models that differ: their remarks on one feature are one, joined by it
 */
function oneASubject(warnings: readonly Warning[], glue: string | null = null): Warning[] {
  const known = new Map<string, Warning>();
  for (const warning of warnings) {
    const key = `${warning.code} ${warning.subject}`;
    const told = known.get(key);
    if (told === undefined) known.set(key, warning);
    else if (glue !== null) known.set(key, { ...told, detail: `${told.detail}${glue}${warning.detail}` });
  }
  return [...known.values()];
}
