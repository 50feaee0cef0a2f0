import DataLoader from 'dataloader';
import type { Question, Survey } from '../../prisma/generated/client/client.ts';
import { groupsInOrder, inOrder } from '../inOrder.ts';
import type { LoaderSource } from '../loaders.ts';
import { hiddenSurveys, type ScoreFrame } from './hiddenSurveys.sql.ts';
import { type ScoreCounts, type ScoreQuestion, selectScoreCounts } from './score.sql.ts';
import { selectQuestions, selectSurveysById, selectSurveysByKey } from './survey.sql.ts';

export interface FeedbackLoaders {
  readonly survey: DataLoader<bigint, Survey | null>;
  readonly surveyByKey: DataLoader<string, Survey | null>;
  /** The questions of a survey by position. */
  readonly codebook: DataLoader<bigint, Question[]>;
  readonly scoreCounts: DataLoader<ScoreQuestion, ScoreCounts, string>;
  /** Ids of the surveys whose score is kept back. */
  readonly hiddenSurveys: DataLoader<ScoreFrame, ReadonlySet<bigint>, string>;
}

export function createFeedbackLoaders({ workspaceId, snapshot }: LoaderSource): FeedbackLoaders {
  const survey = new DataLoader<bigint, Survey | null>(async (ids) => {
    const rows = await snapshot.read((sql) => selectSurveysById(sql, workspaceId, ids));
    return inOrder(ids, rows, (row) => row.id);
  });
  const codebook = new DataLoader<bigint, Question[]>(async (surveyIds) => {
    const rows = await snapshot.read((sql) => selectQuestions(sql, workspaceId, surveyIds));
    return groupsInOrder(surveyIds, rows, (row) => row.surveyId);
  });

  return {
    survey,
    codebook,
    surveyByKey: new DataLoader(async (keys) => {
      const rows = await snapshot.read((sql) => selectSurveysByKey(sql, workspaceId, keys));
      return inOrder(keys, rows, (row) => row.key);
    }),
    scoreCounts: new DataLoader((questions) => snapshot.read((sql) => selectScoreCounts(sql, workspaceId, questions)), {
      cacheKeyFn: (question) => JSON.stringify({ ...question, surveyId: String(question.surveyId) }),
    }),
    hiddenSurveys: new DataLoader((frames) => snapshot.read((sql) => hiddenSurveys(sql, workspaceId, frames)), {
      cacheKeyFn: (frame) => JSON.stringify(frame),
    }),
  };
}
