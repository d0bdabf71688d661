import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { PlainText } from '../blocks/mrkdwn.tsx';
import { CaretIcon } from '../shell/icons.tsx';
import { useDismiss } from '../shell/use-dismiss.ts';
import { useEvent } from '../shell/use-event.ts';

export interface Choice {
  /** What is sent. */
  value: string;
  text: string;
  note?: string;
  group?: string;
}

interface Props {
  id?: string | undefined;
  label: string;
  placeholder: string;
  many: boolean;
  chosen: string[];
  textOf(value: string): string;
  /** Those that the query finds at once, or null when they must be asked for. */
  find(query: string): Choice[] | null;
  load(query: string): Promise<Choice[]>;
  /** Fewest characters before `load` is asked. */
  shortest: number;
  invalid?: boolean | undefined;
  describedBy?: string | undefined;
  onChange(values: string[]): void;
}

/** A select with type-ahead, for one value or for many, after the ARIA combobox pattern. */
export function Combobox(props: Props) {
  const { label, many, chosen, textOf, find, shortest, onChange } = props;
  const load = useEvent(props.load);
  const [open, setOpen] = useState(false);
  const [query, setQuery] = useState('');
  const [loaded, setLoaded] = useState<{ query: string; choices: Choice[] } | null>(null);
  const [active, setActive] = useState(0);
  const root = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const list = useId();
  useDismiss(root, open, () => close());

  const found = find(query);
  const asks = open && found === null && query.length >= shortest;
  // What was loaded for another query is not offered for this one.
  const choices = found ?? (loaded?.query === query ? loaded.choices : null);

  useEffect(() => {
    if (!asks) return;
    let current = true;
    const take = (choices: Choice[]) => current && setLoaded({ query, choices });
    load(query).then(take, () => take([]));
    return () => {
      current = false;
    };
  }, [asks, query, load]);

  function close() {
    setOpen(false);
    setQuery('');
    setActive(0);
    setLoaded(null);
  }

  function choose(choice: Choice) {
    if (!many) {
      onChange([choice.value]);
      return close();
    }
    onChange(chosen.includes(choice.value) ? chosen.filter((one) => one !== choice.value) : [...chosen, choice.value]);
    setQuery('');
    input.current?.focus();
  }

  function onKey(event: KeyboardEvent) {
    const count = choices?.length ?? 0;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!open) return setOpen(true);
      if (count > 0) setActive((active + (event.key === 'ArrowDown' ? 1 : count - 1)) % count);
    } else if (event.key === 'Enter' && !open) {
      event.preventDefault();
      setOpen(true);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const choice = choices?.[active];
      if (choice !== undefined) choose(choice);
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === 'Tab') {
      close();
    } else if (event.key === 'Backspace' && query === '' && chosen.length > 0) {
      onChange(chosen.slice(0, -1));
    }
  }

  const shown = !many && !open && chosen[0] !== undefined ? textOf(chosen[0]) : query;
  return (
    <div className={`combobox ${open ? 'open' : ''}`} ref={root} aria-invalid={props.invalid}>
      {many &&
        chosen.map((value) => (
          <span className="chip" key={value}>
            {textOf(value)}
            <button
              type="button"
              aria-label={`Remove ${textOf(value)}`}
              onClick={() => onChange(chosen.filter((one) => one !== value))}
            >
              ×
            </button>
          </span>
        ))}
      <input
        ref={input}
        id={props.id}
        role="combobox"
        autoComplete="off"
        aria-label={props.id === undefined ? label : undefined}
        aria-expanded={open}
        aria-controls={list}
        aria-activedescendant={open && choices?.[active] ? `${list}-${active}` : undefined}
        aria-describedby={props.describedBy}
        aria-invalid={props.invalid}
        placeholder={!many && chosen[0] !== undefined ? textOf(chosen[0]) : chosen.length > 0 ? '' : props.placeholder}
        value={shown}
        onClick={() => setOpen(true)}
        onChange={(event) => {
          setQuery(event.target.value);
          setActive(0);
          setOpen(true);
        }}
        onKeyDown={onKey}
      />
      <CaretIcon />
      {open && (
        <div className="combobox-list" role="listbox" id={list} aria-label={label} aria-multiselectable={many}>
          {choices === null && (
            <div className="combobox-empty">
              {query.length < shortest ? `Type ${shortest} or more characters` : 'Loading…'}
            </div>
          )}
          {choices?.length === 0 && <div className="combobox-empty">No results</div>}
          {choices?.map((choice, index) => (
            <Option
              key={`${choice.group ?? ''}/${choice.value}`}
              id={`${list}-${index}`}
              choice={choice}
              heading={choice.group !== choices[index - 1]?.group ? choice.group : undefined}
              active={index === active}
              chosen={chosen.includes(choice.value)}
              onChoose={() => choose(choice)}
            />
          ))}
        </div>
      )}
    </div>
  );
}

interface OptionProps {
  id: string;
  choice: Choice;
  heading: string | undefined;
  active: boolean;
  chosen: boolean;
  onChoose(): void;
}

function Option({ id, choice, heading, active, chosen, onChoose }: OptionProps) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active) ref.current?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <>
      {heading !== undefined && <div className="combobox-group">{heading}</div>}
      <div
        ref={ref}
        id={id}
        role="option"
        tabIndex={-1}
        aria-selected={chosen}
        className={`combobox-option ${active ? 'active' : ''}`}
        onMouseDown={(event) => {
          // Before the input loses its focus, which would close the list.
          event.preventDefault();
          onChoose();
        }}
      >
        <PlainText text={choice.text} />
        {choice.note !== undefined && (
          <small>
            <PlainText text={choice.note} />
          </small>
        )}
      </div>
    </>
  );
}
