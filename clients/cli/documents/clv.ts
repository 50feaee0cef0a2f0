import { graphql } from '../generated/gql.ts';

/** What a report of customer value shows. */
export const clvResultParts = graphql(`
  fragment ClvResultParts on ClvResultReady {
    runId
    dataThrough
    computedAt
    isStale
    clvModel: model {
      setting
      settingReason
      model
      modelReason
      measure
      marginShare
      marginSource
      marginOrders
      timeUnit
      observedFrom
      observedUntil
      horizonMonths
      horizonLength
      discountRate
      confidenceLevel
      n
      repeatBuyers
      repeatPurchases
      logLikelihood
      limits
      aliveNote
      spendModel
      spendN
      spendByFrequency
      spendCorrelation
      spendMean
      rankedBy
    }
    clvParameters: parameters {
      model
      fittedOn
      parameter
      estimate
      stdErr
      ciLow
      ciHigh
      reason
    }
    totals {
      quantity
      estimate
      expectedCiLow
      expectedCiHigh
      predictedCiLow
      predictedCiHigh
      n
      unknown
      reason
    }
    tiers {
      tier
      n
      expectedPurchases
      value
    }
    holdouts {
      model
      isChosen
      calibrationUntil
      holdoutUntil
      length
      n
      actual
      expectedPurchases
      expectedCiLow
      expectedCiHigh
      predictedCiLow
      predictedCiHigh
      isInside
      meanAbsoluteError
      logPredictive
      bins {
        frequency
        isOpen
        n
        actualMean
        expectedMean
      }
    }
    tracking {
      time
      actual
      expected
    }
    renewals {
      period
      atRisk
      renewed
      retention
      retentionLow
      retentionHigh
      survival
      survivalLow
      survivalHigh
    }
    mostValuable: customers(first: 10) {
      nodes {
        position
        pAlive
        expectedPurchases
        purchasesPredictedLow
        purchasesPredictedHigh
        value
        valueExpectedLow
        valueExpectedHigh
        valuePredictedLow
        valuePredictedHigh
        percentile
        tier
        customer {
          id
          externalId
        }
      }
    }
  }
`);
