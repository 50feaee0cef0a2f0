import { graphql } from '../generated/gql.ts';

export const importDocument = graphql(`
  query Import($id: ID!) {
    import(id: $id) {
      id
      kind
      source
      surveyKey
      dryRun
      undoes
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
  query ImportErrors($id: ID!, $first: Int!, $after: String) {
    import(id: $id) {
      errors(first: $first, after: $after) {
        edges {
          node {
            line
            field
            code
            reason
            raw
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

export const importsDocument = graphql(`
  query Imports($first: Int!) {
    imports(first: $first) {
      nodes {
        id
        kind
        source
        surveyKey
        dryRun
        undoes
        state
        rowsRead
        rowsLoaded
        rowsUnchanged
        rowsRejected
        errorCode
        createdAt
        finishedAt
      }
    }
  }
`);

export const cancelImportDocument = graphql(`
  mutation CancelImport($id: ID!) {
    cancelImport(id: $id) {
      id
      state
    }
  }
`);

export const undoImportDocument = graphql(`
  mutation UndoImport($id: ID!, $dryRun: Boolean!) {
    undoImport(id: $id, dryRun: $dryRun) {
      id
      state
    }
  }
`);
