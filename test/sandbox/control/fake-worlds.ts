import type { GitHubSimulation, SandboxMessage, SlackSimulation, WorldPerson } from '../../../sandbox/contract.ts';
import { userGroups } from '../../../sandbox/people.ts';

/** What the control API asked of the worlds, in order: name of the method and its arguments. */
export type Calls = [string, ...unknown[]][];

/** A Slack that notes what it is asked and answers from `messages`; button "Twice" exists two times. */
export function fakeSlack(people: WorldPerson[], calls: Calls): SlackSimulation & { change(): void } {
  const listeners = new Set<(what: string) => void>();
  const groups = new Map(
    Object.keys(userGroups).map((group) => [
      group,
      people.filter((p) => p.groups.includes(group)).map((p) => p.handle),
    ]),
  );
  const messages: SandboxMessage[] = [
    { ts: '1.1', author: 'Quarterdeck', text: 'for all', blocks: [] },
    { ts: '1.2', author: 'Quarterdeck', text: 'for dev', blocks: [], ephemeral_to: 'dev' },
  ];
  const idOf = (handle: string) => people.find((person) => person.handle === handle)?.slackId ?? '';
  return {
    apiUrl: 'http://127.0.0.1:9/api/',
    botToken: 'xoxb-fake',
    appToken: 'xapp-fake',
    limited: true,
    signingSecret: 'fake',
    connected: false,
    methods: [],
    deliverTo: (url) => calls.push(['slack.deliverTo', url]),
    async command(handle, input) {
      calls.push(['command', handle, input]);
      return { acked: false, error: 'dispatch_failed' };
    },
    async press(handle, target, control) {
      calls.push(['press', handle, target, control]);
      if ('button' in control && control.button === 'Twice') return { acked: false, error: 'ambiguous', status: 409 };
      return { acked: true };
    },
    async submit(handle, input) {
      calls.push(['submit', handle, input]);
      return { acked: true, errors: { Reason: 'Say why.' } };
    },
    async closeView(handle, view) {
      calls.push(['closeView', handle, view]);
      return { acked: true };
    },
    openView: () => null,
    async options(handle, input) {
      calls.push(['options', handle, input]);
      if (input.view !== 'V1') return { acked: false, error: 'this form is not open', status: 404 };
      return ['develop', 'main'];
    },
    home: async () => ({ type: 'home', blocks: [] }),
    publishedHome: () => null,
    say(handle, input) {
      calls.push(['say', handle, input]);
      return { ts: '1.3' };
    },
    messages: (_channel, as) => messages.filter((m) => m.ephemeral_to === undefined || m.ephemeral_to === as),
    directory: () => ({
      channels: ['deployments', 'operations', 'security'].map((name) => ({ id: name, name, topic: '' })),
      people,
      groups: [...groups].map(([handle, users]) => ({ id: handle, handle, name: handle, users: users.map(idOf) })),
      commands: [],
      bot: { id: 'U0BOT', name: 'Quarterdeck' },
    }),
    setGroupMembers(group, handles) {
      groups.set(group, handles);
    },
    fault: (fault) => calls.push(['slack.fault', fault]),
    clearFaults: () => calls.push(['slack.clearFaults']),
    async redeliverLast() {
      return { acked: true };
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    change: () => {
      for (const listener of listeners) listener('message');
    },
    close: async () => undefined,
  };
}

export function fakeGitHub(calls: Calls): GitHubSimulation {
  const note =
    (name: string) =>
    (...args: unknown[]) => {
      calls.push([name, ...args]);
    };
  return {
    apiUrl: 'http://127.0.0.1:9',
    token: 'ghs_fake',
    appId: 1,
    clientId: 'Iv1.fake',
    privateKey: '',
    webhookSecret: 'fake',
    routes: [],
    deliverTo: note('github.deliverTo'),
    world: () => ({
      running: { api: { staging: { ref: 'develop', sha: 'a' } } },
      runs: [],
      workflows: [],
      deployments: [],
      repositories: {},
    }),
    running: () => ({ one: { production: { ref: 'main', sha: 'a'.repeat(40) } } }),
    commitOf: (name) => (name === 'main' ? 'a'.repeat(40) : null),
    dispatch(handle, input) {
      calls.push(['dispatch', handle, input]);
      if (input.workflow === 'deploy.yml') return { run: 8 };
      return { refused: 'unknown_workflow', message: `There is no ${input.workflow}.` };
    },
    push(handle, input) {
      calls.push(['push', handle, input]);
      if (input.repository !== 'acme/one') return { refused: 'unknown_repository', message: 'There is none.' };
      return { ref: 'refs/heads/main', sha: 'f'.repeat(40), runs: [7] };
    },
    protect: note('protect'),
    review(handle, input) {
      calls.push(['review', handle, input]);
      return handle === 'lead';
    },
    enterDeviceCode: (_handle, code) => code === 'ABCD-EFGH',
    verifyEmails: note('verifyEmails'),
    tokenOf: (handle) => `ghp_${handle}`,
    failJob: note('failJob'),
    setChecks: note('setChecks'),
    upload: note('upload'),
    pullRequest(wish) {
      calls.push(['pullRequest', wish]);
      return { number: 1, sha: 'f'.repeat(40) };
    },
    protectBranch: note('protectBranch'),
    fault: note('github.fault'),
    clearFaults: note('github.clearFaults'),
    async told() {
      calls.push(['told']);
    },
    webhooks: note('webhooks'),
    setTeamMembers: note('setTeamMembers'),
    onChange: () => () => undefined,
    close: async () => undefined,
  };
}
