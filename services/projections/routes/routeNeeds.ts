import type { ReadEntries } from '../sessionLog/readEntries.ts'
import type { ViewsAsked } from '../queries/viewsAsked.ts'

/** What the routes read with. */
export interface RouteNeeds extends ViewsAsked {
  entries: ReadEntries
}
