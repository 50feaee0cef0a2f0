/** What a segmentation by value and loyalty may be asked for, and what is checked before it is stored. */
import { prismaExecutor } from '../../../prisma/client.ts';
import type { Prisma } from '../../../prisma/generated/client/client.ts';
import { builder } from '../../builder.ts';
import { badUserInput, notFound } from '../../errors.ts';
import type { CheckedAnalysis } from '../checkedAnalysis.ts';
import { presentName, renamedWords } from '../noAnalysis.ts';
import type { ValueLoyaltyParameters } from './storedValueLoyalty.ts';

export const ValueLoyaltyInput = builder.inputType('ValueLoyaltyInput', {
  description: 'What a segmentation by value and loyalty asks for. Everything has a default.',
  fields: (t) => ({
    valueAnalysis: t.string({
      description:
        'Name of the CLV analysis that says the value. Default: the one whose number is called value when it runs (Workspace.scores); with no result of it, what customers brought in twelve months.',
    }),
    churnAnalysis: t.string({
      description:
        'Name of the CHURN analysis that says the risk. Default: the one whose number is called churn when it runs (Workspace.scores); with no result of it, there is no revenue at risk.',
    }),
    question: t.string({ description: 'Key of a question of kind NPS. Default: the first of the survey.' }),
    answerMaxAgeDays: t.int({ description: 'An older answer makes loyalty unknown, 1 to 3650. Default 365.' }),
    tiers: t.int({ description: 'How many tiers of value, 1 to 10. Default 3.' }),
    marginShare: t.float({
      description:
        'Share of revenue that is margin where an order says none, above 0 and at most 1. Default: measured over the orders that do.',
    }),
    confidenceLevel: t.float({ description: 'Of every interval, between 0.5 and 1. Default 0.95.' }),
  }),
});

interface Asked {
  readonly survey?: string | null | undefined;
  readonly valueLoyalty?: typeof ValueLoyaltyInput.$inferInput | null | undefined;
}

export async function checkValueLoyaltyAnalysis(
  { survey: surveyKey, valueLoyalty }: Asked,
  tx: Prisma.TransactionClient,
  workspaceId: number,
): Promise<CheckedAnalysis> {
  const input = valueLoyalty ?? {};
  const parameters: ValueLoyaltyParameters = {
    valueAnalysis: input.valueAnalysis ?? null,
    churnAnalysis: input.churnAnalysis ?? null,
    question: input.question ?? null,
    answerMaxAgeDays: requireBetween('answerMaxAgeDays', input.answerMaxAgeDays ?? 365, 1, 3650),
    tiers: requireBetween('tiers', input.tiers ?? 3, 1, 10),
    marginShare: input.marginShare ?? null,
    confidenceLevel: input.confidenceLevel ?? 0.95,
  };
  const { marginShare, confidenceLevel } = parameters;
  if (marginShare !== null && !(marginShare > 0 && marginShare <= 1)) throw refused('marginShare', 'this is not above 0 and at most 1');
  if (!(confidenceLevel > 0.5 && confidenceLevel < 1)) throw refused('confidenceLevel', 'this is not between 0.5 and 1');
  await requireAnalysis(tx, workspaceId, 'CLV', 'valueAnalysis', parameters.valueAnalysis);
  await requireAnalysis(tx, workspaceId, 'CHURN', 'churnAnalysis', parameters.churnAnalysis);
  const surveyId = surveyKey == null ? null : await findSurvey(tx, workspaceId, surveyKey);
  await requireQuestion(tx, workspaceId, surveyId, parameters.question);
  return { surveyId, parameters, population: {} };
}

const refused = (field: string, message: string) => badUserInput(`input.valueLoyalty.${field}`, message);

function requireBetween(field: string, value: number, least: number, most: number): number {
  if (value < least || value > most) throw refused(field, `this is not between ${least} and ${most}`);
  return value;
}

/** Of one that is named: without a name it is whichever the workspace means when it runs. */
async function requireAnalysis(tx: Prisma.TransactionClient, workspaceId: number, kind: string, field: string, name: string | null) {
  if (name === null || (await tx.analysis.findFirst({ where: { workspaceId, kind, name }, select: { id: true } }))) return;
  const present = await presentName(prismaExecutor(tx), workspaceId, name);
  throw refused(field, present ? renamedWords(name, present) : `there is no analysis ${JSON.stringify(name)} of kind ${kind}`);
}

async function findSurvey(tx: Prisma.TransactionClient, workspaceId: number, key: string): Promise<bigint> {
  const survey = await tx.survey.findFirst({ where: { workspaceId, key }, select: { id: true } });
  if (!survey) throw notFound('input.survey', 'survey');
  return survey.id;
}

async function requireQuestion(tx: Prisma.TransactionClient, workspaceId: number, surveyId: bigint | null, key: string | null) {
  const where = { workspaceId, kind: 'NPS', ...(key !== null && { key }) };
  const survey = surveyId === null ? { survey: { is: { workspaceId, kind: 'RELATIONAL' } } } : { surveyId };
  if (await tx.question.findFirst({ where: { ...where, ...survey }, select: { id: true } })) return;
  if (key !== null) throw refused('question', `there is no question ${JSON.stringify(key)} of kind NPS`);
  const none =
    surveyId === null ? 'no relational survey has a question of kind NPS: name another survey' : 'it has no question of kind NPS';
  throw badUserInput('input.survey', none);
}
