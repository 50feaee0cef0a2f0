/** A survey as the graph takes it: an NPS question and two ratings. */
export const rating = (name: string, rest: object = {}) => ({
  key: name,
  label: `Label ${name}`,
  kind: 'RATING',
  scaleMin: 1,
  scaleMax: 5,
  notApplicableCodes: [6],
  ...rest,
});
export const nps = { key: 'NPS', label: 'Recommend?', kind: 'NPS' };
export const surveyInput = (key: string, rest: object = {}) => ({
  key,
  title: 'A survey',
  kind: 'RELATIONAL',
  questions: [nps, rating('A'), rating('B')],
  ...rest,
});
