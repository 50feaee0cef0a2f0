import * as parameters from './company.ts';

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
    formulas: {
      rating: 'rating = round(latent experience), kept in 1..5',
      score:
        'score ~ Binomial(10, mu/10); mu = score.intercept + sum(score.coefficients[j] * rating[j]) + score.complaints90 * complaints90',
      complaints90: 'COMPLAINT tickets of the customer created in [submitted_at - 90*24h, submitted_at)',
      answering:
        'P(answer) = (1 - shareBounced) * logistic(intercept + slope * (mean of the six ratings - centre)); 0 for silent customers; lost after openDays',
      bouncing:
        'P(BOUNCED | not answered) = shareBounced, whatever the ratings; so of all invitations P(BOUNCED) = shareBounced * (1 - P(answered))',
      leaving: 'logit(monthly p) = churn.intercept + loyalty*(mu - 7) + complaints90*n + plan + interval + tenure*ln(1 + months/12)',
      dropout:
        'logit(monthly p) = purchases.dropoutIntercept + dropoutLoyalty*(mu - 7) + dropoutSilent*[silent]; buyers without subscription',
      orders: 'Poisson; monthly rate = Gamma(rateShape, rateRate) * exp(loyalty*(mu - 7)) * season * (subscriberFactor if subscriber)',
      spend: 'revenue | nu ~ Gamma(spendShape, nu); nu ~ Gamma(spendQ, spendV[segment]); euros, independent of frequency',
      complaints: 'monthly rate = complaintBase * frailty * exp(complaintProduct*(4 - product) + complaintDelivery*(4 - delivery)), latent',
      loyalty: 'mu at the last wave before the month, with the complaints of the 90 days before the invitation; answered or not',
    },
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
