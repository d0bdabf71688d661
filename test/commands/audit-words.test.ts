import { describe, expect, test } from 'vitest';
import { readAuditWords } from '../../commands/audit-words.ts';
import { isProblem } from '../../commands/deploy-words.ts';
import { day } from '../../src/model/time.ts';
import { auditSearch, catalog, now, person } from '../builders.ts';

function read(text: string, mentioned: string[] = []) {
  const words = readAuditWords(text, { catalog: catalog(), person: person('lead'), now, mentioned });
  return isProblem(words) ? `${words.wrong} ${words.right}` : words;
}

describe('the words after /audit', () => {
  test.each<[string, string[], Parameters<typeof auditSearch>[0]]>([
    ['', [], {}],
    ['incident 4711', [], { words: ['incident', '4711'] }],
    ['"order book" v1.4.0', [], { words: ['order book', 'v1.4.0'] }],
    ['by @dana about production', ['U0DEV0000'], { by: { id: 'U0DEV0000', name: 'dana' }, about: 'production' }],
    ['by U0DEV0000', [], { by: { id: 'U0DEV0000', name: 'U0DEV0000' } }],
    ['by me since 2d', [], { by: { id: 'U0LEAD000', name: 'lead' }, since: now - 2 * day }],
    ['by quarterdeck', [], { by: { id: 'quarterdeck', name: 'Quarterdeck' } }],
    ['about api action=lock.taken lunch', [], { about: 'api', action: 'lock.taken', words: ['lunch'] }],
    ['about=d-abcdefghij since=2026-01-05', [], { about: 'd-abcdefghij', since: Date.parse('2026-01-05') }],
    ['about all', [], { about: '*' }],
    ['action', [], { words: ['action'] }],
    ['constructor', [], { words: ['constructor'] }],
  ])('%s', (text, mentioned, expected) => {
    expect(read(text, mentioned)).toEqual(auditSearch(expected));
  });

  test.each<[string, string[], RegExp]>([
    ['by dana', [], /not clear who dana is.*choose one person from the list/],
    ['by', [], /not said by whom/],
    ['by @dana', ['U0DEV0000', 'U0DEV2000'], /choose one person/],
    ['@dana', ['U0DEV0000'], /Write by @dana/],
    ['about prod', [], /Did you mean production\?/],
    ['about', [], /Known: staging, production/],
    ['action=lock.take', [], /Did you mean lock.taken\?/],
    ['action=', [], /Known: deployment.requested/],
    ['since yesterday', [], /"yesterday" is not a time.*since 2d/],
    ['since 2026-99-01', [], /not a time/],
    ['since 1d since 2d', [], /two of "since"/],
    ['"open', [], /never closed/],
    ['a b c d e f g h i', [], /9 words/],
  ])('%s is answered with what was wrong', (text, mentioned, expected) => {
    expect(read(text, mentioned)).toMatch(expected);
  });
});
