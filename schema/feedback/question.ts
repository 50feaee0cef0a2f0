import { builder, idDescription } from '../builder.ts';

export const questionKinds = ['NPS', 'CSAT', 'CES', 'RATING', 'NUMBER', 'CHOICE', 'MULTI', 'TEXT'] as const;
export const questionRoles = ['OUTCOME', 'DRIVER', 'OTHER'] as const;

export const QuestionKind = builder.enumType('QuestionKind', {
  description: 'What a question asks for.',
  values: {
    NPS: { description: 'Would you recommend us, 0 to 10.' },
    CSAT: { description: 'How satisfied are you.' },
    CES: { description: 'How easy was it.' },
    RATING: { description: 'A rating of one aspect.' },
    NUMBER: { description: 'Any other number.' },
    CHOICE: { description: 'One of several texts.' },
    MULTI: { description: 'Several of several texts.' },
    TEXT: { description: 'Free text; shown to keys with the scope pii only.' },
  },
});

export const QuestionRole = builder.enumType('QuestionRole', {
  description: 'What a question is for in an analysis of drivers.',
  values: {
    OUTCOME: { description: 'What is to be explained.' },
    DRIVER: { description: 'What may explain it.' },
    OTHER: { description: 'Neither.' },
  },
});

export const Question = builder.prismaNode('Question', {
  description: 'One line of a codebook.',
  id: { resolve: (question) => String(question.id), description: idDescription },
  findUnique: (id, { workspaceId }) => ({ workspaceId_id: { workspaceId, id: BigInt(id) } }),
  fields: (t) => ({
    position: t.exposeInt('position', { description: 'Place in the codebook, from 1. Positions never change.' }),
    key: t.exposeString('key', { description: 'Its name in files and analyses.' }),
    label: t.exposeString('label', { description: 'What was asked.' }),
    kind: t.field({
      type: QuestionKind,
      description: 'What it asks for.',
      resolve: (question) => question.kind as (typeof questionKinds)[number],
    }),
    scaleMin: t.exposeFloat('scaleMin', { nullable: true, description: 'Lowest answer. Null without a scale.' }),
    scaleMax: t.exposeFloat('scaleMax', { nullable: true, description: 'Highest answer. Null without a scale.' }),
    notApplicableCodes: t.exposeFloatList('notApplicableCodes', {
      description: 'Stored answers that mean "does not apply": never a score.',
    }),
    blankCodes: t.exposeStringList('blankCodes', { description: 'Texts in files that mean no answer.' }),
    role: t.field({
      type: QuestionRole,
      description: 'What it is for.',
      resolve: (question) => question.role as (typeof questionRoles)[number],
    }),
    force: t.exposeString('force', { nullable: true, description: 'The force of customer experience that it measures.' }),
    weight: t.exposeFloat('weight', { nullable: true, description: 'Its weight in the customer satisfaction index.' }),
  }),
});
