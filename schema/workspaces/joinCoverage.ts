import { builder, type SchemaTypes } from '../builder.ts';
import { Survey } from '../feedback/survey.ts';
import { type CoverageCounts, type SurveyCoverage, selectJoinCoverage } from './joinCoverage.sql.ts';

const counts = <Counts extends CoverageCounts>(t: PothosSchemaTypes.ObjectFieldBuilder<SchemaTypes, Counts>) => ({
  responses: t.int({ description: 'How many responses there are.', resolve: (row) => row.responses }),
  withCustomer: t.int({ description: 'How many of them are of a known customer.', resolve: (row) => row.withCustomer }),
  withOrder: t.int({ description: 'How many of them are of a customer with an order.', resolve: (row) => row.withOrder }),
  withTicket: t.int({ description: 'How many of them are of a customer with a ticket.', resolve: (row) => row.withTicket }),
  withVisit: t.int({ description: 'How many of them are of a customer with a visit.', resolve: (row) => row.withVisit }),
});

const SurveyJoinCoverage = builder.objectRef<SurveyCoverage>('SurveyJoinCoverage').implement({
  description: 'How much of what was answered to one survey meets what customers did.',
  fields: (t) => ({
    survey: t.field({
      type: Survey,
      description: 'The survey.',
      resolve: async ({ surveyId }, _args, { loaders }) => {
        const survey = await loaders.survey.load(surveyId);
        if (!survey) throw new Error(`survey ${surveyId} is gone from its own snapshot`);
        return survey;
      },
    }),
    ...counts(t),
  }),
});

const JoinCoverage = builder.objectRef<CoverageCounts & { readonly surveys: SurveyCoverage[] }>('JoinCoverage').implement({
  description: 'How much of what customers say meets what they do: only responses that do can be explained by it.',
  fields: (t) => ({
    ...counts(t),
    surveys: t.expose('surveys', { type: [SurveyJoinCoverage], description: 'The same by survey, by key.' }),
  }),
});

const sum = (rows: readonly SurveyCoverage[], of: keyof CoverageCounts) => rows.reduce((total, row) => total + row[of], 0);

builder.queryField('joinCoverage', (t) =>
  t.field({
    type: JoinCoverage,
    description: 'How much of what customers say meets what they do.',
    complexity: 100, // it reads the identities of all responses, orders, tickets and visits
    resolve: async (_root, _args, { snapshot, workspaceId }) => {
      const surveys = await snapshot.read((sql) => selectJoinCoverage(sql, workspaceId));
      return {
        responses: sum(surveys, 'responses'),
        withCustomer: sum(surveys, 'withCustomer'),
        withOrder: sum(surveys, 'withOrder'),
        withTicket: sum(surveys, 'withTicket'),
        withVisit: sum(surveys, 'withVisit'),
        surveys,
      };
    },
  }),
);
