-- When `rollcall backup` last ended here: what an operator's alarm asks for.
alter table installation add column backed_up_at timestamptz;
