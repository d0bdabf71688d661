import { expect, test } from 'vitest';
import { type Inline, parseMrkdwn } from '../../../sandbox/page/blocks/mrkdwn-parse.ts';

/** A short notation of what was understood: `b(x)` for bold, `link[href](x)` and so on. */
function shorthand(nodes: Inline[]): string {
  return nodes
    .map((node) => {
      switch (node.kind) {
        case 'text':
          return node.text;
        case 'emoji':
          return `:${node.text}:`;
        case 'code':
        case 'bold':
        case 'italic':
        case 'strike':
          return `${node.kind[0]}(${shorthand(node.children)})`;
        case 'link':
          return `link[${node.href}](${shorthand(node.children)})`;
        case 'date':
          return `date[${node.seconds} ${node.template}](${node.fallback})`;
        case 'broadcast':
          return `everybody(${node.text})`;
        case 'break':
          return '/';
        default:
          return `${node.kind}[${node.id}](${node.text})`;
      }
    })
    .join('');
}
const read = (text: string) =>
  parseMrkdwn(text).map((part) =>
    part.kind === 'pre' ? `pre(${part.text})` : `${part.kind}: ${shorthand(part.children)}`,
  );

test.each([
  ['*bold* _it_ ~no~ `code`', ['lines: b(bold) i(it) s(no) c(code)']],
  ['*b _i_*', ['lines: b(b i(i))']],
  ['2*3*4 and snake_case_name', ['lines: 2*3*4 and snake_case_name']],
  ['* not bold* and *', ['lines: * not bold* and *']],
  ['&lt;!channel&gt; &amp;lt; <!channel>', ['lines: <!channel> &lt; everybody(channel)']],
  ['<@U1> <#C1|ops> <!subteam^S1|@lead>', ['lines: user[U1]() channel[C1](ops) group[S1](@lead)']],
  ['<https://x.y/?a=1&amp;b=2|see *this*>', ['lines: link[https://x.y/?a=1&b=2](see b(this))']],
  ['`<https://x.y|3f9c>` `*plain*`', ['lines: c(link[https://x.y](3f9c)) c(*plain*)']],
  ['<javascript:alert(1)|x>', ['lines: <javascript:alert(1)|x>']],
  ['<!date^1768921500^{date} at {time}|then>', ['lines: date[1768921500 {date} at {time}](then)']],
  ['a\n&gt; said\n&gt; more\nb', ['lines: a', 'quote: said/more', 'lines: b']],
  ['log:\n```one\n*two*```\nend', ['lines: log:', 'pre(one\n*two*)', 'lines: end']],
  ['unpaired ``` stays', ['lines: unpaired ``` stays']],
  [':rocket: at 10:30:00', ['lines: :rocket: at 10:30:00']],
])('%j', (text, parts) => expect(read(text)).toEqual(parts));
