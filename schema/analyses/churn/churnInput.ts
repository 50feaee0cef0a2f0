/** What an analysis of churn may be asked for, and what is checked before it is stored. */
import type { Prisma } from '../../../prisma/generated/client/client.ts';
import { builder } from '../../builder.ts';
import { badUserInput, notFound } from '../../errors.ts';
import type { CheckedAnalysis } from '../checkedAnalysis.ts';
import { ChurnGrouping, ChurnKind, ChurnReasons, CohortPeriod, SilenceDating } from './churnParameters.ts';
import { checkHazardFeatures, HazardFeatureInput } from './hazardFeature.ts';
import { type ChurnParametersRow, churnParameters, type StartGroup } from './storedChurn.ts';

const maxGroups = 10;
const maxLandmarks = 6;
const maxDays = { silenceDays: 1825, horizonDays: 1825, restrictedMeanDays: 3650, landmarkDays: 3650 };

const ChurnGroupInput = builder.inputType('ChurnGroupInput', {
  description: 'What customers are compared by: a set of curves and a test, and of what is known at the start a set of cohorts, too.',
  fields: (t) => ({
    by: t.field({ type: ChurnGrouping, required: true, description: 'Its kind.' }),
    trait: t.string({ description: 'Key of the trait. For TRAIT.' }),
    landmarkDays: t.int({ description: 'Days after the start from which on they are compared. For NPS_BAND, which needs it.' }),
  }),
});

export const ChurnInput = builder.inputType('ChurnInput', {
  description: 'What an analysis of churn asks for. Everything has a default that works on a first try.',
  fields: (t) => ({
    kind: t.field({ type: ChurnKind, description: 'Default: CONTRACTUAL where there are subscriptions, else SILENT.' }),
    silenceDays: t.int({ description: 'N of silent churn. Default: within which 95 % of the gaps between activities ended.' }),
    datedAt: t.field({ type: SilenceDating, description: 'The day of a silent loss. Default: LAST_ACTIVITY.' }),
    visitsCount: t.boolean({ description: 'Whether a visit is an activity, as an order is. Default: no.' }),
    reasons: t.field({ type: ChurnReasons, description: 'What tells reasons apart. Default: CANCEL_KIND.' }),
    cohortPeriod: t.field({ type: CohortPeriod, description: 'Period of the start. Default: MONTH.' }),
    groups: t.field({
      type: [ChurnGroupInput],
      description: 'Default: plan, where there are subscriptions, channel, and NPS bands from 180 days after the start.',
    }),
    npsSurvey: t.string({ description: 'Key of the survey with the scores. Default: the first relational one with an NPS question.' }),
    restrictedMeanDays: t.int({ description: 'Horizon of the restricted mean, in days. Default: 730.' }),
    horizonDays: t.int({ description: 'Horizon of the churn risk, in days. Default: 90.' }),
    hazardFeatures: t.field({
      type: [HazardFeatureInput],
      description:
        'What may explain when customers leave. Default: score, complaints and other tickets of 90 days, plan, billing, channel.',
    }),
    confidenceLevel: t.float({ description: 'Of every interval, between 0.5 and 1. Default: 0.95.' }),
  }),
});
type ChurnAsked = typeof ChurnInput.$inferInput;

export async function checkChurnAnalysis(
  { churn }: { readonly churn?: ChurnAsked | null | undefined },
  tx: Prisma.TransactionClient,
  workspaceId: number,
): Promise<CheckedAnalysis> {
  const asked = churn ?? {};
  checkKind(asked);
  checkDays(asked);
  const level = asked.confidenceLevel ?? 0.95;
  if (!(level > 0.5 && level < 1)) throw badUserInput('input.churn.confidenceLevel', 'this is not between 0.5 and 1');
  const groups = checkGroups(asked);
  await checkTraits('groups', groups.start ?? [], tx, workspaceId);
  const hazardFeatures = checkHazardFeatures(asked);
  await checkTraits('hazardFeatures', hazardFeatures ?? [], tx, workspaceId);
  if (asked.npsSurvey != null) await checkSurvey(asked.npsSurvey, tx, workspaceId);
  const parameters: ChurnParametersRow = churnParameters.parse({
    kind: asked.kind ?? null,
    silenceDays: asked.silenceDays ?? null,
    datedAt: asked.datedAt ?? undefined,
    visitsCount: asked.visitsCount ?? undefined,
    causeColumn: asked.reasons ?? undefined,
    cohortPeriod: asked.cohortPeriod ?? undefined,
    groups: groups.start,
    npsLandmarkDays: groups.landmarks,
    npsSurvey: asked.npsSurvey ?? null,
    restrictedMeanDays: asked.restrictedMeanDays ?? undefined,
    horizonDays: asked.horizonDays ?? undefined,
    hazardFeatures,
    confidenceLevel: level,
  });
  return { surveyId: null, parameters, population: {} };
}

