"""The SQL that gives a service its database: run by psql, whose variables quote names and passwords."""

# Only the superuser's business happens in these two; without CONNECT no service can look at the others' names.
CLOSE_COMMON_DATABASES = """
REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC;
"""

ROLES = """
SELECT format('CREATE ROLE %I', name) FROM unnest(ARRAY[:'owner', :'runtime']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \\gexec
ALTER ROLE :"owner" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'owner_password';
ALTER ROLE :"runtime" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'runtime_password';
"""

DATABASE = """
SELECT format('CREATE DATABASE %I', :'database')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \\gexec
"""

# Who may connect is no part of what a copy takes over from its template: tests run this on every copy.
CONNECT_RIGHTS = """
ALTER DATABASE :"database" OWNER TO :"owner";
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO :"runtime";
"""

SCHEMA_RIGHTS = """
ALTER SCHEMA public OWNER TO :"owner";
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO :"runtime";
"""

ROLES_AND_DATABASE = CLOSE_COMMON_DATABASES + ROLES + DATABASE + CONNECT_RIGHTS
