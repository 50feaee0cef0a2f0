import type { Touchpoint as TouchpointRow } from '../../prisma/generated/client/client.ts';
import { ChurnKind } from '../analyses/churn/churnParameters.ts';
import { resultRunIds } from '../analyses/resultRunIds.ts';
import { builder } from '../builder.ts';
import { badUserInput } from '../errors.ts';
import { millisecondsPerDay } from '../isoDay.ts';
import type { AnswerCell, SharedCell } from './measured/answers.sql.ts';
import { selectAnswers } from './measured/answers.sql.ts';
import { type ContactRow, type JourneyRequest, selectContacts } from './measured/contacts.sql.ts';
import { hiddenTouchpoints } from './measured/hiddenTouchpoints.ts';
import { type HoursRow, selectHours } from './measured/hours.sql.ts';
import { hiddenBelow, JourneyEstimate, JourneyHours } from './measured/journeyEstimate.ts';
import {
  type JourneyEstimate as EstimateRow,
  type JourneyHours as HoursEstimate,
  hiddenSteps,
  hoursOf,
  noVolume,
  shareOf,
  type Volume,
  volumesOf,
} from './measured/journeyReport.ts';
import { hiddenScores, JourneyScore, type JourneyScoreRow, scoresOf } from './measured/journeyScore.ts';
import { type ChurnRule, followedDays, readChurnRule } from './measured/losses.sql.ts';
import { selectTouchpoints, Touchpoint } from './touchpoint.ts';

interface StepRow {
  readonly to: TouchpointRow | null;
  readonly share: EstimateRow;
}

interface JourneyTouchpointRow {
  readonly touchpoint: TouchpointRow;
  readonly volume: Volume;
  readonly next: readonly StepRow[];
  readonly churnAfter: EstimateRow;
  readonly firstResponse: HoursEstimate;
  readonly resolution: HoursEstimate;
  readonly scores: readonly JourneyScoreRow[];
}

interface StageRow {
  readonly stage: string;
  readonly touchpoints: readonly TouchpointRow[];
  readonly volume: Volume;
  readonly toStage: string | null;
  readonly conversion: EstimateRow | null;
}

interface JourneyRow extends JourneyRequest {
  readonly unplacedContacts: number | null;
  readonly stages: readonly StageRow[];
  readonly touchpoints: readonly JourneyTouchpointRow[];
}

const JourneyStep = builder.objectRef<StepRow>('JourneyStep').implement({
  description: 'Where customers went from a touchpoint.',
  fields: (t) => ({
    to: t.field({
      type: Touchpoint,
      nullable: true,
      description: 'The next touchpoint. Null: none within the days asked for.',
      resolve: ({ to }) => to,
    }),
    share: t.field({ type: JourneyEstimate, description: 'Share of stays that went there.', resolve: ({ share }) => share }),
  }),
});

const JourneyTouchpoint = builder.objectRef<JourneyTouchpointRow>('JourneyTouchpoint').implement({
  description: 'What happened at one touchpoint, what was said of it, and what followed.',
  fields: (t) => ({
    touchpoint: t.field({ type: Touchpoint, description: 'Which.', resolve: ({ touchpoint }) => touchpoint }),
    contacts: t.float({
      nullable: true,
      description: `Orders, tickets, visits and events of the period placed on it. ${hiddenBelow}`,
      resolve: ({ volume }) => volume.contacts,
    }),
    customers: t.float({
      nullable: true,
      description: `Distinct customers of these; a contact of nobody known counts as one. ${hiddenBelow}`,
      resolve: ({ volume }) => volume.customers,
    }),
    scores: t.field({
      type: [JourneyScore],
      complexity: { field: 1, multiplier: 3 },
      description: 'What customers said of it, question by question: never pooled.',
      resolve: ({ scores }) => [...scores],
    }),
    next: t.field({
      type: [JourneyStep],
      complexity: { field: 1, multiplier: 6 },
      description:
        'Which touchpoint followed, most often first. A stay is contacts of a customer one after the other at one touchpoint; those that could not be followed for all the days are left out.',
      resolve: ({ next }) => [...next],
    }),
    churnAfter: t.field({
      type: JourneyEstimate,
      description:
        'Share of its customers who were lost within `churnDays` after their first contact there, of those who could be: subscribers; by a rule of silence those active within `silenceDays` before it. What followed, not what it caused.',
      resolve: ({ churnAfter }) => churnAfter,
    }),
    firstResponse: t.field({
      type: JourneyHours,
      description: 'Hours to the first response to its tickets.',
      resolve: ({ firstResponse }) => firstResponse,
    }),
    resolution: t.field({
      type: JourneyHours,
      description: 'Hours until its tickets were resolved.',
      resolve: ({ resolution }) => resolution,
    }),
  }),
});

