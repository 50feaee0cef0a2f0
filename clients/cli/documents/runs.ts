import { graphql } from '../generated/gql.ts';

export const runAnalysisDocument = graphql(`
  mutation RunAnalysis($name: String!, $idempotencyKey: String!, $trigger: RunTrigger!, $asOf: DateTime, $force: Boolean) {
    runAnalysis(name: $name, idempotencyKey: $idempotencyKey, trigger: $trigger, asOf: $asOf, force: $force) {
      id
      state
      queuedAt
    }
  }
`);

export const runsDocument = graphql(`
  query Runs($analysis: String, $state: [RunState!], $first: Int!) {
    runs(analysis: $analysis, state: $state, first: $first) {
      edges {
        node {
          id
          state
          trigger
          queuedAt
          startedAt
          finishedAt
          rowsRead
          rowsUsed
          asOf
          triggeredBy
          backfill {
            id
          }
          analysis {
            name
            currentRun {
              id
            }
            publishedRun {
              id
            }
          }
          waitsFor {
            id
          }
          result {
            __typename
            ... on Freshness {
              isStale
            }
            ... on NotEstimable {
              code
            }
            ... on Failed {
              failure: code
            }
          }
        }
      }
    }
  }
`);

export const cancelRunDocument = graphql(`
  mutation CancelRun($id: ID!) {
    cancelRun(id: $id) {
      id
      state
    }
  }
`);

export const runReportDocument = graphql(`
  query RunReport($id: ID!) {
    workspace {
      currency
      timeZone
    }
    run(id: $id) {
      id
      state
      kind
      trigger
      triggeredBy
      backfill {
        id
      }
      asOf
      dueAt
      dataThrough
      dataVersions
      attempts
      timeoutSeconds
      memoryMegabytes
      cancelReason
      reusedRun {
        id
      }
      waitsFor {
        id
      }
      queuedAt
      startedAt
      finishedAt
      scoresClearedAt
      rowsRead
      rowsUsed
      engineVersion
      analysis {
        name
        kind
        publishedAt
        publishedBy
        publishedRun {
          id
        }
        currentRun {
          id
        }
      }
      parameters {
        __typename
        ... on ValueLoyaltyParameters {
          valueAnalysis
          churnAnalysis
          question
          answerMaxAgeDays
          tiers
          marginShare
          confidenceLevel
        }
        ... on ChurnParameters {
          kind
          horizonDays
        }
        ... on DriverParameters {
          outcome
          behaviour {
            kind
            withinDays
            churn
          }
          drivers
          features {
            driver
            feature
            windowDays
            event
          }
          traits
          model
          eventFrom
          missing
          draws
          forces {
            name
            drivers
          }
          compare {
            by
            trait
            own
            sampleSource
          }
          confidenceLevel
        }
        ... on ClvParameters {
          setting
          buyingModel: model
          timeUnit
          observedUntil
          calibrationUntil
          horizonMonths
          discountRate
          margin
          marginShare
          renewalPeriod
          tierNames: tiers
          clvConfidenceLevel: confidenceLevel
        }
      }
      population {
        answered {
          question
          min
          max
        }
        respondedFrom
        respondedUntil
      }
      exclusions {
        reason
        rows
      }
      timings {
        readMs
        computeMs
        writeMs
      }
      warnings {
        code
        subject
        detail
        manager
        statistician
      }
      result {
        __typename
        ... on NotEstimable {
          code
          detail
          manager
          statistician
        }
        ... on Failed {
          failure: code
          message
        }
        ... on Cancelled {
          cancelledAt
        }
        ... on Pending {
          progress {
            stage
          }
        }
      }
    }
  }
`);
