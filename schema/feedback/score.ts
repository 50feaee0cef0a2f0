import type { Question } from '../../prisma/generated/client/client.ts';
import type { ShareEstimate } from '../../worker/stats/descriptive/csat.ts';
import type { NpsEstimate } from '../../worker/stats/descriptive/nps.ts';
import { scoreOfSums } from '../../worker/stats/descriptive/scoreOfSums.ts';
import { PRIVACY_CUSTOMERS, RELIABLE_CUSTOMERS } from '../../worker/stats/descriptive/thresholds.ts';
import type { StatusCode } from '../../worker/stats/statusCodes.ts';
import { builder } from '../builder.ts';
import { StatusCodeEnum } from '../statusCode.ts';
import type { ScoreCounts } from './score.sql.ts';

interface ScoreFrame {
  readonly question: Question;
  readonly weighted: boolean;
  readonly isHidden: boolean;
  /** Null where hidden, as are the two after it. */
  readonly n: number | null;
  readonly kishEffectiveN: number | null;
  readonly customers: number | null;
  readonly counts: ScoreCounts | null;
  readonly reasonDetail: string | null;
}
type Sizes = 'n' | 'kishEffectiveN';
export type NpsScoreRow = ScoreFrame & Omit<NpsEstimate, Sizes>;
export type CsatScoreRow = ScoreFrame & Omit<ShareEstimate, Sizes>;

const SeType = builder.enumType('SeType', {
  description: 'How a standard error was computed. The interval and the p value follow it.',
  values: {
    CLASSICAL: { description: 'Equal error variance.' },
    HC3: { description: 'Heteroscedasticity-consistent, HC3.' },
    CR1: { description: 'Clustered by customer, CR1.' },
    LINEARIZED: { description: 'Taylor linearisation, for sampling weights, and for totals and ratios over customers.' },
    BOOTSTRAP: { description: 'Bootstrap.' },
  } as const,
});

export { SeType };

/** What answers of the classes top, middle and bottom count. */
export const npsClassPoints = [100, 0, -100] as const;
export const shareClassPoints = [1, 0, 0] as const;

/** Few people behind a number: nothing that would single them out leaves, and the reason says so. */
export function npsScore(question: Question, weighted: boolean, counts: ScoreCounts, isHidden: boolean): NpsScoreRow {
  const { score } = scoreOfSums('NPS', counts.sums, weighted);
  const hiddenToo = { promoterShare: null, passiveShare: null, detractorShare: null };
  return { question, weighted, ...guarded<NpsEstimate>(score, counts, isHidden, hiddenToo) };
}

export function csatScore(question: Question, weighted: boolean, counts: ScoreCounts, isHidden: boolean): CsatScoreRow {
  const { score } = scoreOfSums('SHARE', counts.sums, weighted);
  return { question, weighted, ...guarded<ShareEstimate>(score, counts, isHidden, {}) };
}

const unknown = { estimate: null, stdErr: null, ciLow: null, ciHigh: null, reason: 'NOT_ENOUGH_DATA' as StatusCode, counts: null };
const unsaid = { n: null, kishEffectiveN: null, customers: null };

/** As metrics do: of few nothing is said, not even how many they are; that nobody answered is. */
function guarded<Estimate extends ShareEstimate>(estimate: Estimate, counts: ScoreCounts, isHidden: boolean, hiddenToo: Partial<Estimate>) {
  const { customers } = counts.sums;
  if (customers >= PRIVACY_CUSTOMERS && !isHidden) return { ...estimate, customers, counts, isHidden: false, reasonDetail: null };
  if (customers === 0) return { ...estimate, ...unknown, ...hiddenToo, customers, isHidden: false, reasonDetail: 'no answers' };
  const reasonDetail =
    customers < PRIVACY_CUSTOMERS
      ? `fewer than ${PRIVACY_CUSTOMERS} customers answered: hidden to protect them`
      : `hidden to protect those of another survey, of fewer than ${PRIVACY_CUSTOMERS} customers, which would follow from the score of all`;
  return { ...estimate, ...unknown, ...hiddenToo, ...unsaid, isHidden: true, reasonDetail };
}

type AnyScore = ScoreFrame & Omit<ShareEstimate, 'reason' | Sizes> & { reason: StatusCode | null };

