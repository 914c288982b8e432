-- The roles of the read models' database. Its administrator runs this once, with psql, in the database that
-- the tables are to be in. WAYMARK_SECRETS is the directory with the two passwords.
--
--   WAYMARK_SECRETS=secrets psql --file deploy/postgres/roles.sql --dbname waymark

\set ON_ERROR_STOP on
\set worker_password `cat "$WAYMARK_SECRETS/postgres-worker"`
\set query_password `cat "$WAYMARK_SECRETS/postgres-query"`

BEGIN;

-- May read the tables, which the worker opens to it. Analysts are made members: GRANT waymark_reader TO ana.
CREATE ROLE waymark_reader NOLOGIN;

-- Keeps the tables, in a schema of its own. No administrator of anything.
CREATE ROLE waymark_worker LOGIN PASSWORD :'worker_password';

-- The read API: as an analyst.
CREATE ROLE waymark_query LOGIN PASSWORD :'query_password' IN ROLE waymark_reader;
ALTER ROLE waymark_query SET default_transaction_read_only = on;

-- Nobody else comes in, or leaves anything here.
REVOKE ALL ON DATABASE :"DBNAME" FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT CONNECT, CREATE ON DATABASE :"DBNAME" TO waymark_worker;
GRANT CONNECT ON DATABASE :"DBNAME" TO waymark_reader;

COMMIT;
