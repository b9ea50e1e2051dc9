-- Mails that events asked for and what became of each. What a mail says is made of its events when it is sent: here are ids, positions
-- and codes alone, nothing personal and no secret.
-- `due_at`: while `waiting`, when it is sent; while `sending`, when another process may take it, because the one that took it has died.
create table outgoing_mails (
  tenant_id uuid not null,
  mail_id uuid not null,
  user_id uuid not null,
  kind text collate "C" not null,
  -- Of the first events that it tells of, and how many there are in all.
  positions bigint[] not null,
  events integer not null default 1,
  state text collate "C" not null default 'waiting'
    check (state in ('waiting', 'sending', 'sent', 'failed', 'dropped')),
  attempts integer not null default 0,
  asked_at timestamptz not null default now(),
  due_at timestamptz not null default now(),
  settled_at timestamptz,
  -- Why the last attempt did not succeed: a reply code of the mail server, or a word.
  problem text collate "C",
  primary key (tenant_id, mail_id)
);
create index outgoing_mails_due on outgoing_mails (due_at) where state in ('waiting', 'sending');
create index outgoing_mails_person on outgoing_mails (tenant_id, user_id, kind, asked_at);
create index outgoing_mails_asked on outgoing_mails (tenant_id, asked_at, mail_id);
select protect_tenant_rows('outgoing_mails');
grant select, insert, update, delete on outgoing_mails to :"writer";
grant select, update on outgoing_mails to :"app";
