import * as parameters from './company.ts';

/** What each part draws, in words that need the numbers beside them and nothing else. A month is one of the calendar, in UTC. */
const formulas = {
  population:
    'shareSubscribers is of those who are not silent. Of before the records (shareBeforeRecords): created_at = their start - Exponential(meanMonthsBeforeRecords * 30.4 days), ' +
    'at most 60 months; the others: acquisitions of month m (0 = first of the records) proportional to (1 + monthlyGrowth * m) * season',
  latent:
    'latent[j] = experience.mean[j] + businessShift[j] * [business] + halfYearShifts[j][half-year of the records] + Normal(0, commonDeviation) once a customer + ' +
    'Normal(0, ownDeviation) once a customer and j + Normal(0, shockDeviation) once a half-year and j; support also + slowResponse * the tickets, at most mostSlowResponses, ' +
    'that had waited slowResponseHours for their first response within the 365 days before',
  rating:
    'rating = round(latent experience), kept in 1..5, at the invitation. Support is not applicable for the silent, and with probability supportNotApplicable for who has had no ticket',
  score:
    'score ~ Binomial(10, mu/10); mu = score.intercept + sum(score.coefficients[j] * rating[j]) + score.complaints90 * complaints90; ' +
    'support that is not applicable counts supportWhenNotApplicable, a rating left blank (relationship.shareBlank) as it was felt',
  complaints90: 'COMPLAINT tickets of the customer created in [submitted_at - 90*24h, submitted_at)',
  answering:
    'P(answer) = (1 - shareBounced) * logistic(intercept + slope * (mean of the six ratings - centre)); 0 for silent customers; ' +
    'after lognormal(medianDaysToAnswer, sigmaDaysToAnswer) days, never where that is openDays or more, or the customer has left by then. ' +
    'One invitation a half-year, from leastTenureDays after created_at on',
  bouncing:
    'P(BOUNCED | not answered) = shareBounced, whatever the ratings; so of all invitations P(BOUNCED) = shareBounced * (1 - P(answered))',
  loyalty: 'mu at the last wave before the month, with the complaints of the 90 days before the invitation; answered or not',
  leaving:
    'logit(monthly p) = churn.intercept + loyalty*(mu - 7) + complaints90*n + plan + interval + tenure*ln(1 + months/12); n = COMPLAINT tickets of the 90*24h before the month, ' +
    'months = time since the first subscription of the customer began / 30.4 days; shareUnknown of the decisions are of kind UNKNOWN',
  otherEnds: 'P(INVOLUNTARY in a month | nobody decided to leave) = churn.involuntary; P(MIGRATION in a month | neither) = churn.migration',
  partOfMonth:
    'a probability p of a month is 1 - (1 - p)^part for a part of it, and the moment uniform within; a rate of a month is rate * part',
  dropout: 'logit(monthly p) = purchases.dropoutIntercept + dropoutLoyalty*(mu - 7) + dropoutSilent*[silent]; buyers without subscription',
  orders: 'Poisson; monthly rate = Gamma(rateShape, rateRate) * exp(loyalty*(mu - 7)) * season * (subscriberFactor if subscriber)',
  spend: 'revenue | nu ~ Gamma(spendShape, nu); nu ~ Gamma(spendQ, spendV[segment]); euros, independent of frequency',
  complaints:
    'Poisson; monthly rate = complaintBase * frailty * exp(complaintProduct*(4 - product) + complaintDelivery*(4 - delivery)), latent; ' +
    'frailty ~ Gamma(complaintFrailtyShape, complaintFrailtyShape) once a customer; one beyond mostComplaintsInWindow of 90 days is not made',
  otherTickets: 'QUESTION, REVIEW: Poisson, questionRate and reviewRate a month; no ticket of the silent',
  contact:
    'satisfaction = intercept + support*(latent support - 3.8) + speed*log2(max(hours to first response, 0.25)/4) + complaint*[COMPLAINT] + Normal(0, noise); ' +
    'csat = round(satisfaction), kept in 1..5; ces = round(1 + 1.5*(satisfaction - 1) + Normal(0, effortNoise)), kept in 1..7, high = easy. ' +
    'Asked hoursAfterSolved after a QUESTION or COMPLAINT is solved; shareAnswered answer, after Exponential(meanDaysToAnswer) days, where that is below openDays',
  visits:
    'one for each order on the web, always named but for customers who never are (shareNeverIdentified); others Poisson, browsingVisitsAMonth each 30.4375 days, ' +
    'of which shareAnonymous name no customer; strangers: Poisson(strangers) a customer',
};

/** The ground truth beside the files: every parameter under its name, and what the numbers mean. */
export function truth(seed: number, customers: number, rows: Readonly<Record<string, number>>): object {
  const { company, population, season, experience, score, relationship, contact, tickets, churn, purchases, web, spend } = parameters;
  return {
    simulated: true,
    note: 'Ground truth of a simulation: nothing here or in the files beside it was measured on people. See prisma/seeds/lumen/README.md.',
    seed,
    customers,
    rows,
    company,
    formulas,
    population,
    season,
    experience,
    score,
    relationship,
    contact,
    tickets,
    churn,
    purchases,
    web,
    spend,
  };
}
