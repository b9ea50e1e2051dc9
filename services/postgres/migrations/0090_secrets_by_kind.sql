-- What kinds of secrets there are says the release that is running; one it does not know is kept. Who sweeps them sees the kind.
alter table secrets drop constraint secrets_kind_check;
alter table secrets add constraint secrets_kind_check check (kind ~ '^[a-z][a-zA-Z]{0,39}$');
grant select (kind) on secrets to :"writer";
