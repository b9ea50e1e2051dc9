-- True from when a notice was sent until the log says so: whoever dies between the two leaves it true, and it is noted later.
alter table outgoing_mails add column to_note boolean not null default false;
create index outgoing_mails_to_note on outgoing_mails (settled_at) where to_note;
