-- What the rules remember: each person's last sign-in with a known place, and how far each partition was read.
-- Rebuilt from the log when lost; nothing reads it but the detector.
create table last_sign_ins (
  tenant_id uuid not null,
  user_id uuid not null,
  position bigint not null,
  sign_in json not null,
  primary key (tenant_id, user_id)
);
select protect_tenant_rows('last_sign_ins');
grant select, insert, update, delete on last_sign_ins to :"writer";

-- `compare_until`: findings up to there are compared with the log and never raised, because the state was not there when they happened.
create table detector_checkpoints (
  partition integer primary key,
  position bigint not null,
  compare_until bigint not null
);
grant select, insert, update, delete on detector_checkpoints to :"writer";
