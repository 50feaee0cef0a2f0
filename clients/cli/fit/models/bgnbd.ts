import { bgNbd, bgNbdAt, bgNbdUncertain } from '../../../../worker/stats/index.ts';
import { defineBuyingModel } from '../buyingModelFit.ts';

export const bgnbdFit = defineBuyingModel({
  name: 'bgnbd',
  summary: 'How often customers will buy and whether they still do (BG/NBD)',
  names: ['r', 'alpha', 'a', 'b'],
  notes:
    'r and alpha: rates of buying between customers, r / alpha on average; a and b: the chance to drop out after a repeat purchase, a / (a + b) on average. alpha has the unit of time.',
  reading:
    'P(alive) is 1 for whoever never bought again: BG/NBD lets customers drop out only after a repeat purchase. paretonbd does not assume so.',
  example: 'r=0.243,alpha=4.414,a=0.793,b=2.426',
  fit: bgNbd,
  at: bgNbdAt,
  uncertain: bgNbdUncertain,
});
