-- The API's role owns its database and is no superuser. The superuser loses its password: it is reached from inside the
-- database's container only (docker compose exec db psql --username postgres).
\set password `cat /run/evsched/password`
SET log_min_error_statement = 'panic';  -- a statement that fails is logged, and this one has the password
CREATE ROLE evsched LOGIN PASSWORD :'password';
ALTER DATABASE evsched OWNER TO evsched;
ALTER ROLE postgres PASSWORD NULL;
