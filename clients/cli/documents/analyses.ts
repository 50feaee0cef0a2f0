import { graphql } from '../generated/gql.ts';

export const createAnalysisDocument = graphql(`
  mutation CreateAnalysis($input: AnalysisInput!) {
    createAnalysis(input: $input) {
      id
      name
    }
  }
`);

export const workspaceDocument = graphql(`
  query Workspace {
    workspace {
      key
      name
      currency
      timeZone
    }
  }
`);

export const scoresDocument = graphql(`
  query Scores($survey: String!) {
    survey(key: $survey) {
      key
      title
      nps {
        question
        estimate
        stdErr
        ciLow
        ciHigh
        n
        promoterShare
        passiveShare
        detractorShare
        confidenceLevel
        reasonDetail
      }
      weighted: nps(weighted: true) {
        question
        estimate
        stdErr
        ciLow
        ciHigh
        n
        effectiveN
        confidenceLevel
        reasonDetail
      }
      csat {
        question
        estimate
        stdErr
        ciLow
        ciHigh
        n
        topTwo
        confidenceLevel
        reasonDetail
      }
    }
  }
`);
