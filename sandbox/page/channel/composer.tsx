import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { SendIcon } from '../shell/icons.tsx';
import type { SlashCommand } from '../world/api.ts';
import { Suggestions, suggestionsFor } from './suggestions.tsx';

interface Props {
  placeholder: string;
  commands: SlashCommand[];
  /** Does not take the focus when it appears. */
  quiet?: boolean;
  send(text: string): Promise<void>;
}

/** What was sent from this page, newest last; the up arrow brings it back. */
const history: string[] = [];

export function Composer({ placeholder, commands, quiet, send }: Props) {
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const [dismissed, setDismissed] = useState(false);
  const queue = useRef<Promise<void>>(Promise.resolve());
  const recalled = useRef<number | null>(null);
  const input = useRef<HTMLTextAreaElement>(null);
  const list = useId();
  const suggestions = dismissed ? [] : suggestionsFor(commands, text);
  const typing = commands.find(({ command }) => text.startsWith(`${command} `));

  useLayoutEffect(() => {
    const box = input.current;
    if (box === null) return;
    void text;
    box.style.height = 'auto';
    box.style.height = `${Math.min(box.scrollHeight, 220)}px`;
  }, [text]);

  useEffect(() => {
    if (!quiet) input.current?.focus();
  }, [quiet]);

  function write(next: string) {
    setText(next);
    setActive(0);
    setDismissed(false);
  }

  function complete(command: SlashCommand) {
    write(`${command.command} `);
    input.current?.focus();
  }

  function submit() {
    const message = text.trim();
    if (message === '') return;
    history.push(message);
    recalled.current = null;
    write('');
    input.current?.focus();
    // One after the other, so that what was typed first arrives first.
    queue.current = queue.current.then(() => send(message));
  }

  function recall(step: 1 | -1) {
    const next = Math.min(history.length, (recalled.current ?? history.length) + step);
    if (next < 0) return;
    recalled.current = next;
    setText(history[next] ?? '');
  }

  function onKey(event: KeyboardEvent) {
    const chosen = suggestions[active];
    if (event.key === 'Escape' && suggestions.length > 0) setDismissed(true);
    else if (event.key === 'ArrowDown' && suggestions.length > 0) setActive((active + 1) % suggestions.length);
    else if (event.key === 'ArrowUp' && suggestions.length > 0)
      setActive((active + suggestions.length - 1) % suggestions.length);
    else if (event.key === 'ArrowUp' && (text === '' || recalled.current !== null)) recall(-1);
    else if (event.key === 'ArrowDown' && recalled.current !== null) recall(1);
    else if (event.key === 'Tab' && chosen !== undefined) complete(chosen);
    else if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      // Enter on a half-typed command completes it; on a whole one, it sends.
      if (chosen !== undefined && chosen.command !== text.trim()) complete(chosen);
      else submit();
    } else return;
    event.preventDefault();
  }

  return (
    <div className="composer-area">
      {suggestions.length > 0 && (
        <Suggestions id={list} commands={suggestions} active={active} onChoose={complete} onPoint={setActive} />
      )}
      {typing && (
        <div className="composer-hint">
          <strong>{typing.command}</strong> {typing.usage_hint}
        </div>
      )}
      <div className="composer">
        <textarea
          ref={input}
          rows={1}
          value={text}
          placeholder={placeholder}
          aria-label={placeholder}
          role="combobox"
          aria-autocomplete="list"
          aria-expanded={suggestions.length > 0}
          aria-controls={list}
          aria-activedescendant={suggestions.length > 0 ? `${list}-${active}` : undefined}
          spellCheck={false}
          onChange={(event) => {
            recalled.current = null;
            write(event.target.value);
          }}
          onKeyDown={onKey}
        />
        <button
          type="button"
          className="send"
          aria-label="Send now"
          disabled={text.trim() === ''}
          onClick={() => submit()}
        >
          <SendIcon />
        </button>
      </div>
    </div>
  );
}
