/** REST, webhooks and GitHub's pages show an app with the ending that GraphQL leaves away. */
export function loginOf({ __typename: kind, login }: { __typename: string; login: string }): string {
  return kind === 'Bot' && !login.endsWith('[bot]') ? `${login}[bot]` : login;
}
