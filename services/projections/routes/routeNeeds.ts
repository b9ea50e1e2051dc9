import type { EntriesOfEvents, ReadEntries } from '../sessionLog/readEntries.ts'
import type { RetiredReading } from '../sessionLog/retiredEvents.ts'
import type { TenantEvents } from '../sessionLog/tenantEvents.ts'
import type { ViewsAsked } from '../queries/viewsAsked.ts'

/** What the routes need to read the views. */
export interface RouteNeeds extends ViewsAsked, RetiredReading {
  entries: ReadEntries
  entriesOfEvents: EntriesOfEvents
  tenantEvents: TenantEvents
}
