-- The count before saw no row: the owner's statements see none while row-level security is forced. Minutes in which somebody signed
-- out another device of their own are counted anew, so that counting twice changes nothing.
alter table session_log no force row level security;
alter table activity_by_minute no force row level security;
with counted as (
  select tenant_id, date_trunc('minute', at, 'UTC') as minute,
    count(*) filter (where type = 'sessionloggedout' or cause = 'user')::integer as logouts,
    count(*) filter (where type = 'sessionrevoked' and cause is distinct from 'user')::integer as revocations
  from session_log where type in ('sessionloggedout', 'sessionrevoked') group by 1, 2
  having bool_or(type = 'sessionrevoked' and cause = 'user')
)
update activity_by_minute a set logouts = counted.logouts, revocations = counted.revocations
from counted where a.tenant_id = counted.tenant_id and a.minute = counted.minute;
alter table session_log force row level security;
alter table activity_by_minute force row level security;
