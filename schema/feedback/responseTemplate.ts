import type { GraphQLResolveInfo } from 'graphql';
import { KeptStatements, type StatementTemplate } from '../written/keptStatements.ts';
import { type Cell, type RowShape, rowTemplate } from '../written/rowTemplate.ts';

const columns = new Set(['externalId', 'respondedAt', 'invitedAt', 'channel', 'touchpoint', 'brand', 'sampleSource', 'samplingWeight']);

/** What answers are made of, as AnswerWriter takes it. */
export const answerCells = [
  { property: 'surveyId', as: 'PLAIN', isRequired: true },
  { property: 'values', as: 'PLAIN', isRequired: true },
  { property: 'answers', as: 'PLAIN', isRequired: false },
] as const satisfies readonly Cell[];

const shape: RowShape = {
  time: 'respondedAt',
  property: (field) => (columns.has(field) ? field : null),
  lists: {
    answers: {
      cells: answerCells,
      fields: {
        Answer: new Set(['value', 'text', 'notApplicable']),
        Question: new Set(['id', 'position', 'key', 'label', 'kind', 'scaleMin', 'scaleMax', 'role', 'force', 'weight']),
      },
    },
  },
};

const statements = new KeptStatements();

/** How the responses of the list that `info` resolves can be written; null when they cannot. */
export function responseTemplate(info: GraphQLResolveInfo): StatementTemplate | null {
  const template = rowTemplate(info, shape);
  return template && statements.of(template);
}
