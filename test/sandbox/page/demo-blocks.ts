import type { HomeView, KnownBlock, ModalView, RichTextBlock, TaskCardBlock } from '@slack/types';

interface Content {
  text: string;
  blocks: KnownBlock[];
}

const rich = (text: string): RichTextBlock => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
});

const stages = ['Build images', 'Push to the registry', 'Roll out api, websocket', 'Smoke tests', 'Load test'];

/** `at` stages are complete, the next is in progress. */
export function deploymentMessage(user: string, at: number): Content {
  const task = (title: string, index: number): TaskCardBlock => ({
    type: 'task_card',
    task_id: `stage-${index}`,
    title,
    status: index < at ? 'complete' : index === at ? 'in_progress' : 'pending',
    ...(index === at ? { output: rich('Step 3 of 6: wait for the health check · 1m 20s') } : {}),
    ...(index === at ? { sources: [{ type: 'url', text: 'View job', url: 'http://127.0.0.1/run' }] } : {}),
  });
  return {
    text: 'Deploying trading-engine to staging',
    blocks: [
      {
        type: 'section',
        text: {
          type: 'mrkdwn',
          text: `:rocket: *Deploying trading-engine to staging*\n<@${user}> · \`develop\` at <http://127.0.0.1/commit|\`3f9c2ab\`> “feat: show the reason of a rejected order”\n&lt;!channel&gt; is only quoted here, and 2 &lt; 3 &amp; 4`,
        },
      },
      { type: 'plan', title: 'Staging · rolling', tasks: stages.map(task) },
      {
        type: 'context',
        elements: [
          { type: 'mrkdwn', text: ':hourglass_flowing_sand: 4m 12s so far' },
          { type: 'mrkdwn', text: 'started <!date^1768921500^{date_short_pretty} at {time}|earlier>' },
          { type: 'mrkdwn', text: '<http://127.0.0.1/compare|4 commits since v1.3.0>' },
        ],
      },
      {
        type: 'actions',
        elements: [
          {
            type: 'button',
            action_id: 'cancel',
            text: { type: 'plain_text', text: 'Cancel' },
            style: 'danger',
            confirm: {
              title: { type: 'plain_text', text: 'Cancel this deployment?' },
              text: { type: 'mrkdwn', text: 'The run on GitHub is cancelled; *staging* keeps what it has.' },
              confirm: { type: 'plain_text', text: 'Cancel it' },
              deny: { type: 'plain_text', text: 'Let it run' },
              style: 'danger',
            },
          },
          {
            type: 'button',
            action_id: 'view',
            text: { type: 'plain_text', text: 'View run' },
            url: 'http://127.0.0.1/run',
          },
          {
            type: 'overflow',
            action_id: 'more',
            options: [
              { text: { type: 'plain_text', text: 'Re-run failed' }, value: 'rerun' },
              { text: { type: 'plain_text', text: 'Deploy again' }, value: 'again' },
            ],
          },
        ],
      },
    ],
  };
}

export function approvalCard(): Content {
  return {
    text: 'Approval wanted',
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: ':lock: Production waits for approval' } },
      {
        type: 'section',
        text: {
          type: 'mrkdwn',
          text: '*trading-engine* `v1.3.0` → `v1.4.0`\n> Merge develop for 1.4.0\n1 of 2 release managers',
        },
        fields: [
          { type: 'mrkdwn', text: '*Who may approve*\n@release-managers' },
          { type: 'mrkdwn', text: '*Expires*\nin 2 hours' },
          { type: 'mrkdwn', text: '*Checks*\n:white_check_mark: 9 of 9 green' },
          { type: 'mrkdwn', text: '*Verified in*\nstaging, the same tree' },
        ],
      },
      {
        type: 'image',
        title: { type: 'plain_text', text: 'The last hour' },
        image_url: 'http://127.0.0.1/chart.svg',
        alt_text: 'errors of the last hour',
      },
      {
        type: 'actions',
        elements: [
          {
            type: 'button',
            action_id: 'approve',
            style: 'primary',
            text: { type: 'plain_text', text: 'Approve' },
            confirm: {
              title: { type: 'plain_text', text: 'Approve v1.4.0?' },
              text: { type: 'plain_text', text: 'It goes to production at once.' },
              confirm: { type: 'plain_text', text: 'Approve' },
              deny: { type: 'plain_text', text: 'Not yet' },
            },
          },
          { type: 'button', action_id: 'reject', style: 'danger', text: { type: 'plain_text', text: 'Reject' } },
          { type: 'button', action_id: 'first', text: { type: 'plain_text', text: 'Same' }, value: 'first' },
          { type: 'button', action_id: 'second', text: { type: 'plain_text', text: 'Same' }, value: 'second' },
        ],
      },
    ],
  };
}

