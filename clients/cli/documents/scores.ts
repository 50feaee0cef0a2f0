import { graphql } from '../generated/gql.ts';

export const scoresDocument = graphql(`
  query ScoreSources {
    workspace {
      ...ScoresOfWorkspace
    }
  }
  fragment ScoresOfWorkspace on Workspace {
    scores {
      score
      isChosen
      analysis {
        name
        currentRun {
          id
        }
      }
    }
  }
`);

export const setScoreAnalysisDocument = graphql(`
  mutation SetScoreAnalysis($score: ScoreName!, $analysis: String) {
    setScoreAnalysis(score: $score, analysis: $analysis) {
      ...ScoresOfWorkspace
    }
  }
`);
