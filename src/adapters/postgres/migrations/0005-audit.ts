import type { Migration } from './migration.ts';

export const audit: Migration = {
  name: '0005-audit',
  sql: `
    create table quarterdeck.audit (
      seq bigint generated always as identity primary key,
      key text not null unique,
      at bigint not null,
      actor jsonb not null,
      action text not null,
      subject text not null,
      details jsonb not null,
      recorded_at timestamptz not null default now(),
      -- for a chain of hashes; nothing fills them yet
      previous_hash text,
      hash text
    );
    create index audit_by_subject on quarterdeck.audit (subject, seq desc);

    create function quarterdeck.refuse_change() returns trigger language plpgsql as $body$
    begin
      raise exception 'the audit log is append-only' using errcode = 'insufficient_privilege';
    end $body$;
    create trigger audit_is_append_only before update or delete on quarterdeck.audit
      for each row execute function quarterdeck.refuse_change();
    create trigger audit_is_never_emptied before truncate on quarterdeck.audit
      for each statement execute function quarterdeck.refuse_change();`,
};
