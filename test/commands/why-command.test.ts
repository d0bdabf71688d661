import { describe, expect, test } from 'vitest';
import { why } from '../../commands/why.ts';
import type { WhyQuestion } from '../../src/usecases/why.ts';
import { person } from '../builders.ts';
import { callOf } from './call.ts';

const dana = person('dev2').slackId;

async function asks(text: string, mentioned: string[] = []) {
  const questions: WhyQuestion[] = [];
  const ask = {
    why: async (question: WhyQuestion) => {
      questions.push(question);
      return { kind: 'text', tone: 'info', title: 'Why', lines: [] };
    },
  };
  const reply = await why.run(callOf({ ask, mentioned }), text);
  return questions[0] ?? JSON.stringify(reply);
}

describe('/why of somebody else', () => {
  test.each([
    'staging --for @dana',
    'staging @dana',
    'staging for @dana',
    'staging of @dana --at "tue 10:00"',
    '@dana staging',
  ])('%s', async (text) => {
    expect(await asks(text, [dana])).toMatchObject({
      environment: 'staging',
      ref: null,
      at: text.includes('--at') ? 'tue 10:00' : null,
      person: { slackId: dana, name: 'dana' },
    });
  });

  test('nobody is meant by what Slack does not know as a mention, nor by two', async () => {
    expect(await asks('staging @dana')).toMatchObject({ ref: '@dana', person: { slackId: person('dev').slackId } });
    expect(await asks('staging @dana', [dana, person('lead').slackId])).toContain('It is not clear whose deploy');
    expect(await asks('staging')).toMatchObject({ person: { slackId: person('dev').slackId } });
  });
});