const JourneyStage = builder.objectRef<StageRow>('JourneyStage').implement({
  description: 'A part of the way of customers.',
  fields: (t) => ({
    stage: t.exposeString('stage', { description: 'Its name.' }),
    touchpoints: t.field({ type: [Touchpoint], description: 'What belongs to it.', resolve: ({ touchpoints }) => [...touchpoints] }),
    contacts: t.float({
      nullable: true,
      description: `Contacts of the period in it. ${hiddenBelow}`,
      resolve: ({ volume }) => volume.contacts,
    }),
    toStage: t.exposeString('toStage', { nullable: true, description: 'The stage that follows. Null: it is the last.' }),
    conversion: t.field({
      type: JourneyEstimate,
      nullable: true,
      description:
        'Share of the customers who came to it in the period and then to the stage that follows, within the days asked for. Null: it is the last.',
      resolve: ({ conversion }) => conversion,
    }),
  }),
});

const Journey = builder.objectRef<JourneyRow>('Journey').implement({
  description: 'The way of customers over a period: by stage and touchpoint.',
  fields: (t) => ({
    from: t.expose('from', { type: 'DateTime', description: 'Begin of the period.' }),
    until: t.expose('until', { type: 'DateTime', description: 'Its end, not included.' }),
    withinDays: t.exposeInt('withinDays', { description: 'How long after a contact what follows was looked for.' }),
    churnDays: t.exposeInt('churnDays', {
      description: 'How long after a contact a loss was looked for: what was asked for, or `silenceDays` where these are more.',
    }),
    churnKind: t.field({
      type: ChurnKind,
      description: 'What a loss is: as in the standing churn run of the workspace. Without one, the end of contracts.',
      resolve: ({ churn }) => churn.kind,
    }),
    churnRunId: t.id({
      nullable: true,
      description: 'The run whose rule it is, of the analysis that gives what is called churn (Workspace.scores). Null: there is none.',
      resolve: ({ churn: { run } }) => run && (resultRunIds([run])[0] ?? null),
    }),
    silenceDays: t.int({
      nullable: true,
      description: 'After so many days without activity a customer is lost, by the standing churn run. Null: losses are ends of contracts.',
      resolve: ({ churn }) => (churn.kind === 'SILENT' ? churn.silenceDays : null),
    }),
    unplacedContacts: t.exposeFloat('unplacedContacts', {
      nullable: true,
      description: `Contacts that neither name a touchpoint nor meet a rule: setTouchpointRules. ${hiddenBelow}`,
    }),
    stages: t.field({ type: [JourneyStage], description: 'Stages in their order.', resolve: ({ stages }) => [...stages] }),
    touchpoints: t.field({
      type: [JourneyTouchpoint],
      description: 'Touchpoints in their order.',
      resolve: ({ touchpoints }) => [...touchpoints],
    }),
  }),
});

/** Beyond these a period takes longer to read than a request may. */
const mostDays = 400;

function requestOf(
  workspaceId: number,
  churn: ChurnRule,
  args: { from: Date; until: Date; withinDays?: number | null | undefined; churnDays?: number | null | undefined },
): JourneyRequest {
  const { from, until } = args;
  const [withinDays, churnDays] = [args.withinDays ?? 30, args.churnDays ?? 90];
  if (from >= until) throw badUserInput('until', 'this is not after `from`');
  if (until.getTime() - from.getTime() > mostDays * millisecondsPerDay)
    throw badUserInput('until', `at most ${mostDays} days after \`from\` are possible`);
  for (const [name, days] of Object.entries({ withinDays, churnDays }))
    if (days < 1 || days > 365) throw badUserInput(name, '1 to 365 are possible');
  return { workspaceId, from, until, withinDays, churnDays: followedDays(churn, churnDays), churn };
}

