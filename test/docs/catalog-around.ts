/** A catalog in which production has these settings, besides the two that every environment needs. */
export function catalogAround(settings: string): string {
  return `version: 1
channels: { operations: operations, security: security }
roles:
  developers: { slack_groups: [developers] }
  release-managers: { slack_groups: [release-managers] }
  sre: { slack_groups: [sre] }
  security: { slack_groups: [security] }
pipelines:
  shop:
    repository: acme/shop
    channel: deployments
    services: [api]
    environments:
      staging:
        workflow: deploy.yml
        default_ref: { branch: main }
        gates:
          permission: { roles: [developers] }
      production:
        workflow: deploy.yml
        default_ref: { branch: main }
${settings.replace(/^(?=.)/gm, '        ')}`;
}
