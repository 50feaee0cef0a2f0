import { graphql } from '../generated/gql.ts';

export const valueLoyaltyCellParts = graphql(`
  fragment ValueLoyaltyCellParts on ValueLoyaltyCell {
    loyalty
    tier
    isHidden
    isReliable
    n
    share
    shareCiLow
    shareCiHigh
    valueFrom
    value {
      ...MoneyParts
    }
    meanValue {
      ...MoneyParts
    }
    revenue
    costToServe
    netValue {
      ...MoneyParts
    }
    belowZero
    revenueAtRisk {
      ...MoneyParts
    }
    action
  }
  fragment MoneyParts on MoneyEstimate {
    n
    estimate
    stdErr
    ciLow
    ciHigh
    expectedLow
    expectedHigh
  }
`);
