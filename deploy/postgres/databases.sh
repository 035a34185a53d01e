#!/bin/sh
# Run once by the PostgreSQL image, on an empty data directory: a database and two roles for each service.
# The owner's role is for migrations alone; the runtime role gets its tables from them.
set -eu

for service in customer escrow collections scoring; do
    psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname=postgres \
        --set=database="$service" --set=owner="${service}_owner" --set=runtime="${service}_app" \
        --set=owner_password="$LOANOPS_OWNER_PASSWORD" --set=runtime_password="$LOANOPS_RUNTIME_PASSWORD" \
        --file=/provisioning/database.sql
    psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="$service" \
        --set=owner="${service}_owner" --set=runtime="${service}_app" --file=/provisioning/schema.sql
done
