import type { Transaction } from '../../../prisma/sql.ts';
import type { EpisodeSource } from '../../data/churn/episodeSource.ts';
import { type ChurnSetting, countSubscriptions, readChurnSetting, readEpisodeSource } from '../../data/churn/readEpisodeSource.ts';
import { readSilenceGaps } from '../../data/churn/readSilenceGaps.ts';
import { type ChurnParameters, churnParameters } from '../../data/churnParameters.ts';
import { millisecondsPerDay } from '../../data/days.ts';
import { type HazardSource, readHazardSource } from '../../data/hazard/hazardSource.ts';
import { plannedHazardRows } from '../../data/hazard/readHazardFacts.ts';
import type { Domain } from '../../data/readDataVersions.ts';
import type { RunRequest } from '../../data/readRunRequest.ts';
import { ModelInputError, type Warning } from '../../stats/outcome.ts';
import { type SilenceOption, silenceOption, silenceOptions } from '../../stats/survival/churn/silenceOptions.ts';

/** Of the gaps that ended with a return; N is the second, the others stand beside it. */
const silenceQuantiles = [0.9, 0.95, 0.975, 0.99];
const suggestedQuantile = 0.95;

/** When other facts go on for so long after the last activity, activities are missing rather than business slow. */
const missingDays = 30;

/** What a churn run is to compute, with all that the data decide before episodes are read. */
export interface ChurnRun {
  readonly parameters: ChurnParameters;
  /** Null: there is nothing to read, `refusal` says why. */
  readonly source: EpisodeSource | null;
  readonly refusal: string | null;
  /** Latest fact up to the source's as-of: whatever is read, nobody is censored later. */
  readonly dataThrough: Date | null;
  /** Of what there is to be read. */
  readonly warnings: readonly Warning[];
  readonly silence: ChosenSilence | null;
  /** What explains churn, and foretells it. */
  readonly hazards: HazardSource | null;
  /** Subscriptions, or activities as far as they are apart. */
  readonly episodeRows: number;
  /** About how many rows will be read: these, and those of the features. */
  readonly facts: number;
}

export interface ChosenSilence {
  /** The one in force among them. */
  readonly chosen: SilenceOption;
  readonly options: readonly SilenceOption[];
  readonly isSuggested: boolean;
  /** Activities, as far as they are apart. */
  readonly facts: number;
}

/** @throws ModelInputError OUT_OF_RANGE for parameters that no graph would have stored */
export async function prepareChurn(tx: Transaction, { workspaceId, parameters: stored, asOf }: RunRequest): Promise<ChurnRun> {
  const parsed = churnParameters.safeParse(stored);
  if (!parsed.success) throw new ModelInputError('OUT_OF_RANGE', `parameters ${parsed.error.issues[0]?.path.join('.')} cannot be read`);
  const parameters = parsed.data;
  const setting = await readChurnSetting(tx, workspaceId, parameters, asOf);
  const nothing = { parameters, source: null, dataThrough: null, silence: null, hazards: null, episodeRows: 0, facts: 0, warnings: [] };
  if (setting.asOf === null) {
    const missing = parameters.kind === 'SILENT' && !parameters.visitsCount ? 'no order' : 'neither a subscription nor an activity';
    return { ...nothing, refusal: `there is ${missing}` };
  }
  const subscriptions = setting.kind === 'CONTRACTUAL' ? await countSubscriptions(tx, workspaceId) : 0;
  if (setting.kind === 'CONTRACTUAL' && subscriptions === 0)
    return { ...nothing, refusal: 'there is no subscription to end: an analysis of kind SILENT goes by orders' };
  const known = { kind: setting.kind, asOf: setting.asOf };
  const silence = setting.kind === 'SILENT' ? await chooseSilence(tx, workspaceId, parameters, setting.asOf) : null;
  if (setting.kind === 'SILENT' && silence === null)
    return { ...nothing, refusal: 'nobody ever came back, so the gaps suggest no N: give silenceDays' };
  const source = await readEpisodeSource(tx, workspaceId, parameters, known, silence?.chosen.days ?? 0);
  const hazards = await readHazardSource(tx, workspaceId, { features: parameters.hazardFeatures, npsSurvey: parameters.npsSurvey }, source);
  const episodeRows = silence?.facts ?? subscriptions;
  const facts = episodeRows + (await plannedHazardRows(tx, workspaceId, hazards, source));
  const warnings = missingActivities(setting, parameters);
  return { parameters, source, silence, hazards, episodeRows, facts, refusal: null, dataThrough: setting.dataThrough, warnings };
}

function missingActivities({ asOf, othersUntil }: ChurnSetting, { visitsCount }: ChurnParameters): Warning[] {
  if (asOf === null || othersUntil === null || othersUntil.getTime() - asOf.getTime() <= missingDays * millisecondsPerDay) return [];
  const what = visitsCount ? 'order or visit' : 'order';
  const [last, further] = [asOf, othersUntil].map((moment) => moment.toISOString().slice(0, 10));
  const detail = `the last ${what} is of ${last}, other facts go on to ${further}: the run is as of the former, load the ${what}s since`;
  return [{ code: 'INCOMPLETE_PERIOD', subject: `${what}s`, detail }];
}

/** What the run reads, or would read if it were there, as the scores of a first survey: only a change of these makes its result stale. */
export function domainsOf({ parameters, hazards }: Pick<ChurnRun, 'parameters' | 'hazards'>): Domain[] {
  const readsWeb = parameters.visitsCount || hazards?.features.some(({ feature }) => feature === 'VISITS');
  return ['customers', 'crm', 'feedback', ...(readsWeb ? ['web' as const] : [])];
}

async function chooseSilence(
  tx: Transaction,
  workspaceId: number,
  { silenceDays, visitsCount }: ChurnParameters,
  asOf: Date,
): Promise<ChosenSilence | null> {
  const gaps = await readSilenceGaps(tx, workspaceId, asOf, visitsCount);
  const candidates = silenceOptions(gaps, silenceQuantiles);
  const facts = gaps.returned.reduce((sum, count, row) => sum + count + (gaps.open[row] ?? 0), 0);
  if (silenceDays !== null) {
    const chosen = silenceOption(gaps, silenceDays);
    return { chosen, options: [chosen, ...candidates], isSuggested: false, facts };
  }
  const chosen = candidates.find(({ quantile }) => quantile === suggestedQuantile);
  return chosen ? { chosen, options: candidates, isSuggested: true, facts } : null;
}
