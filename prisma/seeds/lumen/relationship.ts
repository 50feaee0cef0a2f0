import { asOf, day, second, wholeSecond } from './calendar.ts';
import { relationshipComment } from './comments.ts';
import { ratedTouchpoints, relationship } from './company.ts';
import { complaintsBefore, expectedScore, meanRating, type Ratings } from './experience.ts';
import type { Life, Wave } from './life.ts';
import type { Random } from './random.ts';
import { logistic } from './subscriptions.ts';

export type InvitationState = 'SENT' | 'DELIVERED' | 'BOUNCED' | 'OPENED' | 'STARTED' | 'COMPLETED';

export interface Invitation<Answer> {
  readonly id: string;
  readonly channel: string;
  readonly sentAt: number;
  readonly state: InvitationState;
  readonly answer: Answer | null;
}

export interface RelationshipAnswer {
  readonly id: string;
  readonly submittedAt: number;
  /** 0..10 */
  readonly score: number;
  /** The expected score that the score was drawn with. */
  readonly mu: number;
  readonly complaints90: number;
  readonly ratings: Ratings;
  /** Rated, but not written into the file. */
  readonly blank: ReadonlySet<(typeof ratedTouchpoints)[number]>;
  readonly comment: string;
}

/** One invitation a wave; whether it is answered depends on the ratings alone, never on the score's own chance. */
export function drawRelationship(life: Life, random: Random): Invitation<RelationshipAnswer>[] {
  return life.waves.map((wave, index) => {
    const number = `${life.profile.number}-${index + 1}`;
    const answer = drawAnswer(`r-${number}`, life, wave, random);
    return {
      id: `i-${number}`,
      channel: random.categorical(relationship.channels),
      sentAt: wave.invitedAt,
      state: answer ? 'COMPLETED' : random.bernoulli(relationship.shareBounced) ? 'BOUNCED' : random.categorical(relationship.unanswered),
      answer,
    };
  });
}

function drawAnswer(
  id: string,
  { profile, tickets, activeUntil }: Life,
  { invitedAt, ratings }: Wave,
  random: Random,
): RelationshipAnswer | null {
  if (profile.isSilent) return null;
  const willing = logistic(relationship.intercept + relationship.slope * (meanRating(ratings) - relationship.centre));
  if (!random.bernoulli(willing * (1 - relationship.shareBounced))) return null;
  const days = random.lognormal(relationship.medianDaysToAnswer, relationship.sigmaDaysToAnswer);
  const submittedAt = wholeSecond(invitedAt + days * day) + second;
  if (submittedAt >= Math.min(activeUntil, asOf, invitedAt + relationship.openDays * day)) return null;
  const complaints90 = complaintsBefore(tickets, submittedAt);
  const mu = expectedScore(ratings, complaints90);
  const blank = new Set(ratedTouchpoints.filter(() => random.bernoulli(relationship.shareBlank)));
  return {
    id,
    submittedAt,
    score: random.binomial(10, mu / 10),
    mu,
    complaints90,
    ratings,
    blank,
    comment: random.bernoulli(relationship.shareComments) ? relationshipComment(ratings, random) : '',
  };
}
