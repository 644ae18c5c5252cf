/**
 * The statements that write a batch of predictions to the log, and count what of it is there. Each has one
 * parameter, the batch as the JSON text that `encode_batch.ts` makes.
 *
 * @module
 */

/**
 * Rows and versions of the document that is the parameter. The columns are unnested in the list of a
 * `select`, and a row's version is looked up: in the `from` list Postgres would store each column, and
 * with a join each row, before it goes on, which takes an eighth of the whole statement's time. Columns
 * that are left out stand for zeros, or for no values.
 */
const INCOMING = `
  with document as materialized (select $1::text::jsonb as body),
  head as materialized (
    select (body->>'batch')::uuid as batch_id, body->>'instance' as instance,
           (body->>'firstMs')::double precision as first_ms
      from document),
  model as materialized (
    select m.* from document, jsonb_to_recordset(body->'models') as m(
      number integer, name text, version text, alias text, source text, engine text,
      features text[], classes text[], task text, output text, types text[])),
  incoming as (
    select r.request_id, r.client_id, coalesce(r.row_number, 0) as row_number, batch_id, instance, r.probability, r.prediction, r.latency_ms,
           to_timestamp((first_ms + r.after_ms) / 1000.0) as predicted_at,
           r.inputs, model.classes[r.label + 1] as label,
           model.source, model.name, model.version, model.alias, model.engine
      from (
        select unnest(string_to_array(body->>'requestIds', E'\\n')) as request_id,
               unnest(string_to_array(body->>'clientIds', E'\\n', '')) as client_id,
               unnest((body->>'rowNumbers')::integer[]) as row_number,
               unnest((body->>'times')::double precision[]) as after_ms,
               unnest((body->>'latencies')::real[]) as latency_ms,
               unnest((body->>'modelNumbers')::integer[]) as number,
               unnest((body->>'probabilities')::double precision[]) as probability,
               unnest((body->>'predictions')::double precision[]) as prediction,
               unnest((body->>'labels')::integer[]) as label,
               jsonb_array_elements(body->'inputs') as inputs
          from document) as r
      cross join lateral (select * from model where number = coalesce(r.number, 0) limit 1) as model
      cross join head)`;

/** Writes a batch; `onConflict` tells what becomes of rows that are in the log. */
const insert = (onConflict: string) =>
  `${INCOMING},
  described as (
    insert into model_versions (model_name, model_version, features, classes, task, output, types)
    select distinct name, version, features, classes, task, output, types from model
    on conflict do nothing),
  inserted as (
    insert into predictions (
      request_id, client_id, row_number, predicted_at, source, batch_id, model_name, model_version,
      model_alias, engine, inputs, probability, prediction, label, latency_ms, instance)
    select request_id, client_id, row_number, predicted_at, source, batch_id, name, version,
           alias, engine, inputs, probability, prediction, label, latency_ms, instance
      from incoming
    ${onConflict}
    returning source)
  select source, count(*)::integer as "nRows" from inserted group by source`;

/**
 * Writes a batch that no try has written: fails if one of its rows is there. Takes a fifth less time than
 * the other, which looks for each row.
 */
export const INSERT_NEW = insert("");

/** Writes what an earlier try may have left out: rows that are there stay as they are. */
export const INSERT_MISSING = insert("on conflict do nothing");

/** Rows that the batch has in the log, by this try or an earlier one. */
export const COUNT = `${INCOMING},
  keys as (select distinct request_id, row_number, predicted_at, source, batch_id from incoming)
  select keys.source, count(*)::integer as "nRows"
    from keys join lateral (
      select from predictions p
       where p.request_id = keys.request_id and p.row_number = keys.row_number
         and p.predicted_at = keys.predicted_at and p.source = keys.source
         and p.batch_id = keys.batch_id) found on true
   group by keys.source`;
