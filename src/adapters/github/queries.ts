/** A GraphQL query. Its name is how it is counted, as a REST request is by its route. */
export interface Query {
  name: string;
  text: string;
}

/** What a ref points at: a commit, or annotated tags with a commit behind them. */
const commitBehind = `
  fragment CommitBehind on GitObject {
    __typename
    ...CommitFacts
    ... on Tag { target { __typename ...CommitFacts ... on Tag { target { __typename ...CommitFacts } } } }
  }
  fragment CommitFacts on Commit {
    oid
    url
    message
    committedDate
    tree { oid }
    author { name user { login } }
  }`;

/** Everything that a typed ref may mean, at once. GitHub also tries short names: `prefix` and `name` say what it found. */
export const refsQuery: Query = {
  name: 'Refs',
  text: `query Refs(
    $owner: String!, $repository: String!, $branch: String!, $tag: String!, $revision: String!,
    $asBranch: Boolean!, $asTag: Boolean!, $asRevision: Boolean!
  ) {
    repository(owner: $owner, name: $repository) {
      branch: ref(qualifiedName: $branch) @include(if: $asBranch) { prefix name target { ...CommitBehind } }
      tag: ref(qualifiedName: $tag) @include(if: $asTag) { prefix name target { ...CommitBehind } }
      commit: object(expression: $revision) @include(if: $asRevision) { __typename ...CommitFacts }
    }
  }${commitBehind}`,
};

/** A page of the check runs and the commit statuses of a commit. */
export const checksQuery: Query = {
  name: 'Checks',
  text: `query Checks($owner: String!, $repository: String!, $sha: GitObjectID!, $after: String) {
    repository(owner: $owner, name: $repository) {
      object(oid: $sha) {
        __typename
        ... on Commit {
          statusCheckRollup {
            contexts(first: 100, after: $after) {
              pageInfo { hasNextPage endCursor }
              nodes {
                __typename
                ... on CheckRun {
                  name status conclusion startedAt url detailsUrl title summary text
                  checkSuite { app { slug } }
                }
                ... on StatusContext { context state createdAt targetUrl description }
              }
            }
          }
        }
      }
    }
  }`,
};

/** A page of a pull request's reviews. `authorCanPushToRepository` is whom GitHub's own protection counts. */
const reviewPage = `
  fragment ReviewPage on PullRequestReviewConnection {
    pageInfo { hasNextPage endCursor }
    nodes { author { __typename login } state submittedAt authorCanPushToRepository commit { oid } }
  }`;

/** The pull requests of a commit with the first hundred reviews of each. */
export const pullRequestsQuery: Query = {
  name: 'PullRequests',
  text: `query PullRequests($owner: String!, $repository: String!, $sha: GitObjectID!) {
    repository(owner: $owner, name: $repository) {
      object(oid: $sha) {
        __typename
        ... on Commit {
          associatedPullRequests(first: 100) {
            nodes {
              number title url state baseRefName headRefOid
              author { __typename login }
              mergeCommit { oid }
              reviewRequests(first: 100) { nodes { requestedReviewer { __typename ... on User { login } } } }
              reviews(first: 100) { ...ReviewPage }
            }
          }
        }
      }
    }
  }${reviewPage}`,
};

/** More reviews of one pull request. */
export const reviewsQuery: Query = {
  name: 'Reviews',
  text: `query Reviews($owner: String!, $repository: String!, $number: Int!, $after: String) {
    repository(owner: $owner, name: $repository) {
      pullRequest(number: $number) { reviews(first: 100, after: $after) { ...ReviewPage } }
    }
  }${reviewPage}`,
};

/**
 * What protects a branch. The classic rule is for administrators' eyes; `refUpdateRule` is what others are shown of it, so that its absence
 * is not taken for nothing.
 */
export const branchProtectionQuery: Query = {
  name: 'BranchProtection',
  text: `query BranchProtection($owner: String!, $repository: String!, $ref: String!) {
    repository(owner: $owner, name: $repository) {
      ref(qualifiedName: $ref) {
        prefix name
        refUpdateRule { pattern }
        branchProtectionRule {
          requiresApprovingReviews requiredApprovingReviewCount
          requiresStatusChecks requiresStrictStatusChecks requiredStatusCheckContexts
          requiresCommitSignatures isAdminEnforced
        }
        rules(first: 100) {
          pageInfo { hasNextPage }
          nodes {
            type
            repositoryRuleset { databaseId name }
            parameters {
              __typename
              ... on PullRequestParameters { requiredApprovingReviewCount }
              ... on RequiredStatusChecksParameters {
                strictRequiredStatusChecksPolicy
                requiredStatusChecks { context }
              }
            }
          }
        }
      }
    }
  }`,
};

/** The newest hundred commits of which a commit is made, with what rules about commits look at. */
export const historyQuery: Query = {
  name: 'History',
  text: `query History($owner: String!, $repository: String!, $sha: GitObjectID!) {
    repository(owner: $owner, name: $repository) {
      object(oid: $sha) {
        __typename
        ... on Commit {
          history(first: 100) {
            nodes {
              id oid message
              author { name email user { login } }
              parents(first: 100) { nodes { oid } }
              signature { isValid state }
            }
          }
        }
      }
    }
  }`,
};

/** All the authors of at most a hundred commits, by their node ids: who wrote each, and who stands in its trailers. */
export const commitAuthorsQuery: Query = {
  name: 'CommitAuthors',
  text: `query CommitAuthors($ids: [ID!]!) {
    nodes(ids: $ids) {
      __typename
      ... on Commit {
        oid
        authors(first: 100) {
          pageInfo { hasNextPage }
          nodes { name email user { login } }
        }
      }
    }
  }`,
};

/** The newest thirty deployments of an environment, with their statuses. */
export const deploymentsQuery: Query = {
  name: 'Deployments',
  text: `query Deployments($owner: String!, $repository: String!, $environment: String!) {
    repository(owner: $owner, name: $repository) {
      deployments(first: 30, environments: [$environment], orderBy: { field: CREATED_AT, direction: DESC }) {
        nodes {
          commitOid createdAt payload
          ref { name }
          creator { __typename login }
          statuses(first: 100) { nodes { state createdAt } }
        }
      }
    }
  }`,
};

/** A page of a run's jobs, each with the environment that it has come to. */
export const jobEnvironmentsQuery: Query = {
  name: 'JobEnvironments',
  text: `query JobEnvironments($id: ID!, $after: String) {
    node(id: $id) {
      ... on WorkflowRun {
        checkSuite {
          checkRuns(first: 100, after: $after) {
            pageInfo { hasNextPage endCursor }
            nodes { detailsUrl deployment { environment } }
          }
        }
      }
    }
  }`,
};

/** A page of an organisation's members, with the addresses that GitHub has verified in its domains. */
export const membersQuery: Query = {
  name: 'Members',
  text: `query Members($organization: String!, $after: String) {
    organization(login: $organization) {
      membersWithRole(first: 100, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes { login organizationVerifiedDomainEmails(login: $organization) }
      }
    }
  }`,
};
