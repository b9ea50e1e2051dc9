import { views } from '#services/projections/views.ts'

/**
 * What a backup does with each table of the database. A test compares this list with the database itself, so that every
 * new table must be added here.
 */
export type TableKind =
  /** The events themselves; the backup reads and writes them through the log's port, whichever store holds them. */
  | 'log'
  /** The backup holds it row for row. */
  | 'kept'
  /** Its rows follow from the log: a rebuild, or the service that maintains the table, makes them anew. */
  | 'derived'
  /** Belongs to this installation, moment or process: a restored installation begins without its rows. */
  | 'fresh'
  /** Describes the database itself: its migrations. */
  | 'schema'

export interface TableFate {
  kind: TableKind
  why: string
}

const view: TableFate = { kind: 'derived', why: 'a view' }
const progress: TableFate = { kind: 'derived', why: 'how far a reader of the log has come' }

export const tableFates: Readonly<Record<string, TableFate>> = {
  events: { kind: 'log', why: 'the log' },
  tenant_keys: { kind: 'kept', why: 'without them nobody can read what is personal' },
  subject_keys: { kind: 'kept', why: 'without them nobody can read what is personal' },
  secrets: { kind: 'kept', why: 'password hashes, which events name and do not hold' },
  token_keys: {
    kind: 'kept',
    why: 'refresh tokens of before are known for what they were; signing keys stay behind, so no access token of before verifies',
  },
  outgoing_mails: { kind: 'fresh', why: 'what was to be mailed at that moment; a restore mails nothing again' },
  api_key_uses: { kind: 'fresh', why: 'when keys were last used; the keys themselves stand in the log' },
  reader_logins: { kind: 'fresh', why: 'logins of this server, which a backup does not hold' },
  setup_links: { kind: 'fresh', why: 'good once, for a day; a start makes a new one where it is needed' },
  rate_limits: { kind: 'fresh', why: 'counters of the last minutes' },
  known_origins: { kind: 'fresh', why: 'everybody is signed out by a restore, and known again by signing in' },
  idempotency_keys: {
    kind: 'fresh',
    why: 'they may speak of events that came after the backup; their callers are signed out',
  },
  installation: { kind: 'fresh', why: 'a restore begins an epoch of its own' },
  leases: { kind: 'fresh', why: 'who leads now' },
  relay_progress: { kind: 'derived', why: 'positions of this log in this broker' },
  relay_tenants: { kind: 'derived', why: 'positions of this log in this broker' },
  adoption_order: { kind: 'fresh', why: 'it has no rows: whoever replaces checkpoints locks it' },
  rebuild_order: { kind: 'fresh', why: 'it has no rows: whoever rebuilds or checks the views locks it' },
  log_order: { kind: 'fresh', why: 'it has no rows: whoever appends locks it' },
  migrations: { kind: 'schema', why: 'what this database has been through' },
  ...Object.fromEntries(views.flatMap(({ tables }) => tables).map(({ name }) => [name, view])),
  ended_sessions: { kind: 'derived', why: 'whose access tokens could be unexpired; a restore ends every session' },
  token_generations: { kind: 'derived', why: 'how often tokens were outdated' },
  ended_progress: progress,
  log_marks: { kind: 'derived', why: 'where the log ended at each minute of the last day' },
  open_connections: { kind: 'fresh', why: 'what processes say of their connections' },
  processes: { kind: 'fresh', why: 'what processes say of themselves' },
  last_rebuild: { kind: 'fresh', why: 'how the last rebuild of these views went' },
  parked_retries: { kind: 'fresh', why: 'what became of parked events that were asked for again' },
  parked_events: { kind: 'derived', why: 'what a reader of the log could not take' },
  stream_snapshots: { kind: 'derived', why: 'what long streams have come to' },
  changes: { kind: 'derived', why: 'what pages missed in the last minutes' },
  changes_kept: { kind: 'derived', why: 'what pages missed in the last minutes' },
  view_checkpoints: progress,
  forgotten_people: { kind: 'fresh', why: 'their keys are in no backup, so that the views begin without them' },
  forgettings: { kind: 'fresh', why: 'counts what is in forgotten_people' },
  notice_memory: { kind: 'derived', why: 'what the notifier remembers' },
  last_sign_ins: { kind: 'derived', why: 'what the rules remember' },
  anomaly_actions: { kind: 'derived', why: 'what anomalies do by themselves, as far as their reader has read' },
  failed_sign_ins: { kind: 'derived', why: 'what the rules remember of the last minutes' },
  consumer_checkpoints: progress,
}
