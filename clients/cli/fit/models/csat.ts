import { type CsatScore, csatScore, topBoxFrom, topTwoBoxes } from '../../../../worker/stats/index.ts';
import { formatShare } from '../../print/numbers.ts';
import { inferredScale, inferredScales, scaleLine, scaleOption } from '../answerScale.ts';
import { defineFit, requiredOption } from '../fitModel.ts';
import { readSurvey, scoreOption, surveyOptions } from '../surveyData.ts';
import { countColumn, surveyReport } from '../surveyReport.ts';

export const csatFit = defineFit({
  name: 'csat',
  summary:
    'Customer satisfaction: the share of answers in the top two boxes (of two or three boxes the top one), with its interval, by group and between groups',
  usage: '--score S [--scale 1-5] [--group G [--segment S]] [--weights W] [--counts N] [--cluster C] [--strata S]',
  options: {
    score: scoreOption,
    scale: {
      type: 'string',
      value: 'MIN-MAX',
      help: `lowest and highest answer (default: ${inferredScales})`,
    },
    ...surveyOptions,
  },
  notes: 'The JSON has shares from 0 to 1. A cell that is no answer (6 = not applicable, say) is named with --na.',
  examples: ['earshot fit csat answers.csv --score Q7ALL --scale 1-5 --na Blank --group TERM'],
  fit: async (file, values) => {
    const score = requiredOption('score', values.score);
    const given = values.scale === undefined ? null : scaleOption(values.scale);
    const data = await readSurvey(file, [{ name: score, type: { as: 'number', whole: true, ...given } }], values);
    const scale = given ?? inferredScale(score, data.table.numbers(score));
    return surveyReport(
      {
        name: 'csat',
        title: 'CSAT',
        kind: csatScore,
        values: topTwoBoxes(data.table.numbers(score), scale),
        format: (value) => formatShare(value),
        details: ({ topTwo }) => ({ topTwo }),
        columns: [countColumn<CsatScore>('top two', ({ topTwo }) => topTwo)],
        extras: { scale: { ...scale, inferred: given === null } },
        notes: [
          scaleLine(scale, given === null),
          `CSAT is the share of answers ${topBoxFrom(scale) < scale.max ? `${scale.max - 1} and ` : ''}${scale.max}, in per cent.`,
        ],
      },
      data,
    );
  },
});
