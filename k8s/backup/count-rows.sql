-- Rows of every table of a database, by its name with the database's: asked of what is dumped and of what
-- is restored, which must be the same question.
SELECT format('%s.%I.%I', current_database(), schemaname, tablename), (xpath('/row/n/text()',
         query_to_xml(format('SELECT count(*) AS n FROM %I.%I', schemaname, tablename), false, true, '')))[1]
  FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1;
