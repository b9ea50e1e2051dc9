-- When the partitions of the feed change, checkpoints of the new ones take the place of those of the old.
grant delete on view_checkpoints to :"writer";
