import type { Transaction } from '../../../prisma/sql.ts';
import { ModelInputError } from '../../stats/outcome.ts';
import { type EpisodeSource, groupKey, type SourceGroup } from '../churn/episodeSource.ts';
import { readLevels } from '../churn/readEpisodeSource.ts';
import { otherLevel, unknownLevel } from '../churnEpisodes.ts';
import { momentOfDays } from '../days.ts';
import { defaultHazardFeatures, type HazardFeature, whyBarred } from './hazardParameters.ts';

/** What explains churn in a run, everything decided: from it alone the same facts are read again. */
export interface HazardSource {
  /** Of the table of hazard ratios. */
  readonly features: readonly HazardFeature[];
  /** Of the risk model: these, and the ratings where there are some. */
  readonly riskFeatures: readonly HazardFeature[];
  /** Null: there is no survey with an NPS question. */
  readonly survey: SurveySource | null;
  /** Levels of plan and billing interval, of channel and traits. */
  readonly groups: readonly SourceGroup[];
}

export interface SurveySource {
  readonly surveyId: bigint;
  readonly key: string;
  /** index: place in response.values, from 0; codes: not applicable */
  readonly score: { readonly index: number; readonly codes: readonly number[] };
  /** Questions of role DRIVER that have a scale. */
  readonly ratings: readonly { readonly index: number; readonly codes: readonly number[]; readonly min: number; readonly max: number }[];
}

export interface HazardRequest {
  readonly features: readonly HazardFeature[] | null;
  /** Key of the survey with the scores; null: the first relational one. */
  readonly npsSurvey: string | null;
}

/** @throws ModelInputError OUT_OF_RANGE where a feature is part of the definition of churn, or its survey is not there */
export async function readHazardSource(
  tx: Transaction,
  workspaceId: number,
  { features: asked, npsSurvey }: HazardRequest,
  { kind, visitsCount, asOf }: Pick<EpisodeSource, 'kind' | 'visitsCount' | 'asOf'>,
): Promise<HazardSource> {
  for (const feature of asked ?? []) {
    const reason = whyBarred(feature, kind, visitsCount);
    if (reason !== null) throw new ModelInputError('OUT_OF_RANGE', `hazardFeatures has ${reason}`);
  }
  const survey = await readSurvey(tx, workspaceId, npsSurvey);
  const isPossible = ({ feature }: HazardFeature): boolean =>
    feature === 'NPS_BAND' ? survey !== null : feature !== 'RATING_MEAN' || (survey !== null && survey.ratings.length > 0);
  const chosen = (asked ?? defaultHazardFeatures(kind)).filter((feature) => asked !== null || isPossible(feature));
  const missing = chosen.find((feature) => !isPossible(feature));
  if (missing) throw new ModelInputError('OUT_OF_RANGE', `hazardFeatures has ${missing.feature}, but no survey has such questions`);
  const ratings: HazardFeature = { feature: 'RATING_MEAN', windowDays: null, trait: null };
  const addsRatings = isPossible(ratings) && !chosen.some(({ feature }) => feature === 'RATING_MEAN');
  const groups: SourceGroup[] = [];
  for (const { feature, trait } of chosen) {
    const by =
      feature === 'PLAN' || feature === 'BILLING_INTERVAL' || feature === 'ACQUISITION_CHANNEL' || feature === 'TRAIT' ? feature : null;
    if (by === null) continue;
    const levels = await readLevels(tx, workspaceId, { by, trait }, momentOfDays(asOf));
    groups.push({ by, trait, key: groupKey({ by, trait }), levels: [...levels, otherLevel, unknownLevel] });
  }
  return { features: chosen, riskFeatures: addsRatings ? [...chosen, ratings] : chosen, survey, groups };
}

/** The survey with the scores, and its ratings. What is asked of those who leave is no score of those who are there. */
async function readSurvey(tx: Transaction, workspaceId: number, key: string | null): Promise<SurveySource | null> {
  const questions = await tx<
    { surveyId: bigint; key: string; kind: string; role: string; index: number; codes: number[]; min: number | null; max: number | null }[]
  >`
    with chosen as (
      select s.id, s.key, q.position
        from survey s join question q on q.workspace_id = s.workspace_id and q.survey_id = s.id
       where s.workspace_id = ${workspaceId} and q.kind = 'NPS' and s.kind <> 'EXIT' and (${key}::text is null or s.key = ${key})
       order by s.kind <> 'RELATIONAL', s.id, q.position limit 1)
    select c.id as "surveyId", c.key, case when q.position = c.position then 'SCORE' else q.kind end as kind, q.role,
           q.position - 1 as index, q.not_applicable_codes as codes, q.scale_min as min, q.scale_max as max
      from chosen c join question q on q.workspace_id = ${workspaceId} and q.survey_id = c.id
     order by q.position`;
  const score = questions.find(({ kind }) => kind === 'SCORE');
  if (!score) {
    if (key === null) return null;
    throw new ModelInputError('OUT_OF_RANGE', `npsSurvey has ${key}, a survey with an NPS question, not of kind EXIT, is needed`);
  }
  return {
    surveyId: score.surveyId,
    key: score.key,
    score: { index: score.index, codes: score.codes },
    ratings: questions.flatMap(({ kind, role, index, codes, min, max }) =>
      kind !== 'SCORE' && role === 'DRIVER' && min !== null && max !== null && max > min ? [{ index, codes, min, max }] : [],
    ),
  };
}
