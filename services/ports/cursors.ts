/** What a cursor is valid for: one list of one tenant, with the filter and order that were asked for. */
export interface ListIdentity {
  tenantId: string
  list: string
  filter?: string | undefined
  sort?: string | undefined
}

/** Where a page ended: the sort key (null when the row has none) and the id of the last row. */
export interface Place {
  key: string | number | null
  id: string
  /** When the first page was asked for, in milliseconds; with it, relative times mean the same on every page. */
  now?: number
}

export interface Cursors {
  seal: (list: ListIdentity, place: Place) => string
  /**
   * @throws CodedError invalid-cursor when the cursor was made for another tenant, list, filter or order, or not by
   * Rollcall
   */
  open: (list: ListIdentity, cursor: string) => Place
}
