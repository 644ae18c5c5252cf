-- Rows of any model: each value as it was sent, and predictions that are no probability. Adding a column
-- rewrites nothing. Rows from before have their numbers in "features", as 32-bit floats.

alter table predictions
  add column inputs jsonb,                -- numbers, texts, booleans, in the order of model_versions.features;
                                          -- null within: missing; null as a whole: not kept, or in "features"
  add column prediction double precision, -- value of a regression; else null
  alter column probability drop not null, -- null: the model gives no probabilities
  alter column label drop not null;       -- null: a regression

alter table model_versions
  add column task text not null default 'classification' check (task in ('classification', 'regression')),
  add column output text not null default 'probabilities'
    check (output in ('probabilities', 'scores', 'value')),
  add column types text[];                -- of the features, e.g. 'fp32', 'bytes'; null: all fp32
