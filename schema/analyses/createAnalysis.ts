import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Analysis as AnalysisRow, Question } from '../../prisma/generated/client/client.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { badUserInput, conflict, notFound } from '../errors.ts';
import { onceMoreIfTaken } from '../onceMoreIfTaken.ts';
import { Analysis, AnalysisKind } from './analysis.ts';
import { checkFeatures, JoinedFeatureInput } from './joinedFeature.ts';
import { type DriverParameters, driverParameters, type Population, population } from './storedRun.ts';

/** Exact importance fits every subset of the drivers: beyond this it takes too long. */
const maxDrivers = 22;
const numericKinds = ['NPS', 'CSAT', 'CES', 'RATING', 'NUMBER'];
const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower-case letters, digits and - only, at most 63, the first a letter or digit');

const DriversInput = builder.inputType('DriversInput', {
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
const PopulationInput = builder.inputType('PopulationInput', {
  description: 'Which responses take part. Default: all.',
  fields: (t) => ({
    answered: t.field({ type: [AnsweredInput], description: 'All of these hold.' }),
    respondedFrom: t.field({ type: 'DateTime', description: 'Answers from here on.' }),
    respondedUntil: t.field({ type: 'DateTime', description: 'Answers before here.' }),
  }),
});
const AnalysisInput = builder.inputType('AnalysisInput', {
  description: 'A question to the data.',
  fields: (t) => ({
    name: t.string({ required: true, validate: name, description: 'Its name in commands.' }),
    kind: t.field({ type: AnalysisKind, required: true, description: 'Which question.' }),
    survey: t.string({ required: true, description: 'Key of the survey.' }),
    drivers: t.field({ type: DriversInput, required: true, description: 'What to explain by what.' }),
    population: t.field({ type: PopulationInput, description: 'Which responses take part. Default: all.' }),
  }),
});
type AnalysisInputShape = typeof AnalysisInput.$inferInput;

async function createAnalysis(input: AnalysisInputShape, { workspaceId, inTransaction }: Context): Promise<AnalysisRow> {
  return inTransaction(async (tx) => {
    const survey = await tx.survey.findFirst({ where: { workspaceId, key: input.survey }, include: { questions: true } });
    if (!survey) throw notFound('input.survey', 'survey');
    const codebook = new Map(survey.questions.map((question) => [question.key, question]));
    const asked = {
      kind: input.kind,
      surveyId: survey.id,
      parameters: checkDrivers(input.drivers, codebook),
      population: checkPopulation(input.population ?? {}, codebook),
    };
    const stored = await tx.analysis.findFirst({ where: { workspaceId, name: input.name } });
    if (!stored) return tx.analysis.create({ data: { workspaceId, name: input.name, ...asked } });
    const same = { ...asked, parameters: driverParameters.parse(stored.parameters), population: population.parse(stored.population) };
    const field = stored.surveyId !== survey.id ? 'survey' : isDeepStrictEqual(same, asked) ? null : differs(same, asked);
    if (field === null) return stored;
    throw conflict(`analysis ${input.name} exists with another ${field}: an analysis never changes, choose another name`, { field });
  });
}

function differs(stored: { parameters: DriverParameters }, asked: { parameters: DriverParameters }): string {
  return isDeepStrictEqual(stored.parameters, asked.parameters) ? 'population' : 'drivers';
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

builder.mutationField('createAnalysis', (t) =>
  t.field({
    type: Analysis,
    description: 'Creates an analysis. Sent again, it returns the same one; the same name for another question is a CONFLICT.',
    authScopes: { compute: true },
    args: { input: t.arg({ type: AnalysisInput, required: true, description: 'The analysis.' }) },
    resolve: (_root, { input }, context) => onceMoreIfTaken(() => createAnalysis(input, context)),
  }),
);
