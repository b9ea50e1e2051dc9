-- What anomalies do by themselves in each tenant, as far as their reader has read the log. Rebuilt from the log when lost.
create table anomaly_actions (
  tenant_id uuid primary key,
  actions json not null
);
select protect_tenant_rows('anomaly_actions');
grant select, insert, update, delete on anomaly_actions to :"writer";

-- What the policy did about an anomaly. The function that makes view tables is changed where it stands, because it holds the tables of
-- every view.
do $$
declare
  source text := pg_get_functiondef('create_view_table(text, text)'::regprocedure);
  former text := 'cause_event_id uuid not null, evidence json not null, position bigint not null''';
begin
  if position(former in source) = 0 then
    raise exception 'create_view_table is not as it was';
  end if;
  execute replace(source, former, 'cause_event_id uuid not null, evidence json not null, position bigint not null, answer json''');
end $$;
alter table anomaly_list add column answer json;