function checkKind({ kind, groups, reasons, ...asked }: ChurnAsked): void {
  if (kind === 'CONTRACTUAL') {
    for (const field of ['silenceDays', 'datedAt', 'visitsCount'] as const) {
      if (asked[field] != null) throw badUserInput(`input.churn.${field}`, 'this is of silent churn: leave it out');
    }
  }
  if (kind !== 'SILENT') return;
  if (reasons != null) throw badUserInput('input.churn.reasons', 'silence has no reason: leave it out');
  for (const [index, { by }] of (groups ?? []).entries()) {
    if (by === 'PLAN' || by === 'BILLING_INTERVAL')
      throw badUserInput(`input.churn.groups.${index}.by`, `${by} is of subscriptions, which silent churn does not look at`);
  }
}

function checkDays(asked: ChurnAsked): void {
  for (const field of ['silenceDays', 'horizonDays', 'restrictedMeanDays'] as const) {
    const days = asked[field];
    if (days != null && !(days >= 1 && days <= maxDays[field]))
      throw badUserInput(`input.churn.${field}`, `this is not between 1 and ${maxDays[field]} days`);
  }
}

/** What was known at the start, and the landmarks of what was not. */
function checkGroups({ groups }: ChurnAsked): { start: StartGroup[] | null; landmarks: number[] | undefined } {
  if (groups == null) return { start: null, landmarks: undefined };
  const start: StartGroup[] = [];
  const landmarks: number[] = [];
  for (const [index, { by, trait, landmarkDays }] of groups.entries()) {
    const argument = `input.churn.groups.${index}`;
    if ((by === 'TRAIT') !== (trait != null)) throw badUserInput(`${argument}.trait`, 'TRAIT, and nothing else, names a trait');
    if (by !== 'NPS_BAND') {
      if (landmarkDays != null) throw badUserInput(`${argument}.landmarkDays`, `${by} is known at the start: leave it out`);
      if (start.some((other) => other.by === by && other.trait === (trait ?? null))) throw badUserInput(argument, 'this is there twice');
      start.push({ by, trait: trait ?? null });
      continue;
    }
    if (landmarkDays == null) throw badUserInput(`${argument}.landmarkDays`, bandWithoutLandmark);
    if (!(landmarkDays >= 1 && landmarkDays <= maxDays.landmarkDays))
      throw badUserInput(`${argument}.landmarkDays`, `this is not between 1 and ${maxDays.landmarkDays} days`);
    if (landmarks.includes(landmarkDays)) throw badUserInput(argument, 'this is there twice');
    landmarks.push(landmarkDays);
  }
  if (start.length > maxGroups) throw badUserInput('input.churn.groups', `${start.length} are named, at most ${maxGroups} are possible`);
  if (landmarks.length > maxLandmarks)
    throw badUserInput('input.churn.groups', `${landmarks.length} landmarks are named, at most ${maxLandmarks} are possible`);
  return { start, landmarks };
}

const bandWithoutLandmark =
  'a score is known only after the start: grouped by it back to the start, who lived long enough to answer would seem to stay for that. ' +
  'Give landmarkDays: customers still there so many days after their start are compared from then on, by the last score known then';

/** Levels of a personal trait would be shown with the results. */
async function checkTraits(
  field: 'groups' | 'hazardFeatures',
  named: readonly { readonly trait: string | null }[],
  tx: Prisma.TransactionClient,
  workspaceId: number,
): Promise<void> {
  for (const { trait } of named) {
    if (trait === null) continue;
    const known = await tx.customerTrait.findFirst({ where: { workspaceId, key: trait, isPersonal: false }, select: { key: true } });
    if (!known) throw badUserInput(`input.churn.${field}`, `no customer has a trait ${JSON.stringify(trait)} that is not personal`);
  }
}

async function checkSurvey(key: string, tx: Prisma.TransactionClient, workspaceId: number): Promise<void> {
  const survey = await tx.survey.findFirst({ where: { workspaceId, key }, include: { questions: { where: { kind: 'NPS' } } } });
  if (!survey) throw notFound('input.churn.npsSurvey', 'survey');
  if (survey.questions.length === 0) throw badUserInput('input.churn.npsSurvey', 'it has no question of kind NPS');
  if (survey.kind === 'EXIT') throw badUserInput('input.churn.npsSurvey', 'an exit survey is asked of those who leave');
}
