/** Sections of a backup beside the tables' names, in the file's order: the master key, the tables, the events. */
export const masterKeySection = 'master-key'
export const eventsSection = 'events'
