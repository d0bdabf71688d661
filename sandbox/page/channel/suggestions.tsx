import { useEffect, useRef } from 'react';
import { WheelIcon } from '../shell/icons.tsx';
import type { SlashCommand } from '../world/api.ts';

/** Commands that begin as the text does, while the command itself is still being typed. */
export function suggestionsFor(commands: SlashCommand[], text: string): SlashCommand[] {
  if (!/^\/\S*$/.test(text)) return [];
  return commands.filter(({ command }) => command.startsWith(text.toLowerCase()));
}

interface Props {
  id: string;
  commands: SlashCommand[];
  active: number;
  onChoose(command: SlashCommand): void;
  onPoint(index: number): void;
}

export function Suggestions({ id, commands, active, onChoose, onPoint }: Props) {
  return (
    <div className="suggestions">
      <div className="suggestions-head">Commands</div>
      <div role="listbox" id={id} aria-label="Commands">
        {commands.map((command, index) => (
          <Suggestion
            key={command.command}
            id={`${id}-${index}`}
            command={command}
            active={index === active}
            onChoose={() => onChoose(command)}
            onPoint={() => onPoint(index)}
          />
        ))}
      </div>
      <div className="suggestions-foot">
        <kbd>↑</kbd> <kbd>↓</kbd> to choose <kbd>Tab</kbd> or <kbd>Enter</kbd> to complete <kbd>Esc</kbd> to dismiss
      </div>
    </div>
  );
}

interface SuggestionProps {
  id: string;
  command: SlashCommand;
  active: boolean;
  onChoose(): void;
  onPoint(): void;
}

function Suggestion({ id, command, active, onChoose, onPoint }: SuggestionProps) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active) ref.current?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <div
      ref={ref}
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={active}
      className={`suggestion ${active ? 'active' : ''}`}
      onMouseMove={onPoint}
      onMouseDown={(event) => {
        event.preventDefault();
        onChoose();
      }}
    >
      <WheelIcon />
      <div>
        <div>
          <strong>{command.command}</strong> <span className="suggestion-usage">{command.usage_hint}</span>
        </div>
        <small>{command.description}</small>
      </div>
    </div>
  );
}
