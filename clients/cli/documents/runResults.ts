/** What became of a run, by kind: asked for once the kind is known, for all kinds together are more fields than a query may have. */
import { graphql } from '../generated/gql.ts';

export const driverResultDocument = graphql(`
  query DriverResult($id: ID!) {
    run(id: $id) {
      result {
        __typename
        ...DriverResultParts
      }
    }
  }
`);

export const valueLoyaltyResultDocument = graphql(`
  query ValueLoyaltyResult($id: ID!) {
    run(id: $id) {
      result {
        __typename
        ... on ValueLoyaltyResultReady {
          runId
          dataThrough
          computedAt
          isStale
          model {
            asOf
            periodStart
            survey {
              key
            }
            question
            answerMaxAgeDays
            valueSource
            valueRunId
            churnRunId
            churnHorizonDays
            churnMethod
            measure
            marginShare
            tiers
            confidenceLevel
            n
            serviceSpend
            serviceAllocated
            serviceNoTickets
            serviceNobody
          }
          cells {
            ...ValueLoyaltyCellParts
          }
          loyaltyTotals {
            ...ValueLoyaltyCellParts
          }
          tierTotals {
            ...ValueLoyaltyCellParts
          }
          total {
            ...ValueLoyaltyCellParts
          }
          serviceCosts {
            channel
            spend
            tickets
            costPerTicket
          }
        }
      }
    }
  }
`);

export const clvResultDocument = graphql(`
  query ClvResult($id: ID!) {
    run(id: $id) {
      result {
        __typename
        ...ClvResultParts
      }
    }
  }
`);

export const churnResultDocument = graphql(`
  query ChurnResult($id: ID!) {
    run(id: $id) {
      result {
        __typename
        ... on ChurnResultReady {
          runId
          dataThrough
          computedAt
          isStale
          hazards {
            cause
            customers
            sampledCustomers
            losses
            estimates {
              term
              reference
              hazardRatio
              hazardRatioLow
              hazardRatioHigh
              estimate
              stdErr
              pAdjusted
            }
            reason
            detail
          }
          risk {
            method
            horizonDays
            asOf
            n
            expectedLosses
            meanRisk
            reason
            detail
          }
          riskValidation {
            fittedThrough
            judgedThrough
            n
            losses
            concordance
            concordanceCiLow
            concordanceCiHigh
            brier
            brierDifference
            brierDifferenceCiLow
            brierDifferenceCiHigh
            calibrationIntercept
            calibrationInterceptCiLow
            calibrationInterceptCiHigh
            calibrationSlope
            calibrationSlopeCiLow
            calibrationSlopeCiHigh
            shuffledConcordance
            shuffledCiLow
            shuffledCiHigh
            deciles {
              decile
              n
              losses
              meanRisk
              observedRate
              ciLow
              ciHigh
            }
            reason
            detail
          }
          model {
            kind
            silenceDays
            isSuggested
            datedAt
            visitsCount
            asOf
            followUpEnd
            customers
            episodes
            losses
            returns
            returnShare
            delayedEntries
            provisionalLosses
            shape
            periodFrom
            periodUntil
            cohortPeriod
            cohortCustomers
            confidenceLevel
            revenueFrom
            revenueTo
            startingRevenue
            revenueCustomers
            grossRetention
            grossCiLow
            grossCiHigh
            netRetention
            netCiLow
            netCiHigh
            revenueReason
          }
          silenceOptions {
            quantile
            days
            returns
            returnShare
            returnWithinDays
            isChosen
          }
          curves {
            grouping
            level
            landmarkDays
            n
            losses
            expectedLosses
            lastDay
            observedFromDay
            medianDays
            medianCiLow
            medianCiHigh
            restrictedMeanHorizon
            restrictedMean
            restrictedMeanStdErr
            restrictedMeanCiLow
            restrictedMeanCiHigh
            reason
            shownFromDay
            shownUntilDay
            points {
              day
              atRisk
              survival
              stdErr
              ciLow
              ciHigh
            }
          }
          tests {
            grouping
            landmarkDays
            n
            losses
            statistic
            df
            pValue
            reason
            detail
          }
          causes {
            cause
            n
            losses
            observedFromDay
            reason
            shownFromDay
            shownUntilDay
            points {
              day
              atRisk
              incidence
              stdErr
              ciLow
              ciHigh
              boundHigh
            }
          }
          cohortCells {
            grouping
            cohort
            age
            size
            active
            retention
            ciLow
            ciHigh
            isComplete
          }
          churnRates {
            period
            active
            lost
            rate
            ciLow
            ciHigh
            isComplete
          }
          tenureRates {
            grouping
            level
            fromMonths
            untilMonths
            active
            lost
            rate
            ciLow
            ciHigh
          }
          revenueRetention {
            period
            n
            startingRevenue
            gross
            grossCiLow
            grossCiHigh
            net
            netCiLow
            netCiHigh
          }
        }
      }
    }
  }
`);
