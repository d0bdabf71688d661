import type { DataTableBlock, KnownBlock, TableBlock } from '@slack/types';
import { useState } from 'react';
import { keyed } from './keyed.ts';
import { LibraryBlock } from './library.tsx';
import { PlainText } from './mrkdwn.tsx';

type Cell = DataTableBlock['rows'][number][number] | TableBlock['rows'][number][number];

/** A table, in pages where the block asks for them. The first row is the head. */
export function DataTable({ block }: { block: DataTableBlock | TableBlock }) {
  const [page, setPage] = useState(0);
  const [head = [], ...rows] = block.rows as Cell[][];
  const size = block.type === 'data_table' ? (block.page_size ?? 5) : Math.max(1, rows.length);
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const at = Math.min(page, pages - 1);
  const shown = rows.slice(at * size, at * size + size);
  const align = (column: number) =>
    block.type === 'table'
      ? (block.column_settings?.[column]?.align ?? 'left')
      : isNumber(rows[0]?.[column])
        ? 'right'
        : 'left';
  return (
    <figure className="data-table">
      {block.type === 'data_table' && <figcaption>{block.caption}</figcaption>}
      <div className="data-table-scroll">
        <table>
          <thead>
            <tr>
              {keyed(head).map(({ key, item }) => (
                <th scope="col" key={key} style={{ textAlign: align(Number(key)) }}>
                  <CellText cell={item} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {keyed(shown).map(({ key: line, item: row }) => (
              <tr key={`${at}.${line}`}>
                {keyed(row).map(({ key, item }) => (
                  <td key={key} style={{ textAlign: align(Number(key)) }}>
                    <CellText cell={item} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {pages > 1 && (
        <nav className="data-table-pages" aria-label="Pages of the table">
          <button type="button" className="quiet" disabled={at === 0} onClick={() => setPage(at - 1)}>
            Previous
          </button>
          <span>
            {at * size + 1}–{Math.min(rows.length, (at + 1) * size)} of {rows.length}
          </span>
          <button type="button" className="quiet" disabled={at === pages - 1} onClick={() => setPage(at + 1)}>
            Next
          </button>
        </nav>
      )}
    </figure>
  );
}

const isNumber = (cell: Cell | undefined) => cell?.type === 'raw_number';

function CellText({ cell }: { cell: Cell }) {
  if (cell.type === 'rich_text') return <LibraryBlock block={cell as KnownBlock} />;
  return <PlainText text={cell.text ?? ''} />;
}
