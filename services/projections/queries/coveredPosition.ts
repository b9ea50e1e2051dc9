/** SQL: how far the views have read. */
export const coveredPosition = '(select coalesce(min(position), 0) from view_checkpoints)'
