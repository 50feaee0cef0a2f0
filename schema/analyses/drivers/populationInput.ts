/** Which responses take part in an analysis. */
import type { Question } from '../../../prisma/generated/client/client.ts';
import { builder } from '../../builder.ts';
import { badUserInput } from '../../errors.ts';
import { scaleFault } from '../../scaleFault.ts';
import type { Population } from '../storedRun.ts';
import { requireNumeric } from './requireNumeric.ts';

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

export function checkPopulation(input: Partial<typeof PopulationInput.$inferInput>, codebook: ReadonlyMap<string, Question>): Population {
  const answered = (input.answered ?? []).map(({ question, min, max }, index) => {
    const asked = requireNumeric(`input.population.answered.${index}.question`, question, codebook);
    for (const [bound, value] of Object.entries({ min, max })) {
      const fault = value == null ? null : scaleFault(value, asked);
      if (fault !== null) throw badUserInput(`input.population.answered.${index}.${bound}`, fault);
    }
    if (min != null && max != null && min > max) throw badUserInput(`input.population.answered.${index}.max`, 'this is below min');
    return { question, min: min ?? null, max: max ?? null };
  });
  const { respondedFrom, respondedUntil } = input;
  if (respondedFrom && respondedUntil && respondedFrom >= respondedUntil) {
    throw badUserInput('input.population.respondedUntil', 'this is not after respondedFrom');
  }
  return { answered, respondedFrom: respondedFrom?.toISOString() ?? null, respondedUntil: respondedUntil?.toISOString() ?? null };
}
