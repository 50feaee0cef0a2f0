import { graphql } from '../generated/gql.ts';

export const cellsOfRunDocument = graphql(`
  query CellsOfRun($id: ID!) {
    run(id: $id) {
      state
      scoresClearedAt
      analysis {
        name
      }
      result {
        __typename
        ... on ValueLoyaltyResultReady {
          cells {
            loyalty
            tier
            isHidden
            n
          }
        }
      }
    }
  }
`);

export const customersOfCellDocument = graphql(`
  query CustomersOfCell($id: ID!, $loyalty: Loyalty!, $tier: Int!, $first: Int!, $after: String) {
    run(id: $id) {
      result {
        __typename
        ... on ValueLoyaltyResultReady {
          cell(loyalty: $loyalty, tier: $tier) {
            customers(first: $first, after: $after) {
              nodes {
                position
                customer {
                  externalId
                }
                score
                value
                revenue
                costToServe
                netValue
                churnRisk
                revenueAtRisk
              }
              pageInfo {
                hasNextPage
                endCursor
              }
            }
          }
        }
      }
    }
  }
`);

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
