import { describe, expect, it } from 'vitest';
import { checkBlocks } from '../../../sandbox/slack/blocks/check-blocks.ts';
import { checkMessageBlocks } from '../../../sandbox/slack/blocks/check-message.ts';

type Json = Record<string, unknown>;
const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const x = (length: number) => 'x'.repeat(length);
const many = <T>(length: number, make: (index: number) => T): T[] => Array.from({ length }, (_, index) => make(index));
const button = (more: Json = {}) => ({ type: 'button', text: plain('Go'), ...more });
const actions = (...elements: Json[]) => ({ type: 'actions', elements });
const options = (count: number) => many(count, (index) => ({ text: plain(`o${index}`), value: `${index}` }));
const select = (more: Json) => actions({ type: 'static_select', action_id: 's', ...more });
const section = (text: string) => ({ type: 'section', text: mrkdwn(text) });
const rich = { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'hi' }] }] };
const task = (more: Json = {}) => ({ type: 'task_card', task_id: 't', title: 'Build', status: 'pending', ...more });
const table = { type: 'table', rows: [[{ type: 'raw_text', text: 'a' }]] };
const dataTable = (rows: number) => ({
  type: 'data_table',
  caption: 'Numbers',
  rows: many(rows, () => [{ type: 'raw_text', text: 'a' }]),
});

const good: [string, Json[]][] = [
  ['fifty blocks', many(50, () => ({ type: 'divider' }))],
  ['a section of 3000', [section(x(3000))]],
  ['a header of 150', [{ type: 'header', text: plain(x(150)) }]],
  ['twenty-five buttons', [actions(...many(25, (index) => button({ action_id: `a${index}` })))]],
  ['a value of 2000', [actions(button({ value: x(2000) }))]],
  ['a hundred options', [select({ options: options(100) })]],
  [
    'a plan with tasks',
    [{ type: 'plan', title: 'Deploy', tasks: [task({ output: rich }), task({ type: undefined })] }],
  ],
  ['one task card', [task({ sources: [{ type: 'url', url: 'https://x.test', text: 'run' }] })]],
  ['a table', [table]],
  ['a data table', [dataTable(101)]],
  ['markdown of 12000', [{ type: 'markdown', text: x(12_000) }]],
  ['a card', [{ type: 'card', title: mrkdwn('A'), actions: [button()] }]],
  ['a carousel', [{ type: 'carousel', elements: [{ type: 'card', body: mrkdwn('A') }] }]],
  ['a container', [{ type: 'container', title: plain('C'), child_blocks: [section('a')] }]],
  [
    'context actions',
    [{ type: 'context_actions', elements: [{ type: 'icon_button', icon: 'trash', text: plain('Bin') }] }],
  ],
  ['a video', [{ type: 'video', video_url: 'u', thumbnail_url: 't', alt_text: 'a', title: plain('V') }]],
  ['an image', [{ type: 'image', image_url: 'https://x.test/a.png', alt_text: 'a' }]],
  ['context', [{ type: 'context', elements: [mrkdwn('a'), { type: 'image', image_url: 'u', alt_text: 'a' }] }]],
];

