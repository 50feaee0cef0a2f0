import { graphql } from '../generated/gql.ts';

export const createAnalysisDocument = graphql(`
  mutation CreateAnalysis($input: AnalysisInput!) {
    createAnalysis(input: $input) {
      id
      name
    }
  }
`);

export const renameAnalysisDocument = graphql(`
  mutation RenameAnalysis($analysis: String!, $name: String!) {
    renameAnalysis(analysis: $analysis, name: $name) {
      id
      name
    }
  }
`);

export const deleteAnalysisDocument = graphql(`
  mutation DeleteAnalysis($analysis: String!) {
    deleteAnalysis(analysis: $analysis)
  }
`);

export const setRunLimitsDocument = graphql(`
  mutation SetRunLimits($analysis: String!, $timeoutSeconds: Int, $memoryMegabytes: Int) {
    setRunLimits(analysis: $analysis, timeoutSeconds: $timeoutSeconds, memoryMegabytes: $memoryMegabytes) {
      name
      timeoutSeconds
      memoryMegabytes
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

export const analysesDocument = graphql(`
  query Analyses($after: String) {
    analyses(first: 200, after: $after) {
      nodes {
        name
        kind
        survey {
          key
        }
        createdAt
        timeoutSeconds
        memoryMegabytes
        latestRun {
          id
          state
          queuedAt
          finishedAt
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export const analysisDocument = graphql(`
  query Analysis($name: String!) {
    analysis(name: $name) {
      id
      name
      kind
      survey {
        key
      }
      parametersJson
      createdAt
      timeoutSeconds
      memoryMegabytes
      latestRun {
        id
        state
        asOf
        queuedAt
        finishedAt
      }
      currentRun {
        id
        finishedAt
        result {
          __typename
          ... on Freshness {
            isStale
          }
        }
      }
      publishedRun {
        id
      }
      publishedAt
      publishedBy
      runOnChange
      schedule {
        cron
        timeZone
        nextRunAt
        pausedAt
      }
    }
  }
`);

export const rankedOfRunDocument = graphql(`
  query RankedOfRun($id: ID!, $tier: String, $first: Int!, $after: String) {
    run(id: $id) {
      ...RankedCustomers
    }
  }
  fragment RankedCustomers on Run {
    id
    state
    kind
    analysis {
      name
    }
    scoresClearedAt
    rankedCustomers(tier: $tier, first: $first, after: $after) {
      emptyReason
      edges {
        node {
          position
          customer {
            externalId
          }
          churnRisk
          churnRiskCiLow
          churnRiskCiHigh
          pAlive
          expectedPurchases
          expectedPurchasesLow
          expectedPurchasesHigh
          value
          valueExpectedLow
          valueExpectedHigh
          valuePredictedLow
          valuePredictedHigh
          percentile
          tier
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

/** What the numbers of a list of customers mean, and where they come from. */
export const listOriginDocument = graphql(`
  query ListOrigin($id: ID!) {
    workspace {
      currency
    }
    run(id: $id) {
      id
      analysis {
        name
      }
      parameters {
        ... on ClvParameters {
          horizonMonths
          discountRate
        }
      }
      result {
        __typename
        ... on Freshness {
          dataThrough
          isStale
        }
        ... on ChurnResultReady {
          risk {
            horizonDays
          }
        }
        ... on ValueLoyaltyResultReady {
          model {
            valueSource
            churnHorizonDays
            churnMethod
          }
        }
      }
    }
  }
`);

/** The run of an analysis whose numbers stand. */
export const currentRunDocument = graphql(`
  query CurrentRun($analysis: String!) {
    analysis(name: $analysis) {
      currentRun {
        id
        kind
      }
    }
  }
`);

export const kindOfRunDocument = graphql(`
  query KindOfRun($id: ID!) {
    run(id: $id) {
      id
      kind
    }
  }
`);
