import { builder, idDescription } from '../builder.ts';
import { pageCost } from '../connection.ts';
import { Customer } from '../customers/customer.ts';
import { factArgs, factConnection, factsOfCustomer, listFacts, workspacePageCost } from '../facts/factList.ts';
import { SurveyResponse } from '../feedback/response.ts';
import { Survey } from '../feedback/survey.ts';
import { type InvitationRow, invitationFacts } from './invitation.sql.ts';

const InvitationState = builder.enumType('InvitationState', {
  description: 'How far an invitation got.',
  values: {
    SENT: { description: 'It was sent.' },
    DELIVERED: { description: 'It arrived.' },
    BOUNCED: { description: 'It came back.' },
    OPENED: { description: 'It was opened.' },
    STARTED: { description: 'The first question was answered.' },
    COMPLETED: { description: 'The last question was answered.' },
  },
});

export const Invitation = builder.objectRef<InvitationRow>('Invitation');
builder.node(Invitation, {
  description: 'A customer being asked to answer a survey.',
  id: { resolve: (invitation) => String(invitation.id), description: idDescription },
  loadOne: (id, { loaders }) => loaders.invitations.byId.load(BigInt(id)),
  fields: (t) => ({
    externalId: t.exposeString('externalId', {
      description: 'Its number in the source.',
    }),
    sentAt: t.expose('sentAt', { type: 'DateTime', description: 'When it was sent.' }),
    state: t.expose('state', { type: InvitationState, description: 'How far it got.' }),
    channel: t.exposeString('channel', { nullable: true, description: 'By which way it was sent.' }),
    touchpoint: t.exposeString('touchpoint', { nullable: true, description: 'Which contact it is about.' }),
    surveyKey: t.exposeString('surveyKey', { description: 'Key of the survey.' }),
    survey: t.field({
      type: Survey,
      nullable: true,
      description: 'What they were asked to answer. Null when that survey is not declared.',
      resolve: ({ surveyKey }, _args, { loaders }) => loaders.surveyByKey.load(surveyKey),
    }),
    responseExternalId: t.exposeString('responseExternalId', { nullable: true, description: 'Number of the answer.' }),
    response: t.field({
      type: SurveyResponse,
      nullable: true,
      description: 'The answer. Null when there is none, or when it is not loaded.',
      resolve: async ({ surveyKey, responseExternalId }, _args, { loaders }) => {
        if (responseExternalId === null) return null;
        const id = await loaders.responseId.load({ surveyKey, externalId: responseExternalId });
        return id === null ? null : loaders.response.load(id);
      },
    }),
    customer: t.field({
      type: Customer,
      nullable: true,
      description: 'Who was asked. Null when nobody known.',
      resolve: ({ customerId }, _args, { loaders }) => (customerId === null ? null : loaders.customer.load(customerId)),
    }),
  }),
});

export const InvitationConnection = factConnection(Invitation, { name: 'Invitation', items: 'invitations', item: 'An invitation' });

const invitationArgs = builder.args((t) => ({
  ...factArgs,
  state: t.field({ type: [InvitationState], description: 'Invitations that got exactly this far. Default: all.' }),
}));

builder.objectFields(Customer, (t) => ({
  invitations: t.field({
    type: InvitationConnection,
    description: 'When they were asked to answer, newest first.',
    args: invitationArgs,
    complexity: pageCost,
    ...factsOfCustomer(invitationFacts, ({ invitations }) => invitations, 'state'),
  }),
}));

builder.queryField('invitations', (t) =>
  t.field({
    type: InvitationConnection,
    description: 'All invitations, newest first.',
    args: invitationArgs,
    complexity: workspacePageCost,
    resolve: (_root, args, context, info) =>
      listFacts(context.loaders.invitations, ['workspace', ''], { ...args, kinds: args.state }, context, info),
  }),
);
