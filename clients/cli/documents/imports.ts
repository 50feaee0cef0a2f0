import { graphql } from '../generated/gql.ts';

export const importDocument = graphql(`
  query Import($id: ID!) {
    import(id: $id) {
      id
      kind
      source
      surveyKey
      dryRun
      state
      progress {
        stage
        fraction
        rowsDone
        rowsTotal
      }
      checksum
      rowsRead
      rowsLoaded
      rowsUnchanged
      rowsRejected
      report
      errorCode
      errorMessage
      startedAt
      finishedAt
    }
  }
`);

/** Apart, because reasons may quote the rows and need the scope pii. */
export const importErrorsDocument = graphql(`
  query ImportErrors($id: ID!, $first: Int!) {
    import(id: $id) {
      errors(first: $first) {
        edges {
          node {
            line
            field
            code
            reason
          }
        }
        pageInfo {
          hasNextPage
        }
      }
    }
  }
`);
