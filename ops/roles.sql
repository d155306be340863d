-- The three database roles and the database `workit` (docs/runbook.md, "Roles"). Run by a superuser with psql; may be repeated.
--
--   workit_owner    owns the database, runs migrations; row-level security binds it too
--   workit_app      web, worker, beat: reads and writes rows, owns nothing, cannot pass row-level security
--   workit_backup   reads everything, writes nothing; passes row-level security, or a dump would be empty
--
-- Rights on tables are not given here: `migrate` gives them table by table, after each table has its policy. Default
-- privileges would hand a new table to the app before it is protected.
\set ON_ERROR_STOP on
\getenv owner_password WORKIT_OWNER_PASSWORD
\getenv app_password WORKIT_APP_PASSWORD
\getenv backup_password WORKIT_BACKUP_PASSWORD
set client_min_messages = warning;

select format('create role %I', name)
from (values ('workit_owner'), ('workit_app'), ('workit_backup')) as wanted (name)
where not exists (select from pg_roles where rolname = name) \gexec

alter role workit_owner login nosuperuser nobypassrls nocreatedb nocreaterole noreplication;
alter role workit_app login nosuperuser nobypassrls nocreatedb nocreaterole noreplication;
alter role workit_backup login nosuperuser bypassrls nocreatedb nocreaterole noreplication;

-- A migration that cannot get its lock soon gives up instead of standing in front of every reader.
alter role workit_owner set lock_timeout = '10s';
alter role workit_app set statement_timeout = '60s';
alter role workit_app set idle_in_transaction_session_timeout = '5min';
alter role workit_backup set default_transaction_read_only = on;
grant pg_read_all_data to workit_backup;

\if :{?owner_password}
alter role workit_owner password :'owner_password';
\endif
\if :{?app_password}
alter role workit_app password :'app_password';
\endif
\if :{?backup_password}
alter role workit_backup password :'backup_password';
\endif

select 'create database workit owner workit_owner'
where not exists (select from pg_database where datname = 'workit') \gexec

revoke all on database workit from public;
grant connect on database workit to workit_app, workit_backup;
