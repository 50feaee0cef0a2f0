import { graphql } from '../generated/gql.ts';

export const savedDocumentsDocument = graphql(`
  query SavedDocuments($after: String) {
    savedDocuments(first: 200, after: $after) {
      nodes {
        id
        name
        description
        operation
        path
        updatedAt
        variables {
          name
          type
          isRequired
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export const savedTextsDocument = graphql(`
  query SavedTexts($after: String) {
    savedDocuments(first: 200, after: $after) {
      nodes {
        name
        document
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export const savedDocumentDocument = graphql(`
  query SavedDocument($name: String!) {
    savedDocument(name: $name) {
      id
      name
      description
      operation
      path
      document
      createdAt
      updatedAt
      variables {
        name
        type
        isRequired
        defaultValue
      }
    }
  }
`);

export const saveDocumentDocument = graphql(`
  mutation SaveDocument($input: SavedDocumentInput!) {
    saveDocument(input: $input) {
      name
      path
      variables {
        name
        type
        isRequired
      }
    }
  }
`);

export const deleteDocumentDocument = graphql(`
  mutation DeleteDocument($name: String!) {
    deleteDocument(name: $name)
  }
`);
