-- A secret in one statement, where setting the tenant, reading and the transaction around them took four: under a flood of
-- sign-ins statements are what it costs. The caller's own rights and row-level security hold as before.
create function secret_value(of_tenant uuid, wanted uuid, of_kind text) returns text language plpgsql as $$
begin
  perform set_config('rollcall.tenant_id', of_tenant::text, true);
  return (select value from secrets where tenant_id = of_tenant and id = wanted and kind = of_kind);
end $$;
revoke all on function secret_value from public;
grant execute on function secret_value to :"app";