const scoreFields = builder.interfaceRef<AnyScore>('Score').implement({
  description: 'A score of one question, with its doubt. Null is unknown, never 0: then `reason` says why.',
  fields: (t) => ({
    question: t.string({ description: 'Key of the question.', resolve: ({ question }) => question.key }),
    weighted: t.exposeBoolean('weighted', { description: 'Whether sampling weights were used; answers without one are then left out.' }),
    n: t.exposeInt('n', {
      nullable: true,
      description:
        'Answers on the scale that count: of a relational survey the last of each customer in the period, else all. Null where hidden.',
    }),
    customers: t.exposeInt('customers', {
      nullable: true,
      description: 'Distinct customers behind them; an anonymous answer counts as one. Null where hidden.',
    }),
    effectiveN: t.float({
      nullable: true,
      description:
        "n, or Kish's effective number of answers where weighted: what unequal weights leave of n, whatever was answered. " +
        'The interval rests on what they leave for this score. Null where hidden.',
      resolve: ({ kishEffectiveN }) => kishEffectiveN,
    }),
    estimate: t.exposeFloat('estimate', { nullable: true, description: 'The score.' }),
    stdErr: t.exposeFloat('stdErr', {
      nullable: true,
      description: 'Its standard error, customers as units: whoever answered twice counts as one.',
    }),
    ciLow: t.exposeFloat('ciLow', { nullable: true, description: 'Lower end of its interval.' }),
    ciHigh: t.exposeFloat('ciHigh', { nullable: true, description: 'Upper end of its interval.' }),
    seType: t.field({ type: SeType, description: 'How the error was computed.', resolve: ({ seType }) => seType }),
    confidenceLevel: t.exposeFloat('confidenceLevel', { description: 'Of the interval.' }),
    isReliable: t.boolean({
      description: `Whether ${RELIABLE_CUSTOMERS} or more customers stand behind it. If not, show it greyed and do not compare it.`,
      resolve: ({ customers }) => customers !== null && customers >= RELIABLE_CUSTOMERS,
    }),
    isHidden: t.exposeBoolean('isHidden', {
      description: `Whether it is kept back, with its counts: fewer than ${PRIVACY_CUSTOMERS} customers stand behind it, or those of another survey would follow from it. \`metrics\` hides the same.`,
    }),
    reason: t.expose('reason', { type: StatusCodeEnum, nullable: true, description: 'Why something here is null. Null when nothing is.' }),
    reasonDetail: t.exposeString('reasonDetail', { nullable: true, description: 'The same in words.' }),
  }),
});

export const NpsScore = builder.objectRef<NpsScoreRow>('NpsScore').implement({
  description: 'Net Promoter Score in points from -100 to 100, with the adjusted Wald interval.',
  interfaces: [scoreFields],
  fields: (t) => ({
    promoters: t.int({ nullable: true, description: 'Answers 9-10. Null where hidden.', resolve: ({ counts }) => counts?.top ?? null }),
    passives: t.int({ nullable: true, description: 'Answers 7-8. Null where hidden.', resolve: ({ counts }) => counts?.middle ?? null }),
    detractors: t.int({
      nullable: true,
      description: 'Answers 0-6. Null where hidden.',
      resolve: ({ counts }) => counts?.bottom ?? null,
    }),
    promoterShare: t.exposeFloat('promoterShare', { nullable: true, description: 'Of promoters, 0-1, weighted where asked.' }),
    passiveShare: t.exposeFloat('passiveShare', { nullable: true, description: 'Of passives, 0-1, weighted where asked.' }),
    detractorShare: t.exposeFloat('detractorShare', { nullable: true, description: 'Of detractors, 0-1, weighted where asked.' }),
  }),
});

export const CsatScore = builder.objectRef<CsatScoreRow>('CsatScore').implement({
  description: "Share of answers in the top two boxes, of a scale of two or three boxes in the top one, 0-1, with Wilson's interval.",
  interfaces: [scoreFields],
  fields: (t) => ({
    topTwo: t.int({
      nullable: true,
      description: 'Answers in the top two boxes, or the top one where the scale has two or three. Null where hidden.',
      resolve: ({ counts }) => counts?.top ?? null,
    }),
  }),
});