const bad: [string, Json[], RegExp][] = [
  [
    'fifty-one blocks',
    many(51, () => ({ type: 'divider' })),
    /no more than 50 items allowed \[json-pointer:\/blocks\]/,
  ],
  ['an unknown block', [{ type: 'marquee' }], /unsupported type: marquee \[json-pointer:\/blocks\/0\/type\]/],
  ['an alert', [{ type: 'alert', text: plain('a') }], /unsupported type: alert/],
  ['a section of 3001', [section(x(3001))], /less than 3001 characters \[json-pointer:\/blocks\/0\/text\/text\]/],
  ['an empty section', [{ type: 'section' }], /missing required field: text/],
  ['empty text', [section('')], /must be more than 0 characters/],
  ['a header of 151', [{ type: 'header', text: plain(x(151)) }], /less than 151/],
  ['a header in mrkdwn', [{ type: 'header', text: mrkdwn('a') }], /json-pointer:\/blocks\/0\/text\/type/],
  ['twenty-six buttons', [actions(...many(26, (index) => button({ action_id: `a${index}` })))], /no more than 25/],
  ['no buttons', [actions()], /no fewer than 1/],
  ['a button of 76', [actions(button({ text: plain(x(76)) }))], /less than 76/],
  ['a value of 2001', [actions(button({ value: x(2001) }))], /less than 2001/],
  ['a made-up style', [actions(button({ style: 'warning' }))], /elements\/0\/style/],
  ['an unknown field', [actions(button({ color: 'red' }))], /invalid additional property: color/],
  [
    'a confirm button of 31',
    [actions(button({ confirm: { text: mrkdwn('a'), confirm: plain(x(31)) } }))],
    /less than 31/,
  ],
  ['a hundred and one options', [select({ options: options(101) })], /no more than 100/],
  ['no options', [select({})], /either `options` or `option_groups`/],
  [
    'a text input in a row',
    [actions({ type: 'plain_text_input', action_id: 'a' })],
    /unsupported type: plain_text_input/,
  ],
  ['one action_id twice', [actions(button({ action_id: 'a' }), button({ action_id: 'a' }))], /`action_id` "a" already/],
  [
    'one block_id twice',
    [
      { ...section('a'), block_id: 'b' },
      { ...section('b'), block_id: 'b' },
    ],
    /`block_id` "b" already/,
  ],
  ['a block_id of 256', [{ ...section('a'), block_id: x(256) }], /less than 256/],
  ['two plans', many(2, () => ({ type: 'plan', title: 'a' })), /Cannot have more than 1 plan block/],
  ['a made-up status', [task({ status: 'done' })], /blocks\/0\/status/],
  ['details as text', [task({ details: 'text' })], /blocks\/0\/details/],
  ['two tables', [table, dataTable(2)], /only one table/],
  ['uneven rows', [{ ...dataTable(2), rows: [...dataTable(2).rows, []] }], /rows/],
  ['a data table of 102', [dataTable(102)], /no more than 101/],
  ['markdown over 12000 in sum', many(2, () => ({ type: 'markdown', text: x(6001) })), /less than 12001/],
  [
    'a plan in a container',
    [{ type: 'container', title: plain('C'), child_blocks: [{ type: 'plan', title: 'a' }] }],
    /unsupported/,
  ],
  ['an empty card', [{ type: 'card' }], /at least one of/],
  ['no type', [{ text: 'a' }], /missing required field: type/],
  ['missing label', [{ type: 'input', element: { type: 'plain_text_input' } }], /missing required field: label/],
];

describe('blocks of a message', () => {
  it.each(good)('may be %s', (_, blocks) => {
    const sent: unknown = JSON.parse(JSON.stringify(blocks));
    expect(() => checkMessageBlocks(sent)).not.toThrow();
  });

  it.each(bad)('may not be %s', (_, blocks, words) => {
    const refused = expect.objectContaining({
      code: 'invalid_blocks',
      detail: expect.objectContaining({ response_metadata: { messages: [expect.stringMatching(words)] } }),
    });
    expect(() => checkMessageBlocks(blocks)).toThrow(refused);
  });

  it('may hold 13200 characters together, not more', () => {
    const sections = (length: number) => [...many(4, () => section(x(3000))), section(x(length))];
    expect(() => checkMessageBlocks(sections(1200))).not.toThrow();
    expect(() => checkMessageBlocks(sections(1201))).toThrow(expect.objectContaining({ code: 'msg_blocks_too_long' }));
  });

  it('may stand elsewhere only where Slack says', () => {
    expect(checkBlocks([{ type: 'alert', text: plain('a') }], 'modal', ['blocks'])).toEqual([]);
    expect(checkBlocks([{ type: 'plan', title: 'a' }], 'home', ['blocks'])).toHaveLength(1);
    expect(checkBlocks([table], 'home', ['blocks'])).toHaveLength(1);
  });
});
