import { expect, test } from 'vitest';
import { refusalComment, ruleComment } from '../../src/policy/rule-comment.ts';
import { approval, deployment, vote } from '../builders.ts';

const link = 'https://acme.slack.com/archives/C1/p1';

test('says who approved, what, who asked, and where it can be read', () => {
  const approved = deployment({ approval: approval({ votes: [vote('lead'), vote('lead2')] }) });
  expect(ruleComment(approved, link)).toBe(
    `Approved in Slack by lead (release-managers), lead2 (release-managers). api develop (4565cf0) to staging, asked for by dev. [Quarterdeck deployment ${approved.id}](${link})`,
  );
});

test('without an approval and without a message it says so', () => {
  expect(ruleComment(deployment(), null)).toMatch(
    /^Every gate passed; nobody has to approve\. .* Quarterdeck deployment d-\w+\.$/,
  );
});

test('names and reasons format nothing and mention nobody', () => {
  const text = refusalComment(deployment(), 'by @octocat [x](http://e.vil)\n# *now*', null);
  expect(text).toContain('by @\u200boctocat \\[x\\](http://e.vil) \\# \\*now\\*');
});
