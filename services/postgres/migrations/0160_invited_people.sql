-- Until when an invited person may come in, and which admin invited them; null for everybody else. The functions that make
-- view tables are changed where they stand, because they hold the tables of every view.
do $$
declare
  grown record;
  source text;
begin
  for grown in
    select * from (values
      ('create_view_table(text, text)',
        'hours json not null, anomalies json not null, position bigint not null,',
        ' invited_until timestamptz, invited_by uuid,'),
      ('view_table_indexes(text, text)',
        '(''user_overview'', ''name'', ''tenant_id, user_name'', ''''),',
        E'\n    (''user_overview'', ''invites'', ''tenant_id, invited_by'', ''where invited_by is not null''),')
    ) change (function, after, added)
  loop
    source := pg_get_functiondef(grown.function::regprocedure);
    if position(grown.after in source) = 0 then
      raise exception '% is not as it was', grown.function;
    end if;
    execute replace(source, grown.after, grown.after || grown.added);
  end loop;
end $$;

-- Made anew, for rows are copied into view tables by the order of their columns.
alter table user_overview rename to former_user_overview;
-- The owner's statements see no row while row-level security is forced.
alter table former_user_overview no force row level security;
select create_view_table('public', 'user_overview');
insert into user_overview
  (tenant_id, user_id, email, name, status, roles, registered_at, last_sign_in_at, last_failure_at, live, past, failures,
   devices, places, hours, anomalies, position, user_email, user_name, countries, anomaly_terms, risk)
select tenant_id, user_id, email, name, status, roles, registered_at, last_sign_in_at, last_failure_at, live, past, failures,
  devices, places, hours, anomalies, position, user_email, user_name, countries, anomaly_terms, risk
from former_user_overview;
drop table former_user_overview;
do $$
declare
  statement text;
begin
  for statement in select view_table_indexes('public', 'user_overview') loop
    execute statement;
  end loop;
end $$;
select secure_view_table('public', 'user_overview');
analyze user_overview;
