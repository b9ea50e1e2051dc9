-- Processes remember people's keys and what they opened with them. They hear that a key was destroyed, and forget both.
create function tell_of_deleted_keys() returns trigger language plpgsql as $$
begin
  perform pg_notify('deleted_keys', '');
  return null;
end
$$;
create trigger tell_of_deleted_keys after delete on subject_keys
  for each statement execute function tell_of_deleted_keys();
