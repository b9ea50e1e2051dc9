-- A session has been idle for its limit when it has been idle for its limit: the interval in which activity is recorded was
-- added to it, and lies inside it now. Rows say what a rebuild would.
-- The owner's statements see no row while row-level security is forced.
alter table session_list no force row level security;
update session_list set idle_expires_at = last_active_at + make_interval(secs => idle_seconds);
update session_list set lapses_at = least(idle_expires_at, absolute_expires_at) where lapses_at is not null;
alter table session_list force row level security;
