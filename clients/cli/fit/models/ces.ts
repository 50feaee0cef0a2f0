import { cesScore } from '../../../../worker/stats/index.ts';
import { formatInterval, formatNumber, formatShare } from '../../print/numbers.ts';
import { inferredScale, inferredScales, scaleLine, scaleOption } from '../answerScale.ts';
import { defineFit, requiredOption } from '../fitModel.ts';
import { readSurvey, scoreOption, surveyOptions } from '../surveyData.ts';
import { surveyReport } from '../surveyReport.ts';

export const cesFit = defineFit({
  name: 'ces',
  summary: 'Customer effort ("it was easy"): the mean answer and the share who agree, with intervals, by group and between groups',
  usage: '--score S [--scale 1-7] [--group G [--segment S]] [--weights W] [--counts N] [--cluster C] [--strata S]',
  options: {
    score: scoreOption,
    scale: {
      type: 'string',
      value: 'MIN-MAX',
      help: `lowest and highest answer (default: ${inferredScales})`,
    },
    ...surveyOptions,
  },
  notes: 'High answers mean little effort. Agreeing boxes are those above the middle of the scale: 4-5 of 1-5, 5-7 of 1-7.',
  examples: ['earshot fit ces answers.csv --score EASE --scale 1-7 --group channel --cluster customer'],
  fit: async (file, values) => {
    const score = requiredOption('score', values.score);
    const given = values.scale === undefined ? null : scaleOption(values.scale);
    const data = await readSurvey(file, [{ name: score, type: { as: 'number', ...given } }], values);
    const answers = data.table.numbers(score);
    const scale = given ?? inferredScale(score, answers);
    return surveyReport(
      {
        name: 'ces',
        title: 'CES',
        kind: cesScore(scale),
        values: answers,
        format: (value) => formatNumber(value, 2),
        details: ({ agreeing }) => ({
          agreeingShare: agreeing?.estimate ?? null,
          agreeingStdErr: agreeing?.stdErr ?? null,
          agreeingCiLow: agreeing?.ciLow ?? null,
          agreeingCiHigh: agreeing?.ciHigh ?? null,
        }),
        columns: [
          { title: 'agree', align: 'right', cell: ({ agreeing }) => formatShare(agreeing?.estimate) },
          { title: 'interval', align: 'right', cell: ({ agreeing }) => formatInterval(agreeing?.ciLow, agreeing?.ciHigh, formatShare) },
        ],
        extras: { scale: { ...scale, inferred: given === null } },
        notes: [scaleLine(scale, given === null), `CES is the mean answer; who answered above ${(scale.min + scale.max) / 2} agrees.`],
      },
      data,
    );
  },
});
