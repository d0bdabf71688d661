import type { Migration } from './migration.ts';

/**
 * Every row of the audit log is chained by the database itself, whoever inserts it: this release, the one before, or a person. The
 * text that is hashed is written down in docs/audit.md and built anew by `model/audit-chain.ts`.
 */
export const auditChain: Migration = {
  name: '0009-audit-chain',
  sql: String.raw`
    lock table quarterdeck.audit in access exclusive mode;

    create table quarterdeck.audit_head (
      only_one boolean primary key default true check (only_one),
      number bigint not null,
      hash text not null
    );
    -- Finds entries newest first, however many there are: a term is by:…, about:…, action:… or word:…
    create table quarterdeck.audit_terms (
      term text collate "C" not null,
      number bigint not null,
      primary key (term, number)
    );
    -- The heads that were posted.
    create table quarterdeck.audit_checkpoints (
      number bigint primary key,
      hash text not null,
      -- ms since the epoch, on the clock that users see
      at bigint not null
    );
    create index audit_by_time on quarterdeck.audit (at, seq);

    create function quarterdeck.audit_text(entry quarterdeck.audit) returns text language sql stable as $body$
      select '{"number":' || entry.seq::text
        || ',"previous":' || to_json(entry.previous_hash)::text
        || ',"recorded":"' || to_char(entry.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
        || '","key":' || to_json(entry.key)::text
        || ',"at":' || entry.at::text
        || ',"actor":' || entry.actor::text
        || ',"action":' || to_json(entry.action)::text
        || ',"subject":' || to_json(entry.subject)::text
        || ',"details":' || entry.details::text || '}'
    $body$;

    create function quarterdeck.audit_words(words text) returns text[] language sql immutable as $body$
      select coalesce(array_agg(distinct left(case when word ~ '^[0-9a-f]{7,40}$' then left(word, 7) else word end, 60)), '{}')
      from (
        select trim(both '.-_/' from found[1]) as word
        from regexp_matches(lower(left(words, 20000)), '[^\s"''()\[\]{}<>,;:!?&|=+*~^%$#@\\\u0060]+', 'g') as found
      ) as all_words
      where word <> ''
    $body$;

    create function quarterdeck.audit_terms_of(entry quarterdeck.audit) returns text[] language sql stable as $body$
      select array(
        select 'by:' || lower(who) from (values (entry.actor->>'slackId'), (entry.actor->>'githubLogin'), (entry.actor->>'system')) as a (who)
          where who is not null
        union select 'action:' || entry.action
        union select 'about:' || lower(left(thing, 200)) from (
          select entry.subject
          union all select entry.details->>'environment'
          union all select entry.details->>'service'
          union all select entry.details->>'target'
          union all select service #>> '{}' from jsonb_path_query(entry.details, 'lax $.services[*]') as s (service)
          union all select d.environment from quarterdeck.deployments d where d.id = entry.subject
          union all select s.service from quarterdeck.deployment_services s where s.deployment_id = entry.subject
        ) as b (thing) where thing is not null
        union select 'word:' || word from unnest(quarterdeck.audit_words(
          entry.subject || ' ' || coalesce(entry.actor->>'name', '') || ' ' || coalesce((
            select string_agg(value #>> '{}', ' ')
            from jsonb_path_query(entry.details - '{verdicts,approvers}'::text[], 'strict $.**') as c (value)
            where jsonb_typeof(value) in ('string', 'number')), '')
        )) as d (word)
      )
    $body$;

    alter table quarterdeck.audit disable trigger audit_is_append_only;
    do $body$
    declare
      entry quarterdeck.audit;
      last text := repeat('0', 64);
      number bigint := 0;
    begin
      for entry in select * from quarterdeck.audit order by seq loop
        entry.previous_hash := last;
        last := encode(sha256(convert_to(quarterdeck.audit_text(entry), 'UTF8')), 'hex');
        number := entry.seq;
        update quarterdeck.audit set previous_hash = entry.previous_hash, hash = last where seq = entry.seq;
      end loop;
      insert into quarterdeck.audit_head (number, hash) values (number, last);
    end $body$;
    alter table quarterdeck.audit enable trigger audit_is_append_only;
    insert into quarterdeck.audit_terms (term, number)
      select unnest(quarterdeck.audit_terms_of(a)), a.seq from quarterdeck.audit a;

    -- Numbers come from the head: without gaps, and in the order of the chain.
    alter table quarterdeck.audit alter column seq drop identity,
      alter column previous_hash set not null, alter column hash set not null;

    create function quarterdeck.chain_audit_entry() returns trigger language plpgsql as $body$
    declare
      head quarterdeck.audit_head;
    begin
      -- One writer at a time, until its commit: nobody may follow an entry that may yet be rolled back.
      select * into strict head from quarterdeck.audit_head for update;
      if exists (select from quarterdeck.audit where key = new.key) then
        return null;
      end if;
      new.seq := head.number + 1;
      new.recorded_at := clock_timestamp();
      new.previous_hash := head.hash;
      new.hash := encode(sha256(convert_to(quarterdeck.audit_text(new), 'UTF8')), 'hex');
      update quarterdeck.audit_head set number = new.seq, hash = new.hash;
      return new;
    end $body$;
    create trigger audit_is_chained before insert on quarterdeck.audit
      for each row execute function quarterdeck.chain_audit_entry();

    create function quarterdeck.index_audit_entry() returns trigger language plpgsql as $body$
    begin
      insert into quarterdeck.audit_terms (term, number)
        select unnest(quarterdeck.audit_terms_of(new)), new.seq on conflict do nothing;
      return null;
    end $body$;
    create trigger audit_is_found after insert on quarterdeck.audit
      for each row execute function quarterdeck.index_audit_entry();

    create function quarterdeck.keep_audit_head() returns trigger language plpgsql as $body$
    begin
      -- Depth 2: from within the trigger of an entry that is being written.
      if tg_op = 'UPDATE' and pg_trigger_depth() > 1 then
        return new;
      end if;
      raise exception 'the head of the audit log moves only with an entry' using errcode = 'insufficient_privilege';
    end $body$;
    create trigger audit_head_is_kept before update or delete on quarterdeck.audit_head
      for each row execute function quarterdeck.keep_audit_head();
    create trigger audit_head_is_never_emptied before truncate on quarterdeck.audit_head
      for each statement execute function quarterdeck.keep_audit_head();
    create trigger audit_checkpoints_stay before update or delete on quarterdeck.audit_checkpoints
      for each row execute function quarterdeck.refuse_change();
    create trigger audit_checkpoints_are_never_emptied before truncate on quarterdeck.audit_checkpoints
      for each statement execute function quarterdeck.refuse_change();`,
};
