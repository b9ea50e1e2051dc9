-- A person's own sign-out of another device counts as a logout, not as a revocation: what was counted is counted over.
with own as (
  select tenant_id, date_trunc('minute', at, 'UTC') as minute, count(*)::integer as sessions
  from session_log where type = 'sessionrevoked' and cause = 'user' group by 1, 2
)
update activity_by_minute a set revocations = a.revocations - own.sessions, logouts = a.logouts + own.sessions
from own where a.tenant_id = own.tenant_id and a.minute = own.minute;
