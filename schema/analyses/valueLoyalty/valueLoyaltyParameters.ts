import { builder } from '../../builder.ts';
import type { ValueLoyaltyParameters as Row } from './storedValueLoyalty.ts';

export const ValueLoyaltyParameters = builder.objectRef<Row>('ValueLoyaltyParameters').implement({
  description: 'What a segmentation by value and loyalty asks for.',
  fields: (t) => ({
    valueAnalysis: t.exposeString('valueAnalysis', {
      nullable: true,
      description:
        'Name of the CLV analysis whose current run says the value. Null: the one that was created first, else what customers brought in twelve months.',
    }),
    churnAnalysis: t.exposeString('churnAnalysis', {
      nullable: true,
      description:
        'Name of the CHURN analysis whose current run says the risk. Null: the one that was created first, else there is no revenue at risk.',
    }),
    question: t.exposeString('question', {
      nullable: true,
      description: 'Key of the question of kind NPS. Null: the first of the survey.',
    }),
    answerMaxAgeDays: t.exposeInt('answerMaxAgeDays', { description: 'Loyalty is unknown where the last answer is older, in days.' }),
    tiers: t.exposeInt('tiers', { description: 'How many tiers of value.' }),
    marginShare: t.exposeFloat('marginShare', {
      nullable: true,
      description: 'Share of revenue that is margin, where an order does not say its own. Null: as measured over those that do.',
    }),
    confidenceLevel: t.exposeFloat('confidenceLevel', { description: 'Of every interval of the result.' }),
  }),
});
