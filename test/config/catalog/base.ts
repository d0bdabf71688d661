/** A small, good catalog. Tests replace one part of it. */
export const base = `version: 1
channels:
  operations: operations
  security: "#security"
roles:
  developers: { slack_groups: ["@developers"] }
  approvers:
    slack_users: [U01ABCDEF]
    github_teams: [acme/approvers]
people:
  - { slack: U01ABCDEF, github: octocat }
pipelines:
  shop:
    repository: acme/shop
    channel: deployments
    default: all
    services: [api, worker]
    groups:
      all: [api, worker]
    environments:
      staging:
        workflow: deploy.yml
        default_ref: { branch: main }
        gates:
          permission: { roles: [developers] }
      production:
        workflow: deploy.yml
        default_ref: { latest_tag: v*.*.* }
        gates:
          permission: { roles: [developers] }
          ref: { tags: [v*.*.*] }
          after: { environment: staging, same: sha }
          window:
            timezone: Europe/Berlin
            allowed:
              - { days: [mon-thu], hours: "09:00-17:30" }
        approvals:
          roles: [approvers]
          notify: ["#operations"]
`;

/** The base with one piece replaced; fails when the piece is not there. */
export function replaced(piece: string, by: string): string {
  if (!base.includes(piece)) throw new Error(`the base catalog has no ${piece}`);
  return base.replace(piece, () => by);
}
