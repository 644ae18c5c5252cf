-- The prediction log. Every table that grows is partitioned by month, so that old months leave by
-- dropping a table and not by deleting rows.

-- What is known of a version that made predictions: the order of its features and its classes.
create table model_versions (
  model_name text not null,
  model_version text not null,
  features text[] not null,   -- names in column order
  classes text[] not null,    -- labels in the order of the probabilities; the last is the positive one
  first_seen timestamptz not null default now(),
  primary key (model_name, model_version)
);

create table predictions (
  request_id text not null,
  row_number integer not null,          -- within the request, from 0
  predicted_at timestamptz not null,    -- fixed when the row is queued
  source text not null check (source in ('champion', 'challenger', 'shadow')),
  batch_id uuid not null,               -- tells a repeated write from a repeated id
  model_name text not null,
  model_version text not null,
  model_alias text,                     -- null: the version is fixed
  engine text not null,
  features real[],                      -- in the order of model_versions.features; null: not kept
  probability double precision not null,-- of the positive class, 0-1
  label text not null,
  latency_ms real not null,
  instance text not null,
  -- Clients choose ids and may repeat them, hence the time.
  primary key (request_id, row_number, predicted_at, source)
) partition by range (predicted_at);

-- The newest rows of a version: drift, and quality over a time.
create index predictions_by_version on predictions (model_version, predicted_at);

-- What later came true, for the prediction that answered the request at that time.
create table outcomes (
  request_id text not null,
  row_number integer not null,
  predicted_at timestamptz not null,
  outcome text not null,                -- one of the version's classes
  received_at timestamptz not null default now(),
  primary key (request_id, row_number, predicted_at)
) partition by range (predicted_at);

-- Makes the partitions from the month before this one to three months ahead. The service may call it,
-- and through it do nothing else: it takes no argument.
create function create_partitions() returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  parent text;
  month timestamptz;
  this_month constant timestamp := date_trunc('month', now() at time zone 'UTC');
begin
  -- One at a time: two instances that start together would both find a partition missing.
  perform pg_advisory_xact_lock(hashtext('create_partitions'));
  foreach parent in array array['predictions', 'outcomes'] loop
    for ahead in -1..3 loop
      month := (this_month + make_interval(months => ahead)) at time zone 'UTC';
      if to_regclass(format('public.%I', parent || to_char(month at time zone 'UTC', '_YYYY_MM')))
        is null then
        execute format(
          'create table public.%I partition of public.%I for values from (%L) to (%L)',
          parent || to_char(month at time zone 'UTC', '_YYYY_MM'), parent, month,
          (this_month + make_interval(months => ahead + 1)) at time zone 'UTC');
      end if;
    end loop;
  end loop;
end $$;

-- Drops the partitions of months before the newest "keep" ones, this month counted. Only the owner may.
create function drop_old_partitions(keep integer) returns setof text
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  old text;
begin
  if keep < 1 then raise exception 'keep must be at least 1'; end if;
  for old in
    select c.relname from pg_inherits i
      join pg_class c on c.oid = i.inhrelid
      join pg_class p on p.oid = i.inhparent
     where p.relnamespace = 'public'::regnamespace and p.relname in ('predictions', 'outcomes')
       and right(c.relname, 7) <
         to_char(now() at time zone 'UTC' - make_interval(months => keep - 1), 'YYYY_MM')
     order by c.relname
  loop
    execute format('drop table public.%I', old);
    return next old;
  end loop;
end $$;

revoke execute on function create_partitions(), drop_old_partitions(integer) from public;
select create_partitions();

grant usage on schema public to predictor;
grant select, insert on model_versions, predictions, outcomes to predictor;
grant update (outcome, received_at) on outcomes to predictor;
grant execute on function create_partitions() to predictor;
