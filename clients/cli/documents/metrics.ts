import { graphql } from '../generated/gql.ts';

export const metricsDocument = graphql(`
  query Metrics($input: MetricsInput!) {
    workspace {
      timeZone
    }
    metrics(input: $input) {
      columns {
        key
        label
        unit
      }
      rows {
        groups {
          value
          start
          end
        }
        isOther
        values {
          measure
          value
          valueDecimal
          n
          customers
          stdErr
          ciLow
          ciHigh
          isReliable
          isHidden
          reasonDetail
          change {
            referenceValue
            referenceValueDecimal
            difference
            ciLow
            ciHigh
            pAdjusted
            reasonDetail
          }
        }
      }
      rowCount
      currency
      pageInfo {
        hasNextPage
        endCursor
      }
      freshness {
        dataThrough
        computedAt
        isStale
      }
    }
  }
`);

export const metricCatalogueDocument = graphql(`
  query MetricCatalogue {
    metricCatalogue {
      measure
      label
      unit
      description
      groupings
    }
  }
`);

export const scoreChangeDocument = graphql(`
  query ScoreChange($input: ScoreChangeInput!) {
    workspace {
      timeZone
    }
    scoreChange(input: $input) {
      measure
      unit
      before {
        ...ChangedValue
      }
      after {
        ...ChangedValue
      }
      beforeFrom
      beforeUntil
      afterFrom
      afterUntil
      total {
        ...ChangeEffect
      }
      mix {
        ...ChangeEffect
      }
      within {
        ...ChangeEffect
      }
      groups {
        group {
          value
        }
        isOther
        presence
        shareBefore
        shareAfter
        valueBefore
        valueAfter
        nBefore
        nAfter
        customersBefore
        customersAfter
        mix {
          ...ChangeEffect
        }
        within {
          ...ChangeEffect
        }
        isReliable
      }
      reason
      reasonDetail
    }
  }

  fragment ChangedValue on MetricValue {
    value
    n
    customers
    ciLow
    ciHigh
    isHidden
    reasonDetail
  }

  fragment ChangeEffect on ScoreEffect {
    estimate
    stdErr
    ciLow
    ciHigh
    pValue
    pAdjusted
  }
`);

export const respondersDocument = graphql(`
  query Responders($input: RespondersInput!) {
    responders(input: $input) {
      measure
      unit
      raw {
        ...RespondersValue
      }
      postStratified {
        value
        stdErr
        ciLow
        ciHigh
        seType
        n
        customers
        coverage
        reason
      }
      reasonDetail
      base
      anonymous
      strata {
        groups {
          dimension
          traitKey
          segmentKey
          value
        }
        base
        responders
        baseShare
        responderShare
        isHidden
        value {
          ...RespondersValue
        }
      }
      warnings {
        code
        groups
        detail
      }
      freshness {
        dataThrough
        isStale
      }
    }
  }

  fragment RespondersValue on MetricValue {
    value
    n
    customers
    stdErr
    ciLow
    ciHigh
    seType
    isReliable
    isHidden
    reasonDetail
  }
`);
