/** What an analysis of drivers may be asked for, and what is checked before it is stored. */
import type { Prisma, Question } from '../../prisma/generated/client/client.ts';
import { builder } from '../builder.ts';
import { badUserInput, notFound } from '../errors.ts';
import type { CheckedAnalysis } from './checkedAnalysis.ts';
import { checkFeatures, JoinedFeatureInput } from './joinedFeature.ts';
import type { DriverParameters, Population } from './storedRun.ts';

/** Exact importance fits every subset of the drivers: beyond this it takes too long. */
const maxDrivers = 22;
const numericKinds = ['NPS', 'CSAT', 'CES', 'RATING', 'NUMBER'];
export const DriversInput = builder.inputType('DriversInput', {
  description: 'What an analysis of drivers asks for.',
  fields: (t) => ({
    outcome: t.string({ required: true, description: 'Key of the question to be explained.' }),
    drivers: t.stringList({
      required: true,
      description: `Keys of the questions that may explain it. With the features, 1 to ${maxDrivers}.`,
    }),
    features: t.field({
      type: [JoinedFeatureInput],
      description: 'What customers did before the answer that may explain it. Default: nothing.',
    }),
    confidenceLevel: t.float({ defaultValue: 0.95, description: 'Of every interval, between 0.5 and 1.' }),
  }),
});
const AnsweredInput = builder.inputType('AnsweredInput', {
  description: 'Only responses that answered this question, within these bounds.',
  fields: (t) => ({
    question: t.string({ required: true, description: 'Key of the question.' }),
    min: t.float({ description: 'Lowest answer that counts.' }),
    max: t.float({ description: 'Highest answer that counts.' }),
  }),
});
export const PopulationInput = builder.inputType('PopulationInput', {
  description: 'Which responses take part. Default: all.',
  fields: (t) => ({
    answered: t.field({ type: [AnsweredInput], description: 'All of these hold.' }),
    respondedFrom: t.field({ type: 'DateTime', description: 'Answers from here on.' }),
    respondedUntil: t.field({ type: 'DateTime', description: 'Answers before here.' }),
  }),
});
interface DriversAsked {
  readonly survey?: string | null | undefined;
  readonly drivers?: typeof DriversInput.$inferInput | null | undefined;
  readonly population?: typeof PopulationInput.$inferInput | null | undefined;
}

export async function checkDriversAnalysis(
  input: DriversAsked,
  tx: Prisma.TransactionClient,
  workspaceId: number,
): Promise<CheckedAnalysis> {
  if (input.survey == null) throw badUserInput('input.survey', 'an analysis of drivers is about a survey: give its key');
  if (!input.drivers) throw badUserInput('input.drivers', 'this is missing: what to explain by what');
  const survey = await tx.survey.findFirst({ where: { workspaceId, key: input.survey }, include: { questions: true } });
  if (!survey) throw notFound('input.survey', 'survey');
  const codebook = new Map(survey.questions.map((question) => [question.key, question]));
  return {
    surveyId: survey.id,
    parameters: checkDrivers(input.drivers, codebook),
    population: checkPopulation(input.population ?? {}, codebook),
  };
}

function checkDrivers(
  { outcome, drivers, features, confidenceLevel }: typeof DriversInput.$inferInput,
  codebook: ReadonlyMap<string, Question>,
): DriverParameters {
  requireNumeric('input.drivers.outcome', outcome, codebook);
  const named = drivers.length + (features?.length ?? 0);
  if (named < 1 || named > maxDrivers) {
    const argument = drivers.length < 1 || drivers.length > maxDrivers ? 'drivers' : 'features';
    throw badUserInput(`input.drivers.${argument}`, `${named} drivers are named, 1 to ${maxDrivers} are possible`);
  }
  for (const [index, driver] of drivers.entries()) {
    const argument = `input.drivers.drivers.${index}`;
    requireNumeric(argument, driver, codebook);
    if (driver === outcome) throw badUserInput(argument, `${driver} is the outcome`);
    if (drivers.indexOf(driver) !== index) throw badUserInput(argument, `${driver} is there twice`);
  }
  const level = confidenceLevel ?? 0.95;
  if (!(level > 0.5 && level < 1)) throw badUserInput('input.drivers.confidenceLevel', 'this is not between 0.5 and 1');
  return { outcome, drivers: [...drivers], confidenceLevel: level, features: checkFeatures(features ?? [], [outcome, ...drivers]) };
}

function checkPopulation(input: Partial<typeof PopulationInput.$inferInput>, codebook: ReadonlyMap<string, Question>): Population {
  const answered = (input.answered ?? []).map(({ question, min, max }, index) => {
    requireNumeric(`input.population.answered.${index}.question`, question, codebook);
    if (min != null && max != null && min > max) throw badUserInput(`input.population.answered.${index}.max`, 'this is below min');
    return { question, min: min ?? null, max: max ?? null };
  });
  const { respondedFrom, respondedUntil } = input;
  if (respondedFrom && respondedUntil && respondedFrom >= respondedUntil) {
    throw badUserInput('input.population.respondedUntil', 'this is not after respondedFrom');
  }
  return { answered, respondedFrom: respondedFrom?.toISOString() ?? null, respondedUntil: respondedUntil?.toISOString() ?? null };
}

function requireNumeric(argument: string, key: string, codebook: ReadonlyMap<string, Question>): void {
  const question = codebook.get(key);
  if (!question) throw badUserInput(argument, `the survey has no question ${JSON.stringify(key)}`);
  if (!numericKinds.includes(question.kind)) throw badUserInput(argument, `${key} is of kind ${question.kind}, which is not a number`);
}
