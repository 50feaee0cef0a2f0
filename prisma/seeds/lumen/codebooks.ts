import { contact, ratedTouchpoints, relationship } from './company.ts';

const forces = {
  product: 'ENJOYMENT',
  delivery: 'CERTAINTY',
  support: 'BELONGING',
  price: 'FAIR_TREATMENT',
  website: 'CONTROL',
  billing: 'CERTAINTY',
} as const;

const labels = {
  product: 'The lamps themselves',
  delivery: 'Delivery',
  support: 'Help when needed',
  price: 'Value for money',
  website: 'The website',
  billing: 'Invoices and payment',
} as const;

export const relationshipCodebook = {
  key: relationship.surveyKey,
  title: 'Relationship survey (simulated)',
  kind: 'RELATIONAL',
  sampleSource: 'OWN_LIST',
  questions: [
    { key: 'recommend', label: 'Likelihood to recommend Lumen', kind: 'NPS', scaleMin: 0, scaleMax: 10, role: 'OUTCOME' },
    ...ratedTouchpoints.map((key) => ({
      key,
      label: labels[key],
      kind: 'RATING',
      scaleMin: 1,
      scaleMax: 5,
      ...(key === 'support' ? { notApplicableCodes: [relationship.notApplicableCode] } : {}),
      role: 'DRIVER',
      force: forces[key],
    })),
  ],
} as const;

export const contactCodebook = {
  key: contact.surveyKey,
  title: 'After a contact with support (simulated)',
  kind: 'TRANSACTIONAL',
  touchpoint: 'support',
  sampleSource: 'OWN_LIST',
  questions: [
    { key: 'csat', label: 'Satisfaction with how it was handled', kind: 'CSAT', scaleMin: 1, scaleMax: 5, role: 'OUTCOME' },
    { key: 'ces', label: 'It was easy to get help', kind: 'CES', scaleMin: 1, scaleMax: 7, role: 'DRIVER', force: 'CONTROL' },
  ],
} as const;
