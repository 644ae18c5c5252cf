-- Who said what: ids of clients beside those that the service makes, who told an outcome, and a record of
-- what was changed by whom. Adding the columns rewrites nothing; ids and outcomes from before stay as they are.

alter table predictions
  add column client_id text;            -- X-Request-Id of the client; decides nothing

alter table outcomes
  add column told_by text not null default 'anonymous', -- name of the identity
  add column told_from text;            -- address of the connection; null: not known

-- A replaced outcome is another one, told by another one; who told it first stands in the audit.
grant update (told_by, told_from) on outcomes to predictor;

-- What was changed, and what was refused. Rows are only ever added.
create table audit (
  id bigint generated always as identity primary key,
  recorded_at timestamptz not null default now(), -- by this server's clock; whoever writes cannot choose it
  happened_at timestamptz not null default now(),
  who text not null,                    -- name of the identity; 'anonymous', or 'unknown' to whom it was told
  action text not null,                 -- e.g. alias_moved, outcome_replaced, key_made, request_refused
  subject text not null,                -- what it was done to, e.g. models:/NAME@ALIAS
  origin text,                          -- from where: an address, a program
  reason text,                          -- why, as a sentence
  detail jsonb                          -- the particulars
);

-- The newest of an action, and the newest of a subject.
create index audit_by_subject on audit (subject, action, id);

create function refuse_change() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  raise exception 'The audit is append-only: % is refused', lower(tg_op)
    using errcode = 'insufficient_privilege';
end $$;

-- Refused to the owner, too: whoever wants to change a row must first take the trigger away.
create trigger audit_is_append_only before update or delete or truncate on audit
  for each statement execute function refuse_change();

-- However an outcome is replaced, the one before is kept.
create function note_replaced_outcome() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  insert into audit (who, action, subject, origin, detail)
  values (new.told_by,
          case when old.outcome is distinct from new.outcome then 'outcome_replaced' else 'outcome_confirmed' end,
          new.request_id || ' row ' || new.row_number, new.told_from,
          jsonb_build_object('before', old.outcome, 'after', new.outcome, 'predicted_at', old.predicted_at,
                             'before_told_by', old.told_by, 'before_told_at', old.received_at));
  return null;
end $$;

create trigger replaced_outcome_is_noted after update on outcomes
  for each row when ((old.outcome, old.told_by) is distinct from (new.outcome, new.told_by))
  execute function note_replaced_outcome();

revoke execute on function refuse_change(), note_replaced_outcome() from public;

grant select on audit to predictor;
grant insert (happened_at, who, action, subject, origin, reason, detail) on audit to predictor;
