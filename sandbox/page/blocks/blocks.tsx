import type { KnownBlock } from '@slack/types';
import { Control, labelOf } from '../controls/control.tsx';
import { DataTable } from './data-table.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { keyed } from './keyed.ts';
import { LibraryBlock } from './library.tsx';
import { PlainText, Text } from './mrkdwn.tsx';
import { Plan, TaskCard } from './plan.tsx';

/** The blocks of a message, a form or the Home tab. */
export function Blocks({ blocks }: { blocks: readonly KnownBlock[] }) {
  return (
    <div className="blocks">
      {blocks.map((block, index) => (
        <ErrorBoundary key={block.block_id ?? `${index}`} what={`${block.type} block`}>
          <Block block={block} />
        </ErrorBoundary>
      ))}
    </div>
  );
}

function Block({ block }: { block: KnownBlock }) {
  const blockId = block.block_id ?? '';
  switch (block.type) {
    case 'header':
      return (
        <h3 className="block-header">
          <PlainText text={block.text.text} />
        </h3>
      );
    case 'divider':
      return <hr className="block-divider" />;
    case 'section':
      return (
        <div className="block-section">
          <div className="block-section-body">
            {block.text && (
              <div className="text">
                <Text of={block.text} />
              </div>
            )}
            {block.fields && (
              <div className="block-fields">
                {keyed(block.fields).map(({ key, item }) => (
                  <div className="text" key={key}>
                    <Text of={item} />
                  </div>
                ))}
              </div>
            )}
          </div>
          {block.accessory && (
            <div className="block-accessory">
              <Control
                element={block.accessory}
                blockId={blockId}
                label={block.text?.text ?? labelOf(block.accessory)}
              />
            </div>
          )}
        </div>
      );
    case 'context':
      return (
        <div className="block-context">
          {keyed(block.elements).map(({ key, item }) =>
            item.type === 'image' ? (
              <img key={key} src={'image_url' in item ? item.image_url : ''} alt={item.alt_text} />
            ) : (
              <div className="text" key={key}>
                <Text of={item} />
              </div>
            ),
          )}
        </div>
      );
    case 'actions':
      return (
        <div className="block-actions">
          {block.elements.map((element, index) => (
            <Control
              key={element.action_id ?? `${index}`}
              element={element}
              blockId={blockId}
              label={labelOf(element)}
            />
          ))}
        </div>
      );
    case 'image':
      return (
        <figure className="block-image">
          {block.title && (
            <figcaption>
              <PlainText text={block.title.text} />
            </figcaption>
          )}
          <img src={'image_url' in block ? block.image_url : ''} alt={block.alt_text} />
        </figure>
      );
    case 'plan':
      return <Plan block={block} />;
    case 'task_card':
      return <TaskCard task={block} />;
    case 'data_table':
    case 'table':
      return <DataTable block={block} />;
    default:
      return <LibraryBlock block={block} />;
  }
}
