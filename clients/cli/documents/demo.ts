import { graphql } from '../generated/gql.ts';

export const joinCoverageDocument = graphql(`
  query JoinCoverage {
    joinCoverage {
      responses
      withCustomer
      withOrder
      withTicket
      withVisit
    }
  }
`);

/** Customers who complained lately, and what else is known of each. */
export const complainantsDocument = graphql(`
  query Complainants {
    tickets(first: 50, kind: ["COMPLAINT"]) {
      edges {
        node {
          customer {
            externalId
            responses(first: 2) {
              edges {
                node {
                  id
                }
              }
            }
            orders(first: 1) {
              totalCount
            }
            visits(first: 1) {
              totalCount
            }
          }
        }
      }
    }
  }
`);

export const relationshipDocument = graphql(`
  query Relationship {
    survey(key: "relationship") {
      title
      nps {
        estimate
        ciLow
        ciHigh
        n
      }
    }
  }
`);

export const orderTotalsDocument = graphql(`
  query OrderTotals {
    orders(first: 1) {
      totalCount
      totalRevenue
    }
  }
`);

export const subscriptionTotalsDocument = graphql(`
  query SubscriptionTotals {
    monthly: subscriptions(first: 1, plan: ["monthly"]) {
      totalCount
    }
    oneYear: subscriptions(first: 1, plan: ["one-year"]) {
      totalCount
    }
    twoYear: subscriptions(first: 1, plan: ["two-year"]) {
      totalCount
    }
  }
`);

export const setTouchpointRulesDocument = graphql(`
  mutation SetTouchpointRules($rules: [TouchpointRuleInput!]!) {
    setTouchpointRules(rules: $rules) {
      key
    }
  }
`);