function journeyOf(
  request: JourneyRequest,
  touchpoints: readonly TouchpointRow[],
  contacts: readonly ContactRow[],
  hours: readonly HoursRow[],
  answers: { readonly cells: readonly AnswerCell[]; readonly shared: readonly SharedCell[] },
  npsQuestions: ReadonlySet<string>,
): JourneyRow {
  const rows = (part: ContactRow['part'], id: bigint | null) => contacts.filter((row) => row.part === part && row.touchpointId === id);
  const byId = new Map(touchpoints.map((touchpoint) => [touchpoint.id, touchpoint]));
  const keyOf = (id: bigint) => byId.get(id)?.key ?? '';
  const keptScores = hiddenScores(answers.cells, keyOf);
  const keptHours = new Set([...Map.groupBy(hours, ({ part }) => part).values()].flatMap((parts) => [...hiddenTouchpoints(parts, keyOf)]));
  const stages = stagesOf(touchpoints);
  const stageOf = (id: bigint) => stages.find(({ own }) => own.some((one) => one.id === id))?.id ?? null;
  const volumes = volumesOf(contacts, stageOf, keyOf);
  const at = (touchpoint: TouchpointRow): JourneyTouchpointRow => {
    const volume = volumes.at.get(touchpoint.id) ?? noVolume;
    const isHidden = volume.contacts === null; // or it would follow from what its other numbers are made of
    const waited = (part: HoursRow['part']) => {
      const row = hours.find((one) => one.touchpointId === touchpoint.id && one.part === part);
      return hoursOf(row, isHidden || (row !== undefined && keptHours.has(row)));
    };
    const steps = rows('NEXT', touchpoint.id).sort((a, b) => b.total - a.total || Number((a.other ?? 0n) - (b.other ?? 0n)));
    const hidden = hiddenSteps(steps, volumes.at);
    const nobodyLost = `nobody among its customers could be lost and was followed for ${request.churnDays} days`;
    return {
      touchpoint,
      volume,
      next: steps.map((row, step) => ({
        to: row.other === null ? null : (byId.get(row.other) ?? null),
        share: shareOf(row, 'no stay was followed', isHidden || hidden[step]),
      })),
      churnAfter: shareOf(rows('LOST', touchpoint.id)[0], nobodyLost, isHidden),
      firstResponse: waited('RESPONSE'),
      resolution: waited('RESOLUTION'),
      scores: scoresOf(touchpoint.id, answers, npsQuestions, keptScores),
    };
  };
  return {
    ...request,
    unplacedContacts: volumes.unplaced.contacts,
    touchpoints: touchpoints.map(at),
    stages: stages.map(({ stage, id, own }, index) => {
      const next = stages[index + 1];
      const isHidden = [id, next?.id].some((one) => one !== undefined && volumes.stages.get(one)?.contacts === null);
      const ifNobody = `nobody came to it and was followed for ${request.withinDays} days`;
      const conversion = next ? shareOf(rows('STAGE', id)[0], ifNobody, isHidden) : null;
      return { stage, touchpoints: own, volume: volumes.stages.get(id) ?? noVolume, toStage: next?.stage ?? null, conversion };
    }),
  };
}

/** In the order of their touchpoints, as the statement numbers them; the least id of its touchpoints stands for a stage. */
function stagesOf(touchpoints: readonly TouchpointRow[]): { stage: string; id: bigint; own: TouchpointRow[] }[] {
  const members = Map.groupBy(
    touchpoints.filter(({ stage }) => stage !== null),
    ({ stage }) => stage as string,
  );
  const place = (rows: readonly TouchpointRow[]) => Math.min(...rows.map(({ position }) => position ?? Infinity));
  const stages = [...members].sort(([a, ofA], [b, ofB]) => place(ofA) - place(ofB) || (a < b ? -1 : 1));
  return stages.map(([stage, own]) => ({ stage, own, id: own.reduce((least, { id }) => (id < least ? id : least), own[0]?.id ?? 0n) }));
}

builder.queryField('journey', (t) =>
  t.field({
    type: Journey,
    description:
      'The way of customers over a period: volume, scores, what followed, losses after, response times, and whether channels agree.',
    args: {
      from: t.arg({ type: 'DateTime', required: true, description: 'Begin of the period.' }),
      until: t.arg({ type: 'DateTime', required: true, description: `Its end, not included; at most ${mostDays} days later.` }),
      withinDays: t.arg.int({ description: 'How long after a contact what follows is looked for. Default 30.' }),
      churnDays: t.arg.int({ description: 'How long after a contact a loss is looked for. Default 90.' }),
    },
    complexity: 1000, // it reads all facts and answers of the period
    resolve: async (_root, args, { snapshot, workspaceId }) => {
      return snapshot.read(async (sql) => {
        const request = requestOf(workspaceId, await readChurnRule(sql, workspaceId), args);
        const touchpoints = await selectTouchpoints(sql, workspaceId);
        const contacts = await selectContacts(sql, request);
        const hours = await selectHours(sql, request);
        const answers = await selectAnswers(sql, request);
        const nps = await sql<{ surveyId: bigint; position: number }[]>`
          select survey_id as "surveyId", position from question where workspace_id = ${workspaceId} and kind = 'NPS'`;
        return journeyOf(
          request,
          touchpoints,
          contacts,
          hours,
          answers,
          new Set(nps.map(({ surveyId, position }) => `${surveyId} ${position}`)),
        );
      });
    },
  }),
);
