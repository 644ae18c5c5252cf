-- One row a second of each instance, for the page's view of the traffic; kept for a day.
create table heartbeats (
  instance text not null,
  beat_at timestamptz not null,
  started_at timestamptz not null,
  in_flight integer not null,
  requests bigint not null,             -- answered since the start, scoring routes
  errors bigint not null,               -- of them with a status of 500 or more
  p50_ms real,                          -- over the last seconds; null: none answered
  p95_ms real,
  model_version text,
  cold_start_ms real,
  primary key (beat_at, instance)
);

-- Deletes what is older than a day; the service may call it, and may delete nothing else.
create function forget_heartbeats() returns bigint
language sql security definer set search_path = pg_catalog, public, pg_temp as $$
  with gone as (delete from heartbeats where beat_at < now() - interval '1 day' returning 1)
  select count(*) from gone
$$;

revoke execute on function forget_heartbeats() from public;
grant select, insert on heartbeats to predictor;
grant execute on function forget_heartbeats() to predictor;
