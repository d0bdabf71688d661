import { useState } from 'react';
import { useInteraction } from '../blocks/interaction.ts';
import { Button } from './button.tsx';
import { Field, type FieldElement, type FieldValue, initialValue } from './field.tsx';
import { Overflow, type OverflowElement } from './overflow.tsx';

/** An interactive element as the blocks of messages, forms and the Home tab hold it. */
export interface ControlElement {
  type: string;
  action_id?: string;
  placeholder?: { text: string };
  text?: unknown;
}

/** What stands beside the control, or in it. */
export function labelOf(element: object): string {
  const { placeholder, action_id } = element as ControlElement;
  return placeholder?.text ?? action_id ?? '';
}

/** A control that tells the bot at once when it is used. */
export function Control({ element, blockId, label }: { element: object; blockId: string; label: string }) {
  const { type } = element as ControlElement;
  if (type === 'image') {
    const { image_url, alt_text } = element as { image_url?: string; alt_text?: string };
    return <img className="accessory-image" src={image_url} alt={alt_text ?? ''} />;
  }
  if (type === 'button' || type === 'workflow_button') return <Button element={element as never} blockId={blockId} />;
  if (type === 'overflow') return <Overflow element={element as OverflowElement} blockId={blockId} label={label} />;
  return <LiveField element={element as FieldElement} blockId={blockId} label={label} />;
}

function LiveField({ element, blockId, label }: { element: FieldElement; blockId: string; label: string }) {
  const { press } = useInteraction();
  const [value, setValue] = useState<FieldValue>(() => initialValue(element));
  const change = (next: FieldValue) => {
    setValue(next);
    void press({ control: label, value: next, block: blockId, action: element.action_id ?? '' });
  };
  return <Field element={element} label={element.placeholder?.text ?? label} value={value} onChange={change} />;
}
