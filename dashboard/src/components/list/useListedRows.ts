import { computed, onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import type { Frame } from '#events/live/frames.ts'
import type { SessionRow } from '#events/live/rows.ts'
import { ApiError, isAbort } from '../../api/problem.ts'
import { listSessions } from '../../api/sessions.ts'
import { useConnections } from '../../connections.ts'
import { compareBy } from './compareBy.ts'
import { liveRows, type ListedRow, type LiveRows } from './liveRows.ts'
import type { Unapplied } from './unapplied.ts'

/** A list as the server is asked for it. */
export interface SessionsAsked {
  filter: string
  sort: string
}

export interface SessionListOptions {
  /** Null while the filter cannot be read: the last list stays. */
  asked: Readonly<Ref<SessionsAsked | null>>
  predicateOf: (filter: string) => (row: SessionRow) => boolean
  /** Rows must not move now. */
  isHolding: () => boolean
}

const pageSize = 200
/** A list read again is read this far at most; what lies beyond is kept current by frames alone. */
const readAgainRows = 1000

/** The loaded part of a list of sessions, read page by page and kept current by frames. */
export const useSessionList = ({ asked, predicateOf, isHolding }: SessionListOptions) => {
  const { http, live, serverClock } = useConnections()
  const rows = shallowRef<readonly ListedRow[]>([])
  /** Grows with every change, in place ones too. */
  const version = shallowRef(0)
  const total = shallowRef<number | null>(null)
  const failure = shallowRef<ApiError | null>(null)
  const isReady = shallowRef(false)
  /** Another list than the one on screen is on its way. */
  const isReplacing = shallowRef(true)
  let list: LiveRows = liveRows({ matches: () => true, compare: compareBy('') })
  const listed = shallowRef<SessionsAsked | null>(null)
  /** The next read starts the list anew, even when it asks for the same. */
  let isStale = false
  let cursor: string | null = null
  /** Rows of frames that came while a further page was on its way. */
  let meanwhile: SessionRow[] | null = null
  let untinting: ReturnType<typeof setTimeout> | undefined

  /** How the rows on screen differ from these; null: they are these, or there are none yet. */
  const unlikeListed = (wanted: SessionsAsked): Unapplied | null => {
    const now = listed.value
    if (now === null) return null
    if (wanted.filter !== now.filter) return 'filter'
    return wanted.sort === now.sort ? null : 'order'
  }
  const show = () => {
    rows.value = list.rows()
    version.value += 1
  }
  const untint = () => {
    const remain = list.untint(serverClock.now())
    untinting = remain ? setTimeout(untint, 200) : undefined
    show()
  }
  const arrival = () => ({ hold: isHolding(), now: serverClock.now() })
  const patch = (changes: readonly SessionRow[]) => {
    if (changes.length === 0 || listed.value === null) return
    list.patch(changes, arrival())
    untinting ??= setTimeout(untint, 200)
    show()
  }

  const readPages = async (wanted: SessionsAsked, atLeast: number, signal: AbortSignal) => {
    const items: SessionRow[] = []
    let next: string | null = null
    for (;;) {
      const { body, position } = await listSessions(http, { ...wanted, cursor: next, limit: pageSize }, signal)
      items.push(...body.items)
      next = body.nextCursor
      if (next === null || items.length >= atLeast) return { items, next, total: body.total, position }
    }
  }

  const read = async (signal: AbortSignal): Promise<string | null> => {
    const wanted = asked.value
    if (wanted === null) return null
    const isSame = !isStale && listed.value !== null && unlikeListed(wanted) === null
    const at = new Date(serverClock.now()).toISOString()
    isReplacing.value = !isSame
    try {
      const page = await readPages(wanted, isSame ? Math.min(readAgainRows, list.rows().length) : 1, signal)
      if (isSame) list.reconcile(page.items, page.next !== null, arrival())
      else {
        list = liveRows({ matches: predicateOf(wanted.filter), compare: compareBy(wanted.sort) })
        list.replace(page.items, page.next !== null, at)
      }
      if (!isSame || page.next === null) cursor = page.next
      listed.value = wanted
      isStale = false
      total.value = page.total
      failure.value = null
      isReady.value = true
      isReplacing.value = false
      show()
      return page.position
    } catch (error) {
      if (!isAbort(error)) isReplacing.value = false
      if (error instanceof ApiError) failure.value = error
      throw error
    }
  }

  const following = live.follow({
    read,
    apply(frames: readonly Frame[]) {
      const changes = frames.flatMap((frame) => frame.sessions)
      meanwhile?.push(...changes)
      patch(changes)
    },
  })

  /** The next page, when the person has scrolled near the end of what is loaded. */
  const readMore = async () => {
    const wanted = listed.value
    if (cursor === null || meanwhile !== null || isReplacing.value || wanted === null) return
    const into = list
    meanwhile = []
    try {
      const { body } = await listSessions(http, { ...wanted, cursor, limit: pageSize })
      if (into !== list) return
      list.append(body.items, body.nextCursor !== null)
      cursor = body.nextCursor
      patch(meanwhile)
      show()
    } catch (error) {
      if (!(error instanceof ApiError)) return
      failure.value = error
      // Recovers with the whole list, which is read until something answers.
      if (error.status === 0) void following.reread()
    } finally {
      meanwhile = null
    }
  }

  watch(asked, (wanted) => (wanted === null ? undefined : following.reread()))
  onScopeDispose(() => {
    following.stop()
    clearTimeout(untinting)
  })

  return {
    rows,
    version,
    total,
    failure,
    isReady,
    isReplacing,
    unapplied: computed(() => (asked.value === null ? null : unlikeListed(asked.value))),
    waiting: () => list.waiting(),
    left: () => list.left(),
    isOutOfOrder: () => list.isOutOfOrder(),
    hasMore: () => list.hasMore(),
    find: (id: string) => list.find(id),
    readMore,
    reread: following.reread,
    /** Lets in what waits, drops what left, sorts; read anew where rows beyond the loaded ones may belong between them. */
    async tidy() {
      if (!list.hasMore()) {
        list.tidy()
        show()
        return
      }
      isStale = true
      await following.reread()
    },
  }
}
export type SessionList = ReturnType<typeof useSessionList>
