import { graphql } from '../generated/gql.ts';

export const eraseCustomerDocument = graphql(`
  mutation EraseCustomer($externalId: String!) {
    eraseCustomer(externalId: $externalId) {
      erasedOn
      wasErasedBefore
      facts
      customer {
        externalId
      }
    }
  }
`);