export function refusal(): Content {
  return {
    text: 'Not deployed',
    blocks: [
      {
        type: 'section',
        text: {
          type: 'mrkdwn',
          text: ':no_entry: *Not deployed to production: 2 of 7 rules say no*\n:x: *checks* `security` has failed on `3f9c2ab`\n:x: *window* Tuesday 18:05 is after 16:00 New York\n:white_check_mark: permission  :white_check_mark: ref  :white_check_mark: lock',
        },
      },
    ],
  };
}

export function logBlocks(): Content {
  return {
    text: 'Log',
    blocks: [
      {
        type: 'section',
        text: {
          type: 'mrkdwn',
          text: ':x: *Smoke tests* failed at step _Check /healthz_\n```$ curl -fsS https://staging.example/healthz\ncurl: (22) The requested URL returned error: 503\nError: Process completed with exit code 22.```',
        },
      },
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_list',
            style: 'bullet',
            elements: ['feat: risk limits per account (#412)', 'fix: <!channel> &lt;b&gt; *not bold*'].map((text) => ({
              type: 'rich_text_section',
              elements: [{ type: 'text', text }],
            })),
          },
          {
            type: 'rich_text_section',
            elements: [
              { type: 'text', text: 'by ' },
              { type: 'text', text: 'Sam', style: { bold: true } },
              { type: 'text', text: ' in ' },
              { type: 'text', text: 'api/health.go', style: { code: true } },
              { type: 'text', text: ' ' },
              { type: 'emoji', name: 'eyes' },
              { type: 'text', text: ', see ' },
              { type: 'link', url: 'http://127.0.0.1/job', text: 'the job' },
            ],
          },
          { type: 'rich_text_quote', elements: [{ type: 'text', text: 'it worked yesterday' }] },
          { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'exit 22\n  at line 3' }] },
        ],
      },
    ],
  };
}

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const option = (text: string) => ({ text: plain(text), value: text });

export function deployForm(): ModalView {
  return {
    type: 'modal',
    callback_id: 'deploy',
    title: plain('Deploy'),
    submit: plain('Deploy'),
    close: plain('Cancel'),
    blocks: [
      {
        type: 'section',
        text: { type: 'mrkdwn', text: 'Everything here can be *typed* too: `/deploy staging develop`.' },
      },
      {
        type: 'input',
        block_id: 'environment',
        label: plain('Environment'),
        element: {
          type: 'static_select',
          action_id: 'environment',
          options: [option('staging'), option('production')],
          initial_option: option('staging'),
        },
      },
      {
        type: 'input',
        block_id: 'ref',
        label: plain('Branch or tag'),
        hint: plain('A branch, a tag or a SHA.'),
        element: { type: 'external_select', action_id: 'ref', min_query_length: 0, placeholder: plain('Choose a ref') },
      },
      {
        type: 'input',
        block_id: 'services',
        label: plain('Services'),
        optional: true,
        element: {
          type: 'multi_static_select',
          action_id: 'services',
          options: [option('api'), option('websocket'), option('worker')],
        },
      },
      {
        type: 'input',
        block_id: 'reviewer',
        label: plain('Tell'),
        optional: true,
        element: { type: 'users_select', action_id: 'reviewer' },
      },
      {
        type: 'input',
        block_id: 'how',
        label: plain('How'),
        element: {
          type: 'radio_buttons',
          action_id: 'how',
          options: [option('Rolling'), option('Blue-green')],
          initial_option: option('Rolling'),
        },
      },
      {
        type: 'input',
        block_id: 'skip',
        label: plain('Skip'),
        optional: true,
        element: { type: 'checkboxes', action_id: 'skip', options: [option('Load test'), option('Smoke test')] },
      },
      {
        type: 'input',
        block_id: 'day',
        label: plain('Not before'),
        optional: true,
        element: { type: 'datepicker', action_id: 'day' },
      },
      {
        type: 'input',
        block_id: 'replicas',
        label: plain('Replicas'),
        optional: true,
        element: { type: 'number_input', action_id: 'replicas', is_decimal_allowed: false },
      },
      {
        type: 'input',
        block_id: 'reason',
        label: plain('Reason'),
        element: { type: 'plain_text_input', action_id: 'reason', multiline: true, placeholder: plain('Why now?') },
      },
    ],
  };
}

export function homeTab(user: string): HomeView {
  return {
    type: 'home',
    blocks: [
      { type: 'header', text: plain('What runs where') },
      { type: 'section', text: { type: 'mrkdwn', text: `Good morning <@${user}>. *2* deployments are in flight.` } },
      {
        type: 'section',
        text: { type: 'mrkdwn', text: '*production* runs `v1.3.0` since 19 days, by Lena Brandt' },
        accessory: { type: 'button', action_id: 'again', text: plain('Deploy…') },
      },
      { type: 'divider' },
      { type: 'context', elements: [{ type: 'mrkdwn', text: 'Updated a moment ago' }] },
    ],
  };
}
