import { asOf, day, hour, second, wholeSecond } from './calendar.ts';
import { contactComment } from './comments.ts';
import { contact } from './company.ts';
import { experienceAt } from './experience.ts';
import type { Life } from './life.ts';
import type { Random } from './random.ts';
import type { Invitation } from './relationship.ts';
import type { Ticket } from './tickets.ts';

export interface ContactAnswer {
  readonly id: string;
  readonly ticket: Ticket;
  readonly submittedAt: number;
  /** Satisfaction, 1..5. */
  readonly csat: number;
  /** "It was easy to get help", 1..7. */
  readonly ces: number;
  readonly comment: string;
}

/** An hour after a ticket was solved its customer, if there still, is asked how it went. Reviews are not. */
export function drawContact(life: Life, random: Random): Invitation<ContactAnswer>[] {
  const invitations: Invitation<ContactAnswer>[] = [];
  for (const ticket of life.tickets) {
    if (ticket.kind === 'REVIEW' || ticket.solvedAt === null) continue;
    const sentAt = ticket.solvedAt + contact.hoursAfterSolved * hour;
    if (sentAt >= Math.min(life.activeUntil, asOf)) continue;
    const answer = random.bernoulli(contact.shareAnswered) ? drawAnswer(life, ticket, sentAt, random) : null;
    const state = answer ? 'COMPLETED' : random.bernoulli(0.6) ? 'DELIVERED' : 'OPENED';
    invitations.push({ id: `i-${ticket.id}`, channel: 'email', sentAt, state, answer });
  }
  return invitations;
}

function drawAnswer(life: Life, ticket: Ticket, sentAt: number, random: Random): ContactAnswer | null {
  const submittedAt = wholeSecond(sentAt + random.exponential(contact.meanDaysToAnswer) * day) + second;
  if (submittedAt >= Math.min(life.activeUntil, asOf, sentAt + contact.openDays * day)) return null;
  const support = experienceAt(life.experience, ticket.createdAt, life.tickets).support;
  const satisfaction =
    contact.intercept +
    contact.support * (support - 3.8) +
    contact.speed * Math.log2(Math.max(ticket.respondedAfter / hour, 0.25) / 4) +
    (ticket.kind === 'COMPLAINT' ? contact.complaint : 0) +
    random.normal(0, contact.noise);
  const csat = kept(satisfaction, 5);
  return {
    id: `r-${ticket.id}`,
    ticket,
    submittedAt,
    csat,
    ces: kept(1 + 1.5 * (satisfaction - 1) + random.normal(0, contact.effortNoise), 7),
    comment: random.bernoulli(contact.shareComments) ? contactComment(csat, random) : '',
  };
}

const kept = (value: number, most: number) => Math.min(most, Math.max(1, Math.round(value)));
