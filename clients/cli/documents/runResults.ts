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
