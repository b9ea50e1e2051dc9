-- Who may do something alone holds a lock on one of these empty tables meanwhile: the owner to rebuild or check the views, the writer to
-- put other partitions' checkpoints in place. They were advisory locks, and those may be taken by any login that may connect: the callers'
-- could have kept everybody from it.
create table rebuild_order ();
create table adoption_order ();
grant update on adoption_order to :"writer";
